/** Example 13.1 and figures 13.1 and 13.2: where the best policy must be random, and how REINFORCE finds it. */
import { type Rng, rng } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import { shortCorridor } from "gradus/envs/book";
import { reinforce, reinforceBaseline } from "gradus/tabular";
import { type LabReport, type Live, lab } from "../../../src/lab.ts";
import { curvesFigure } from "./parts/curves.ts";
import type { PolicyGradient } from "./parts/methods.ts";
import { judged, type Point, points, repeatedCurves, runsKnob, upTo } from "./parts/runs.ts";

/**
 * v(start) when right is taken with probability p: the three Bellman equations, solved by elimination.
 *
 *     v₀ = −1 + p v₁ + q v₀,   v₁ = −1 + p v₀ + q v₂,   v₂ = −1 + q v₁,   q = 1 − p
 */
export function corridorValue(p: number): number {
  const q = 1 - p;
  // v₂ into v₁: v₁ (1 − q²) = −1 − q + p v₀; that into v₀ (1 − q) = −1 + p v₁.
  const constant = (-1 - q) / (1 - q * q);
  const slope = p / (1 - q * q);
  return (-1 + p * constant) / (p - p * slope);
}

/** The p in (0, 1) with the highest value, by trisection: v is concave. */
export function bestProbability(value: (p: number) => number): number {
  let [low, high] = [0.01, 0.99];
  while (high - low > 1e-9) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
    if (value(a) < value(b)) low = a;
    else high = b;
  }
  return (low + high) / 2;
}

const exactCorridor: readonly Point[] = [
  { key: "p*", value: 2 - Math.SQRT2, s: 0, n: 0, unit: 2e-6 },
  { key: "v*", value: -(6 + 4 * Math.SQRT2), s: 0, n: 0, unit: 2e-6 },
  { key: "ε-greedy right", value: -44.21, s: 0, n: 0, unit: 0.01 },
  { key: "ε-greedy left", value: -82.105, s: 0, n: 0, unit: 0.001 },
];

export const corridor = lab({
  id: "04/short-corridor",
  row: "B50",
  title: "Where the best policy must toss a coin",
  question:
    "Three cells look the same, and in the middle one left is right. How often should one go right, and what do the two ε-greedy policies get?",
  source: "Sutton & Barto, 2nd ed., Example 13.1",
  kind: "golden",
  knobs: {
    epsilon: { default: 0.1, symbol: "ε", range: [0.001, 1], doc: "Of the two ε-greedy policies." },
  },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  *run({ epsilon }) {
    const grid = Array.from({ length: 97 }, (_, i) => (i + 2) / 100);
    const best = bestProbability(corridorValue);
    const random = rng(1);
    yield {
      progress: 1,
      text: `best with probability ${best.toFixed(6)}`,
      points: grid.map((p) => ({ p, v: corridorValue(p) })),
      live: {
        world: shortCorridor() as AnyWorld,
        act: () => (random.random() < best ? 1 : 0),
      },
    };
    return {
      runs: 1,
      "p*": best,
      "v*": corridorValue(best),
      "ε-greedy right": corridorValue(1 - epsilon / 2),
      "ε-greedy left": corridorValue(epsilon / 2),
      p: grid,
      "curve v": grid.map(corridorValue),
    };
  },
  verdict: (measured) =>
    judged(
      {
        published: "right with probability about 0.59: −11.6; ε-greedy: −44 and −82",
        known: exactCorridor,
        note: "Exact: p* = 2 − √2 = 0.585786 and v* = −(6 + 4√2) = −11.656854.",
      },
      measured,
    ),
  chart: {
    hasWorld: true,
    x: { key: "p", label: "probability of right", range: [0, 1] },
    y: { key: "v", label: "value of the start: minus the steps to the goal", range: [-100, 0] },
    reference: { label: "best: −11.66", y: -(6 + 4 * Math.SQRT2) },
  },
  figure: ([m]) => ({
    title: "v(start)",
    x: { label: "probability of right" },
    y: { range: [-100, 0] },
    series: [{ name: "v", x: m["p"] as readonly number[], y: m["curve v"] as readonly number[] }],
    references: [{ label: "−11.66, the best", y: -(6 + 4 * Math.SQRT2) }],
  }),
});

const EPISODES = 1000;
/** Pr(right) = 0.05: the start of the figures, in preferences for left and right. */
const UNWILLING = [1.47, -1.47] as const;
const METHODS = [
  { name: "2^-12", alpha: 2 ** -12, isBaseline: false },
  { name: "2^-13", alpha: 2 ** -13, isBaseline: false },
  { name: "2^-14", alpha: 2 ** -14, isBaseline: false },
  { name: "baseline", alpha: 2 ** -9, isBaseline: true },
] as const;

const parts: Readonly<Record<"reinforce" | "reinforceBaseline", PolicyGradient>> = {
  reinforce,
  reinforceBaseline,
};

