/** Lab 1 of the Deep RL Bootcamp: value and policy iteration on a frozen lake, and Gymnasium's own ice. */
import { frozenLake } from "gradus/envs";
import { deterministic, modelOf, solveValues, valueIteration } from "gradus/tabular";
import { type Live, lab } from "../../../src/lab.ts";
import { golden } from "../../04-sutton-barto/labs/parts/golden.ts";

/** The bootcamp's ice: as wished in 8 of 10 steps, to either side in 1 of 10. */
const SLIP = { successRate: 0.8 };
const GAMMA = 0.95;
const gamma = {
  default: GAMMA,
  symbol: "γ",
  range: [0, 0.999],
  doc: "Discount per step.",
} as const;

/** Values and best moves in the lake, and somebody who walks by them. */
function onIce(V: Float64Array, policy: ArrayLike<number>): Live {
  return {
    world: frozenLake(SLIP),
    act: ([s]) => policy[s],
    values: V.slice(),
    policy: deterministic(Int32Array.from(policy), 4),
  };
}

export const lakeValueIteration = lab({
  id: "06/lake-value-iteration",
  row: "K1",
  title: "Value iteration on a frozen lake",
  question:
    "The reward lies six steps from the start. How many sweeps does it take until the start knows of it?",
  source: "Deep RL Bootcamp (2017), Lab 1, problem 1",
  kind: "golden",
  world: () => frozenLake(SLIP),
  knobs: {
    gamma,
    iterations: { default: 20, range: [1, 1000], integer: true, doc: "Sweeps, with two arrays." },
  },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  *run({ gamma, iterations }, random) {
    const change: number[] = [];
    const start: number[] = [];
    for (const report of valueIteration(
      frozenLake(SLIP),
      { gamma, theta: 0, inPlace: false },
      random,
    )) {
      change.push(report.change);
      start.push(report.V[0]);
      yield {
        progress: report.sweeps / iterations,
        series: { sweep: report.sweeps, change: report.change, start: report.V[0] },
        live: onIce(
          report.V,
          Array.from(report.V, (_, s) => report.agent.act(s)),
        ),
      };
      if (report.sweeps === iterations) break;
    }
    const change7 = change.slice(0, 7);
    return {
      "max |V − V′|": change7,
      "V[0] after 6": start[5] ?? Number.NaN,
      "V[0] at the end": start.at(-1)!,
      change,
      start,
    };
  },
  verdict: (measured) =>
    golden(
      {
        published: ".80000 .60800 .51984 .39508 .30026 .25355 .10478 …; V[0] .254 … .531",
        exact: "V*(start) = .5311849",
        tables: [
          {
            key: "max |V − V′|",
            known: [0.8, 0.608, 0.51984, 0.39508, 0.30026, 0.25355, 0.10478],
            within: 5.1e-6,
          },
          { key: "V[0] after 6", known: [0.254], within: 5.1e-4 },
          { key: "V[0] at the end", known: [0.531], within: 5.1e-4 },
        ],
      },
      measured,
    ),
  chart: {
    hasWorld: true,
    x: { key: "sweep", label: "sweeps", range: [0, 20] },
    y: { key: "start", label: "value", range: [0, 0.8] },
    curves: [
      { key: "start", name: "V(start)" },
      { key: "change", name: "largest change" },
    ],
    reference: { label: "V*(start) = .531", y: 0.5311849 },
  },
  figure: ([measured]) => ({
    title: "Sweep after sweep the news of the goal travels back",
    x: { label: "sweep" },
    series: (
      [
        ["start", "value of the start"],
        ["change", "largest change of any value"],
      ] as const
    ).map(([key, name]) => {
      const y = measured[key] as readonly number[];
      return { name, x: y.map((_, i) => i + 1), y };
    }),
  }),
});

