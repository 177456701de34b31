/** Example 6.5 and Exercises 6.9 and 6.10: Sarsa in the windy gridworld. */
import type { Rng } from "gradus/core";
import { type WindyGridOptions, windyGrid } from "gradus/envs/book";
import { fewestSteps, greedySteps, sarsa } from "gradus/tabular";
import { type Chart, type LabReport, lab, type Turn } from "../../../src/lab.ts";
import { median } from "../../../src/statistics.ts";
import { turned } from "../../../src/turn.ts";
import { curvesFigure } from "./parts/curves.ts";
import type { Control } from "./parts/methods.ts";
import { stage } from "./parts/onStage.ts";
import {
  type Curve,
  judged,
  type Point,
  paired,
  points,
  repeatedCurves,
  runsKnob,
} from "./parts/runs.ts";

const STEPS = 8000;
/** Where the curve of finished episodes has its points. */
const AT = Array.from({ length: 81 }, (_, i) => 100 * i);

/**
 * How many episodes were finished by each of the steps AT; and how long the greedy way is afterwards.
 *
 * @param name of the curve, where a page watches this run
 */
function* learning(
  method: Control,
  options: WindyGridOptions,
  alpha: number,
  epsilon: number,
  random: Rng,
  name?: string,
  turn?: Turn,
): Generator<LabReport, { curve: number[]; greedyWay: number }> {
  const world = windyGrid(options);
  const ends: number[] = [];
  let greedyWay = Infinity;
  const onStage = stage(world, epsilon);
  const learns = turned(method, turn, ({ steps }) => steps);
  for (const { steps, Q } of learns(world, { alpha, epsilon }, random)) {
    if (name !== undefined) {
      const points = [...ends, steps].map((x, i) => ({ x, [name]: i + 1 }));
      yield { progress: 0, points, live: onStage(Q) };
    }
    if (steps > STEPS) {
      if (options.isStochastic !== true) greedyWay = greedySteps(world, Q, 100);
      break;
    }
    ends.push(steps);
  }
  return { curve: AT.map((t) => ends.filter((end) => end <= t).length), greedyWay };
}

const finished = (names: readonly string[], reference?: Chart["reference"]): Chart => ({
  hasWorld: true,
  x: { key: "x", label: "steps", range: [0, STEPS] },
  y: { key: names[0], label: "finished episodes", range: [0, names.length > 1 ? 260 : 180] },
  curves: names.map((name) => ({ key: name, name })),
  ...(reference === undefined ? {} : { reference }),
});

const parts: { readonly sarsa: Control } = { sarsa };

const knobs = {
  runs: runsKnob(50),
  alpha: { default: 0.5, symbol: "α", range: [0, 1], doc: "Step size." },
  epsilon: { default: 0.1, symbol: "ε", range: [0.001, 1], doc: "Share of random actions." },
} as const;

/** The table of known results gives 160.7 with a standard error of 0.9; n is chosen so that s/√n is that. */
const four: readonly Point[] = [
  { key: "optimum", value: 15, s: 0, n: 0, unit: 0 },
  ...points("4 moves", 100, 0.1, { "@8000": [160.7, 9.9] }),
];