/** @param isWatched by a page, which then sees the policy walk the corridor */
function* returns(
  own: typeof parts,
  { name, alpha, isBaseline }: (typeof METHODS)[number],
  floor: number,
  random: Rng,
  isWatched: boolean,
): Generator<LabReport, Float64Array> {
  const world = shortCorridor();
  const start = { theta: UNWILLING };
  const run = isBaseline
    ? own.reinforceBaseline(world, { alpha, valueAlpha: 2 ** -6, floor }, random, undefined, start)
    : own.reinforce(world, { alpha, floor }, random, undefined, start);
  const all = new Float64Array(EPISODES);
  for (let episode = 0; episode < EPISODES; episode++) {
    const { episodeReturn, agent } = run.next().value as Played;
    all[episode] = episodeReturn;
    if (!isWatched || agent === undefined || (episode + 1) % 10 !== 0) continue;
    const points = upTo(Math.floor((episode + 1) / 10)).map((i) => ({
      x: 10 * i - 5,
      [name]: average(all, 10 * i - 10, 10 * i),
    }));
    const live: Live = { world: world as AnyWorld, act: (o) => agent.act(o) };
    yield { progress: 0, points, live };
  }
  return all;
}

/** What a method's report has for a page to watch. */
interface Played {
  readonly episodeReturn: number;
  readonly agent?: { act(observation: ArrayLike<number>): unknown };
}

const average = (g: ArrayLike<number>, from: number, to: number): number => {
  let sum = 0;
  for (let i = from; i < to; i++) sum += g[i];
  return sum / (to - from);
};

/** An independent program, 100 runs (the book's number), with the floor of 0.05; s from seeds 100 … 199. */
const learned: readonly Point[] = [
  ...points("2^-12", 100, 1, { "@150": [-18, 6.4] }),
  ...points("2^-12", 100, 0.1, { "@450": [-12.8, 6], "@950": [-12, 4] }),
  ...points("2^-13", 100, 1, { "@150": [-26, 4.6], "@450": [-15, 3.1] }),
  ...points("2^-13", 100, 0.1, { "@950": [-12.4, 3.6] }),
  ...points("2^-14", 100, 1, { "@150": [-37, 5.2], "@450": [-21, 2.2] }),
  ...points("2^-14", 100, 0.1, { "@950": [-14.9, 1.4] }),
  ...points("baseline", 100, 0.1, { "@150": [-12, 1.3] }),
];

/** As the figure names the methods. */
const SPOKEN: Readonly<Record<string, string>> = {
  "2^-12": "α = 2⁻¹²",
  "2^-13": "α = 2⁻¹³",
  "2^-14": "α = 2⁻¹⁴",
  baseline: "with baseline",
};

export const reinforceCorridor = lab({
  id: "04/reinforce",
  row: "B51",
  title: "REINFORCE finds the coin, and a baseline finds it sooner",
  question:
    "Only returns, no values: the policy climbs from almost never right. Which step size, and what does subtracting a learned average change?",
  source: "Sutton & Barto, 2nd ed., figures 13.1 and 13.2",
  kind: "statistical",
  knobs: {
    runs: runsKnob(30),
    floor: {
      default: 0.05,
      range: [0, 0.45],
      doc: "No action becomes less probable. At 0, the book's rule, about one run in a hundred ends in a corner for ever.",
    },
  },
  quick: { seconds: 1.2, seeds: [1] },
  full: { seconds: 12, seeds: [1, 2, 3], knobs: { runs: 100 } },
  parts,
  *run({ runs, floor }, random, _, own) {
    const blocks = upTo(10).map((i) => 100 * i - 50); // the middle of each hundred episodes
    const curves = METHODS.map(({ name }) => ({ name, at: blocks }));
    return yield* repeatedCurves(runs, random, curves, [150, 450, 950], function* (r, run) {
      const all: number[][] = [];
      for (const method of METHODS) {
        const g = yield* returns(own, method, floor, r.split(), run === 0 && method.isBaseline);
        all.push(blocks.map((middle) => average(g, middle - 50, middle + 50)));
      }
      return all;
    });
  },
  verdict: (measured) =>
    judged(
      {
        published:
          "a figure: 2^-13 approaches −11.6 within 1000 episodes; with a baseline within 200",
        known: learned,
        claims: [
          {
            text: "the baseline is ahead of every step size without one at episode 150",
            holds: (of) =>
              METHODS.every(
                ({ name, isBaseline }) => isBaseline || of("baseline @150") > of(`${name} @150`),
              ),
          },
          {
            text: "the larger the step, the faster at first",
            holds: (of) =>
              of("2^-12 @150") > of("2^-13 @150") && of("2^-13 @150") > of("2^-14 @150"),
          },
        ],
        note: "Each number is the mean return of a hundred episodes around the one named. The floor is not in the book: without it a run that becomes certain of one action stays so, and a mean over runs is ruined by it.",
      },
      measured,
    ),
  chart: {
    hasWorld: true,
    x: { key: "x", label: "episodes", range: [0, EPISODES] },
    y: { key: "baseline", label: "return of an episode, means of a hundred", range: [-60, 0] },
    curves: METHODS.map(({ name }) => ({ key: name, name: SPOKEN[name] ?? name })),
    reference: { label: "best: −11.66", y: -(6 + 4 * Math.SQRT2) },
  },
  figure(measured) {
    const figure = curvesFigure(
      {
        title: "Return of an episode, means of a hundred",
        x: { label: "episodes" },
        names: METHODS.map(({ name }) => name),
        at: upTo(10).map((i) => 100 * i - 50),
        references: [{ label: "−11.66, the best", y: -(6 + 4 * Math.SQRT2) }],
      },
      measured,
    );
    const series = figure.series.map((s) => ({ ...s, name: SPOKEN[s.name] ?? s.name }));
    return { ...figure, series };
  },
});