/** Policy iteration as the lab writes it: v by linear equations, π ← argmax q, of equal actions the first. */
function* improvements(
  first: Int32Array,
): Generator<{ changed: number; V: Float64Array; policy: Int32Array; ties: number[] }> {
  const model = modelOf(frozenLake(SLIP));
  let policy = first;
  for (;;) {
    const V = solveValues(model, deterministic(policy, 4), GAMMA);
    const q = (s: number) => [0, 1, 2, 3].map((a) => model.expected(s, a, V, GAMMA));
    const equal = (x: number, y: number) => Math.abs(x - y) < 1e-9;
    const best = policy.map((_, s) => q(s).findIndex((x) => equal(x, Math.max(...q(s)))));
    // Where all four are equal and the game goes on, nothing but rounding chooses between them.
    const ties = Array.from(policy, (_, s) => s).filter(
      (s) => q(s).every((x) => equal(x, q(s)[0])) && !isEnd(s),
    );
    yield { changed: best.filter((a, s) => a !== policy[s]).length, V, policy: best, ties };
    policy = best;
  }
}

const isEnd = (s: number): boolean => [5, 7, 11, 12, 15].includes(s);

interface Path {
  readonly changed: number[];
  readonly start: number[];
}

/** Changes and V[0] of each iteration until nothing changes; `second`, if given, overrules the ties of the second improvement. */
function follow(second?: readonly number[]): Path & { ties: number[] } {
  const [changed, start]: [number[], number[]] = [[], []];
  let ties: number[] = [];
  let run = improvements(new Int32Array(16));
  for (let k = 0; k < 12; k++) {
    const step = run.next().value!;
    if (k === 1) {
      ties = step.ties;
      if (second !== undefined) {
        const policy = step.policy.slice();
        for (const [i, s] of ties.entries()) policy[s] = second[i];
        step.changed += ties.filter((_, i) => second[i] !== 0).length;
        run = improvements(policy);
      }
    }
    changed.push(step.changed);
    start.push(step.V[0]);
    if (step.changed === 0) break;
  }
  return { changed, start, ties };
}

export const lakePolicyIteration = lab({
  id: "06/lake-policy-iteration",
  row: "K2",
  title: "Policy iteration on a frozen lake, and ties that rounding breaks",
  question:
    "The lab prints how many actions each improvement changes: 1, 9, 2, 1, 0. Six of those nine are improvements. What are the other three?",
  source: "Deep RL Bootcamp (2017), Lab 1, problem 2",
  kind: "golden",
  knobs: {},
  quick: { seconds: 0.2, seeds: [1] },
  full: { seconds: 0.2, seeds: [1] },
  *run() {
    let iteration = 0;
    for (const { changed, V, policy } of improvements(new Int32Array(16))) {
      iteration++;
      yield {
        progress: 0.1 * iteration,
        series: { iteration, changed, start: V[0] },
        live: onIce(V, policy),
      };
      if (changed === 0) break;
    }
    const plain = follow();
    // All ways in which rounding can choose another action in the tied states.
    const ways = plain.ties.reduce<number[][]>(
      (lists) => lists.flatMap((list) => [1, 2, 3].map((a) => [...list, a])),
      [[]],
    );
    const paths = ways.map(follow);
    yield { progress: 0.9 };
    const printed = paths.findIndex(
      ({ changed, start }) =>
        changed.join() === "1,9,2,1,0" && Math.abs(start[2] - 0.39785) < 5.1e-6,
    );
    const found = paths[printed];
    return {
      "changes, first of equals": plain.changed,
      ties: plain.ties,
      "changes as printed": found?.changed ?? [],
      "V[0] as printed": found?.start.slice(2) ?? [],
      "lowest final V[0]": Math.min(
        ...paths.map(({ start }) => start.at(-1)!),
        plain.start.at(-1)!,
      ),
      "highest final V[0]": Math.max(
        ...paths.map(({ start }) => start.at(-1)!),
        plain.start.at(-1)!,
      ),
    };
  },
  verdict: (measured) =>
    golden(
      {
        published: "changes 1, 9, 2, 1, 0; V[0] .39785 .45546 .53118",
        exact:
          "changes 1, 6, 3, 1, 1, 0 if of equal actions the first is taken; three states then have four equal actions; V*(start) = .5311849 on every way",
        note: "After the first improvement no way leads from states 0, 4 and 8 to the goal, so their four actions are exactly equal, and the printed 9 counts what rounding did there. One of the 27 ways to break the three ties gives the printed lines to the last digit.",
        tables: [
          { key: "changes, first of equals", known: [1, 6, 3, 1, 1, 0], within: 0 },
          { key: "ties", known: [0, 4, 8], within: 0 },
          { key: "changes as printed", known: [1, 9, 2, 1, 0], within: 0 },
          { key: "V[0] as printed", known: [0.39785, 0.45546, 0.53118], within: 5.1e-6 },
          { key: "lowest final V[0]", known: [0.5311849], within: 1e-6 },
          { key: "highest final V[0]", known: [0.5311849], within: 1e-6 },
        ],
      },
      measured,
    ),
  chart: {
    hasWorld: true,
    x: { key: "iteration", label: "improvements", range: [0, 7] },
    y: { key: "changed", label: "actions that changed (ties: the first of equals)", range: [0, 8] },
  },
  figure: ([measured]) => ({
    title: "Actions that an improvement changes",
    x: { label: "improvement" },
    y: { range: [-0.3, 9.5] },
    series: (
      [
        ["changes, first of equals", "ties to the first"],
        ["changes as printed", "ties as printed"],
      ] as const
    ).map(([key, name]) => {
      const y = measured[key] as readonly number[];
      return { name, x: y.map((_, i) => i + 1), y };
    }),
    caption: "Two ways to break the ties of three states; both end at the optimal policy.",
  }),
});