export const windyGridworld = lab({
  id: "04/windy-gridworld",
  row: "B22",
  title: "Sarsa against the wind",
  question:
    "A wind blows the agent upwards on the way to the goal. It never waits for an episode to end before it learns; how many episodes does it finish in 8000 steps?",
  source: "Sutton & Barto, 2nd ed., Example 6.5",
  kind: "statistical",
  knobs,
  quick: { seconds: 0.5, seeds: [1, 2] },
  full: { seconds: 3, seeds: [1, 2, 3, 4, 5], knobs: { runs: 200 } },
  parts,
  forks: { knobs: ["alpha", "epsilon"], by: "turn" },
  *run({ runs, alpha, epsilon }, random, _, own, _from, turn) {
    const ways: number[] = [];
    const measured = yield* repeatedCurves(
      runs,
      random,
      [{ name: "4 moves", at: AT }],
      [STEPS],
      function* (r, run) {
        const watched = run === 0 ? "4 moves" : undefined;
        const { curve, greedyWay } = yield* learning(
          own.sarsa,
          {},
          alpha,
          epsilon,
          r,
          watched,
          turn,
        );
        ways.push(greedyWay);
        return [curve];
      },
    );
    const reached = ways.filter((way) => way < Infinity);
    return {
      ...measured,
      optimum: fewestSteps(windyGrid()),
      greedyReached: reached.length / runs,
      greedyWay: reached.length > 0 ? median(reached) : -1,
    };
  },
  verdict: (measured) =>
    judged(
      {
        published:
          "about 170 episodes in 8000 steps, read from the figure; the optimum is 15 steps",
        known: four,
        note: `The book's curve is one run; ${STEPS} steps give 160.7 ± 0.9 on average. Of the learned tables only ${measured.map((m) => Math.round(100 * Number(m["greedyReached"]))).join(", ")} % lead to the goal if one follows them greedily: the others loop somewhere, which ε = 0.1 hides.`,
      },
      measured,
    ),
  chart: finished(["4 moves"], { label: "the book, one run", y: 170 }),
  figure: (measured) =>
    curvesFigure(
      { title: "Finished episodes", x: { label: "steps" }, names: ["4 moves"], at: AT },
      measured,
    ),
});

const VARIANTS = [
  { name: "8 moves", options: { moves: 8 } },
  { name: "9 moves", options: { moves: 9 } },
  { name: "gusts", options: { moves: 8, isStochastic: true } },
] as const;

const kings: readonly Point[] = [
  { key: "optimum 8", value: 7, s: 0, n: 0, unit: 0 },
  { key: "optimum 9", value: 7, s: 0, n: 0, unit: 0 },
  ...points("8 moves", 100, 0.1, { "@8000": [249.5, 15] }),
  ...points("9 moves", 100, 0.1, { "@8000": [184.3, 17] }),
  ...points("gusts", 100, 0.1, { "@8000": [60.8, 9.0] }),
];

export const windyKings = lab({
  id: "04/windy-kings",
  row: "B23",
  title: "King's moves, and a wind that gusts",
  question:
    "With diagonal moves the way shortens from 15 steps to 7. Does a ninth action, standing still, help? And what if the wind varies?",
  source: "Sutton & Barto, 2nd ed., Exercises 6.9 and 6.10",
  kind: "statistical",
  knobs,
  quick: { seconds: 1, seeds: [1, 2] },
  full: { seconds: 8, seeds: [1, 2, 3, 4, 5], knobs: { runs: 200 } },
  parts,
  forks: { knobs: ["alpha", "epsilon"], by: "turn" },
  *run({ runs, alpha, epsilon }, random, _, own, _from, turn) {
    const curves: Curve[] = VARIANTS.map(({ name }) => ({ name, at: AT }));
    const measured = yield* repeatedCurves(runs, random, curves, [STEPS], function* (r, run) {
      const same = paired(r);
      const all: number[][] = [];
      for (const { name, options } of VARIANTS) {
        const watched = run === 0 && name === "8 moves" ? name : undefined;
        const { curve } = yield* learning(
          own.sarsa,
          options,
          alpha,
          epsilon,
          same(),
          watched,
          turn,
        );
        all.push(curve);
      }
      return all;
    });
    return {
      ...measured,
      "optimum 8": fewestSteps(windyGrid({ moves: 8 })),
      "optimum 9": fewestSteps(windyGrid({ moves: 9 })),
    };
  },
  verdict: (measured) =>
    judged(
      {
        published: "— (exercises; the optimum is 7 steps)",
        known: kings,
        claims: [
          {
            text: "the ninth action costs episodes",
            holds: (of) => of("9 moves @8000") < of("8 moves @8000"),
          },
        ],
      },
      measured,
    ),
  chart: finished(VARIANTS.map(({ name }) => name)),
  figure: (measured) =>
    curvesFigure(
      {
        title: "Finished episodes",
        x: { label: "steps" },
        names: VARIANTS.map(({ name }) => name),
        at: AT,
      },
      measured,
    ),
});
