/** Figures 3.2 and 3.5: what a random policy is worth in a 5 × 5 grid, and what the best one is. */
import { jumpingGrid, jumpingGridModel } from "gradus/envs/book";
import {
  equiprobable,
  modelOf,
  policyEvaluation,
  solveValues,
  valueIteration,
} from "gradus/tabular";
import { type Chart, type LabReport, type Live, lab } from "../../../src/lab.ts";
import { golden } from "./parts/golden.ts";
import type { Sweeps } from "./parts/methods.ts";
import { greedyTable, valuesOnStage } from "./parts/onStage.ts";

/** How sweeps are drawn: the change falls as γᵏ. */
const sweepChart: Chart = {
  x: { key: "sweep", label: "sweeps" },
  y: {
    key: "change",
    label: "largest change of a value in the sweep",
    range: [1e-4, 100],
    scale: "log",
  },
  pace: 40,
  hasWorld: true,
};

const gamma = { default: 0.9, symbol: "γ", range: [0, 0.999], doc: "Discount per step." } as const;

/** Figure 3.2 as printed, one decimal. */
const printedRandom = [
  [3.3, 8.8, 4.4, 5.3, 1.5],
  [1.5, 3.0, 2.3, 1.9, 0.5],
  [0.1, 0.7, 0.7, 0.4, -0.4],
  [-1.0, -0.4, -0.4, -0.6, -1.2],
  [-1.9, -1.3, -1.2, -1.4, -2.0],
].flat();
/** Figure 3.5, to three decimals. */
const optimal = [
  [21.977, 24.419, 21.977, 19.419, 17.477],
  [19.78, 21.977, 19.78, 17.802, 16.022],
  [17.802, 19.78, 17.802, 16.022, 14.419],
  [16.022, 17.802, 16.022, 14.419, 12.977],
  [14.419, 16.022, 14.419, 12.977, 11.68],
].flat();

export const gridworldRandomPolicy = lab({
  id: "04/gridworld-random-policy",
  row: "B8",
  title: "What is it worth to wander about?",
  question:
    "Why is A worth less than the 10 that it pays, and B more than its 5? Where does wandering lead from A′, and where from B′?",
  source: "Sutton & Barto, 2nd ed., Example 3.5, figure 3.2",
  kind: "golden",
  knobs: { gamma },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  parts: { policyEvaluation } as { readonly policyEvaluation: Sweeps },
  *run({ gamma }, random, _, own) {
    const model = jumpingGridModel();
    const world = jumpingGrid();
    const wander = equiprobable(model);
    const { V, sweeps } = yield* lastOf(
      own.policyEvaluation(model, { gamma, theta: 1e-10 }, random),
      { show: ({ V }) => valuesOnStage(world, V, wander) },
    );
    const solved = solveValues(model, equiprobable(model), gamma);
    return {
      V: Array.from(V),
      sweeps,
      "sweeps − solution": Math.max(...V.map((v, s) => Math.abs(v - solved[s]))),
    };
  },
  verdict: (measured) =>
    golden(
      {
        published: "25 values, 3.3 8.8 4.4 5.3 1.5 … −2.0",
        exact: "the linear equations solved: the same",
        tables: [
          { key: "V", known: printedRandom, within: 0.05 },
          { key: "sweeps − solution", known: [0], within: 1e-8 },
        ],
      },
      measured,
    ),
  chart: sweepChart,
  figure: ([m]) => ({
    title: "Value of each cell when all moves are equally likely",
    x: { label: "" },
    series: [],
    grids: [{ title: "v of the random policy", columns: 5, values: m["V"] as readonly number[] }],
    caption: "A is the second cell of the top row, B the fourth.",
  }),
});

export const gridworldOptimal = lab({
  id: "04/gridworld-optimal",
  row: "B9",
  title: "The best that can be had in the same grid",
  question:
    "A pays 10 every fifth step. What does that make with a discount of 0.9, and how far does it reach?",
  source: "Sutton & Barto, 2nd ed., Example 3.8, figure 3.5",
  kind: "golden",
  knobs: { gamma },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  parts: { valueIteration } as { readonly valueIteration: Sweeps },
  *run({ gamma }, random, _, own) {
    const model = jumpingGridModel();
    const world = jumpingGrid();
    const { V, sweeps } = yield* lastOf(
      own.valueIteration(model, { gamma, theta: 1e-10 }, random),
      { show: ({ V }) => valuesOnStage(world, V, greedyTable(model, V, gamma)) },
    );
    return { V: Array.from(V), sweeps, "V(A)": V[1], arrows: bestMoves(V, gamma).join(" ") };
  },
  verdict: (measured) =>
    golden(
      {
        published: "22.0 24.4 22.0 19.4 17.5 … 11.7",
        exact:
          "V(A) = 10 / (1 − 0.9⁵) = 24.4194, everything else is that, discounted by the way to A or B",
        tables: [
          { key: "V", known: optimal, within: 1e-3 },
          { key: "V(A)", known: [10 / (1 - 0.59049)], within: 1e-8 },
        ],
      },
      measured,
    ),
  chart: sweepChart,
  figure: ([m]) => ({
    title: "Value of each cell under the best policy, and its moves",
    x: { label: "" },
    series: [],
    grids: [
      { title: "v∗", columns: 5, values: m["V"] as readonly number[] },
      {
        title: "π∗",
        columns: 5,
        values: m["V"] as readonly number[],
        texts: String(m["arrows"]).split(" "),
      },
    ],
    caption: "In A and B all four moves are equally good: each leads to A′ or B′.",
  }),
});

/** All best moves of each cell, as arrows. */
function bestMoves(V: Float64Array, gamma: number): string[] {
  const model = modelOf(jumpingGridModel());
  return Array.from(V, (_, s) => {
    const q = ["↑", "↓", "→", "←"].map((_, a) => model.expected(s, a, V, gamma));
    const best = Math.max(...q);
    return ["↑", "↓", "→", "←"].filter((_, a) => q[a] > best - 1e-6).join("");
  });
}

/** Runs a method that ends by itself, and reports its sweeps; progress goes from `begin` to `end`. */
export function* lastOf<R extends { readonly sweeps: number; readonly change: number }>(
  run: Generator<R>,
  {
    begin = 0,
    end = 1,
    show,
    points,
  }: {
    readonly begin?: number;
    readonly end?: number;
    /** What a page sees after a sweep. */
    readonly show?: (report: R) => Live;
    readonly points?: (report: R) => LabReport["points"];
  } = {},
): Generator<LabReport, R> {
  let last: R | undefined;
  for (const report of run) {
    last = report;
    const { sweeps, change } = report;
    const drawn = points?.(report);
    yield {
      progress: end - (end - begin) / (1 + sweeps),
      series: { sweep: sweeps, change },
      ...(drawn === undefined ? {} : { points: drawn }),
      ...(show === undefined ? {} : { live: show(report) }),
    };
  }
  return last!;
}