export const lakeGymnasium = lab({
  id: "06/lake-gymnasium",
  row: "K3b",
  title: "Gymnasium's frozen lake: what can be had at most",
  question:
    "On Gymnasium's ice only every third step goes where one wants. How often does the best policy still reach the goal, and what does patience (γ = 1) gain?",
  source: "Gymnasium, FrozenLake-v1 (4x4)",
  kind: "golden",
  knobs: {},
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  *run(_config, random) {
    const solve = (isSlippery: boolean, gamma: number) => {
      const world = frozenLake({ isSlippery });
      let solved = { V: new Float64Array(16), moves: "" };
      for (const { V, agent } of valueIteration(world, { gamma, theta: 1e-13 }, random)) {
        const moves = Array.from(V, (_, s) => (isEnd(s) ? "·" : "←↓→↑"[agent.act(s)]));
        solved = { V: V.slice(), moves: moves.join(" ") };
      }
      return solved;
    };
    const start = (isSlippery: boolean, gamma: number): number => solve(isSlippery, gamma).V[0];
    yield { progress: 0.5 };
    return {
      slippery: [0.95, 0.99, 1].map((gamma) => start(true, gamma)),
      dry: [0.95, 0.99].map((gamma) => start(false, gamma)),
      values: Array.from(solve(true, 1).V),
      moves: solve(true, 0.99).moves,
    };
  },
  verdict: (measured) =>
    golden(
      {
        published: "— (Gymnasium documents no optimal values)",
        exact:
          "slippery .18047, .54203, .82353 = 14/17 for γ = .95, .99, 1; dry γ⁵ = .77378, .95099",
        tables: [
          { key: "slippery", known: [0.18047, 0.54203, 14 / 17], within: 5.1e-6 },
          { key: "dry", known: [0.7737809375, 0.9509900499], within: 1e-10 },
        ],
      },
      measured,
    ),
  figure: ([measured]) => ({
    title: "Slippery ice: probability of reaching the goal, and the best moves",
    x: { label: "" },
    series: [],
    grids: [
      {
        title: "v∗ with γ = 1",
        columns: 4,
        values: (measured["values"] as readonly number[]).map((v, s) => (isEnd(s) ? NaN : v)),
        texts: (measured["values"] as readonly number[]).map((v, s) =>
          isEnd(s) ? (s === 15 ? "goal" : "hole") : v.toFixed(2),
        ),
      },
      {
        title: "a best policy for γ = 0.99",
        columns: 4,
        values: (measured["values"] as readonly number[]).map((v, s) => (isEnd(s) ? NaN : v)),
        texts: String(measured["moves"]).split(" "),
      },
    ],
    caption:
      "The arrow is the wish; the ice grants it in one of three steps, and else slides to either side of it.",
  }),
});
