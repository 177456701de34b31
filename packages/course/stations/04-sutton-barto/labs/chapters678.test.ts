/**
 * The verdicts of chapters 6, 7 and 8 can say no: what the known results have is accepted, planted mistakes are rejected. Where a
 * mistake is one of settings, the lab itself runs with it.
 */
import { expect, test } from "vitest";
import type { LabData, Measured } from "../../../src/lab.ts";
import { findLab } from "../../../src/registry/index.ts";
import { runLab } from "../../../src/run.ts";
import { expectInterval } from "../../../test/expectInterval.ts";
import { expectWhole } from "../../../test/expectWhole.ts";

interface Case {
  readonly id: string;
  readonly good: Measured;
  /** What went wrong, and which numbers that changes. */
  readonly bad: Readonly<Record<string, Measured>>;
}

/** { "TD @5": 0.18, … } from a name, abscissas and values. */
const curve = (
  name: string,
  at: readonly (number | string)[],
  values: readonly number[],
): Record<string, number> => Object.fromEntries(at.map((x, i) => [`${name} @${x}`, values[i]]));

const walkMarks = [10, 25, 50, 100];
const batchMarks = [5, 10, 25, 50, 100];
const alphas = [0.1, 0.3, 0.5, 0.8, 1];
const flat = (name: string, x: number) =>
  curve(
    name,
    alphas,
    alphas.map(() => x),
  );
const late = {
  ...flat("Sarsa late", -30),
  "Sarsa late @1": -949,
  ...flat("Q-learning late", -51),
  ...flat("Expected Sarsa late", -21),
};
const interim = {
  ...curve("Sarsa interim", alphas, [-139, -83, -71, -68, -72]),
  ...curve("Q-learning interim", alphas, [-150, -94, -81, -74, -74]),
  ...curve("Expected Sarsa interim", alphas, [-134, -73, -56, -47, -44]),
};
const best = Object.fromEntries(
  [1, 2, 4, 8, 16, 32, 64, 128, 512].map((n, i) => [
    `best n=${n}`,
    [0.346, 0.278, 0.265, 0.278, 0.312, 0.365, 0.416, 0.469, 0.506][i],
  ]),
);
const ratios = (f: (b: number, t: number) => number) =>
  Object.fromEntries(
    [2, 10, 100, 1000].flatMap((b) =>
      [b / 4, b / 2, b, 2 * b]
        .map((x) => Math.max(1, Math.floor(x)))
        .map((t) => [`b=${b} t=${t}`, f(b, t)]),
    ),
  );

const lambdas = (games: number, x: number) =>
  Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`λ=${i / 10} @${games}`, x]));

const cases: readonly Case[] = [
  {
    id: "04/td-or-monte-carlo",
    good: {
      runs: 250,
      ...curve("TD 0.05", walkMarks, [0.175, 0.11, 0.054, 0.036]),
      ...curve("TD 0.1", walkMarks, [0.128, 0.058, 0.05, 0.055]),
      ...curve("TD 0.15", walkMarks, [0.095, 0.056, 0.07, 0.071]),
      ...curve("MC 0.01", walkMarks, [0.213, 0.184, 0.145, 0.097]),
      ...curve("MC 0.02", walkMarks, [0.196, 0.154, 0.111, 0.083]),
      ...curve("MC 0.04", walkMarks, [0.18, 0.133, 0.111, 0.11]),
    },
    bad: {
      "the last reward never arrives": curve("TD 0.05", walkMarks, [0.25, 0.29, 0.36, 0.44]),
      "an episode counted too many": curve("TD 0.05", walkMarks, [0.168, 0.106, 0.053, 0.036]),
      "MC updates the first visit only": curve("MC 0.04", walkMarks, [0.2, 0.155, 0.125, 0.095]),
    },
  },
  {
    id: "04/batch-td-or-monte-carlo",
    good: {
      runs: 100,
      ...curve("TD", batchMarks, [0.1806, 0.1183, 0.0736, 0.0522, 0.0371]),
      ...curve("MC", batchMarks, [0.2436, 0.1747, 0.1109, 0.0791, 0.0567]),
    },
    bad: {
      "batch TD computes means of returns": curve(
        "TD",
        batchMarks,
        [0.2436, 0.1747, 0.1109, 0.0791, 0.0567],
      ),
      "only the last walk counts": curve("MC", batchMarks, [0.4, 0.4, 0.4, 0.4, 0.4]),
    },
  },
  {
    id: "04/windy-gridworld",
    good: { runs: 50, optimum: 15, "4 moves @8000": 160.7, greedyReached: 0.47, greedyWay: 16 },
    bad: {
      "the wind of the column one arrives in": { optimum: 16 },
      "Q-learning's target": { "4 moves @8000": 190 },
      "no wind": { optimum: 7, "4 moves @8000": 500 },
    },
  },
  {
    id: "04/windy-kings",
    good: {
      runs: 50,
      "optimum 8": 7,
      "optimum 9": 7,
      ...{ "8 moves @8000": 249.5, "9 moves @8000": 184.3, "gusts @8000": 60.8 },
    },
    bad: {
      "the diagonals are missing": { "optimum 8": 15, "8 moves @8000": 160 },
      "the wind never varies": { "gusts @8000": 249 },
      "the ninth action is never chosen": { "9 moves @8000": 249.5 },
    },
  },
  {
    id: "04/cliff-walking",
    good: {
      runs: 50,
      "Sarsa online": -26.7,
      "Q-learning online": -50.6,
      "Expected Sarsa online": -20.9,
      "Sarsa greedy": -17,
      "Q-learning greedy": -13,
      "Expected Sarsa greedy": -15,
    },
    bad: {
      "Sarsa learns with the maximum": { "Sarsa online": -50.6, "Sarsa greedy": -13 },
      "the fall ends the episode": { "Q-learning online": -38 },
      "Expected Sarsa expects a greedy agent": {
        "Expected Sarsa online": -50,
        "Expected Sarsa greedy": -13,
      },
      "a greedy way that does not arrive": { "Q-learning greedy": -Infinity },
    },
  },
  {
    id: "04/cliff-step-sizes",
    good: { runs: 20, ...interim, ...late },
    bad: {
      "Expected Sarsa draws its next action": curve(
        "Expected Sarsa interim",
        alphas,
        [-139, -83, -71, -68, -72],
      ),
      "Sarsa is stable at α = 1": { "Sarsa late @1": -22 },
      "all three are Q-learning": {
        ...flat("Sarsa late", -51),
        ...flat("Expected Sarsa late", -51),
      },
    },
  },
  {
    id: "04/maximisation-bias",
    good: {
      runs: 500,
      peak: 94,
      ...curve("Q", [1, 10, 50, 100, 200, 300], [50, 87, 83, 46, 16, 12]),
      ...curve("double", [1, 10, 50, 100, 200, 300], [49, 45, 14, 9.3, 7.7, 6.5]),
    },
    bad: {
      "the second table is the first": curve(
        "double",
        [1, 10, 50, 100, 200, 300],
        [50, 87, 83, 46, 16, 12],
      ),
      "ties go to the first action": { ...curve("Q", [1], [95]), ...curve("double", [1], [95]) },
      "B has no noise": {
        peak: 52,
        ...curve("Q", [1, 10, 50, 100, 200, 300], [50, 20, 6, 5, 5, 5]),
      },
    },
  },
  {
    id: "04/n-step-td",
    good: { runs: 50, ...best },
    bad: {
      "n + 1 rewards instead of n": { "best n=1": 0.278, "best n=2": 0.268, "best n=4": 0.266 },
      "the end of the episode is bootstrapped": Object.fromEntries(
        Object.keys(best).map((key) => [key, 0.56]),
      ),
      "a single step, whatever n": Object.fromEntries(Object.keys(best).map((key) => [key, 0.346])),
    },
  },
  {
    id: "04/dyna-maze",
    good: {
      runs: 50,
      optimum: 14,
      "n=0 @2": 721,
      "n=5 @2": 145,
      "n=50 @2": 41,
      "settled n=0": 33,
      "settled n=5": 7,
      "settled n=50": 3,
    },
    bad: {
      "the model is never asked": {
        "n=5 @2": 700,
        "n=50 @2": 700,
        "settled n=5": 33,
        "settled n=50": 33,
      },
      "never settles": { "settled n=0": 0 },
      "the maze has a hole": { optimum: 10 },
    },
  },
  {
    id: "04/blocking-maze",
    good: {
      runs: 30,
      "way before": 10,
      "way after": 16,
      "Dyna-Q @3000": 79,
      "Dyna-Q+ @3000": 134,
      "Dyna-Q+ (seen) @3000": 123,
    },
    bad: {
      "no curiosity": { "Dyna-Q+ @3000": 79, "Dyna-Q+ (seen) @3000": 79 },
      "the maze never changes": { "way after": 10, "Dyna-Q @3000": 210 },
    },
  },
  {
    id: "04/shortcut-maze",
    good: {
      runs: 8,
      "way before": 16,
      "way after": 10,
      ...{ "Dyna-Q @6000": 287, "Dyna-Q+ @6000": 366, "Dyna-Q+ (seen) @6000": 334 },
      ...{ "Dyna-Q last 500": 27.5, "Dyna-Q+ last 500": 40.4, "Dyna-Q+ (seen) last 500": 40.4 },
    },
    bad: {
      "no curiosity": {
        "Dyna-Q+ (seen) @6000": 287,
        "Dyna-Q+ last 500": 27.5,
        "Dyna-Q+ (seen) last 500": 27.5,
      },
      "Dyna-Q finds the shortcut": { "Dyna-Q last 500": 40.4 },
      "the shortcut is open from the start": { "way before": 10 },
    },
  },
  {
    id: "04/prioritised-sweeping",
    good: {
      runs: 15,
      sizes: 2,
      "sweeping 47 states": 753,
      "Dyna-Q 47 states": 7893,
      "sweeping 188 states": 4600,
      "Dyna-Q 188 states": 41_000,
    },
    bad: {
      "the queue is not ordered": { "sweeping 47 states": 4800, "sweeping 188 states": 30_000 },
      "predecessors are forgotten": { "sweeping 188 states": 60_000 },
    },
  },
  {
    id: "04/expected-or-sample",
    good: { runs: 1000, ...ratios(() => 1) },
    bad: {
      "1/t instead of (b − 1)/(b t)": ratios((b) => b / (b - 1)),
      "a constant step size of ½": ratios((_, t) => t / 3),
      "next states drawn without replacement": ratios((b, t) => Math.max(0, 1 - t / b)),
    },
  },
  {
    id: "04/trajectory-sampling",
    good: {
      runs: 15,
      ...curve("b=1 uniform", [1000, 5000, 20_000], [2.98, 6.8, 7.84]),
      ...curve("b=1 on-policy", [1000, 5000, 20_000], [5.24, 6.04, 6.76]),
      ...curve("b=3 uniform", [1000, 5000, 20_000], [1.64, 3.22, 3.25]),
      ...curve("b=3 on-policy", [1000, 5000, 20_000], [1.76, 2.47, 2.76]),
    },
    bad: {
      "episodes never end": curve("b=3 uniform", [1000, 5000, 20_000], [16, 32, 32]),
      "both orders are uniform": curve("b=1 on-policy", [1000, 5000, 20_000], [2.98, 6.8, 7.84]),
      "the value of a random policy": curve("b=3 uniform", [1000, 5000, 20_000], [0, 0, 0]),
    },
  },
  {
    id: "04/real-time-dp",
    good: {
      runs: 5,
      exact: -5.973,
      sweeps: 13,
      states: 2225,
      sweptUpdates: 28_925,
      updates: 8000,
      value: -5.97,
      laps: 6.0,
      never: 0.686,
      rarely: 0.97,
    },
    bad: {
      "first values below v*: it stops too early": { value: -7.2, laps: 7.3 },
      "sweeps in disguise": { updates: 28_925, never: 0 },
      "a greedy car that crashes": { laps: 40 },
    },
  },
  {
    id: "05/easy21-sarsa-lambda",
    good: { runs: 3, nothing: 0.1, ...lambdas(1000, 0.25), ...lambdas(20_000, 0.04) },
    bad: {
      "nothing is learned": { ...lambdas(1000, 0.1), ...lambdas(20_000, 0.1) },
      "traces are not cleared between games": { "λ=1 @20000": 0.4 },
    },
  },
  {
    id: "06/crawler",
    good: { speeds: [2.19, 3.05, 3.28], final: 3.28, optimal: 3.2772, best: 3.458, curve: [2.19] },
    bad: {
      "stays with the first gait": { speeds: [2.19, 2.19, 2.19], final: 2.19 },
      "the time limit counts as an end": { final: 2.6 },
      "crawls faster than is possible": { final: 5 },
    },
  },
];

for (const { id, good, bad } of cases) {
  const lab = findLab(id);
  const verdict = (m: Measured) => expectInterval(lab.verdict([m, m], "quick"));
  test(`${id} accepts what is known`, () => {
    const { pass, tolerance, note, published, measured, exact } = verdict(good);
    expect(pass, `${note} ${tolerance}`).toBe(true);
    expect(`${published}${measured}${exact}${tolerance}${note}`).not.toMatch(/NaN|\[object/);
  });
  for (const [mistake, change] of Object.entries(bad)) {
    test(`${id} rejects a planted failure: ${mistake}`, () => {
      expect(verdict({ ...good, ...change }).pass).toBe(false);
    });
  }
  test(`${id} rejects runs that are not numbers`, () => {
    const spoilt = Object.fromEntries(
      Object.keys(good).map((key) => [
        key,
        key === "runs" || key === "sizes" || key === "speeds" || key === "curve"
          ? good[key]
          : Number.NaN,
      ]),
    );
    expect(verdict(spoilt).pass).toBe(false);
  });
}

const noData = {} as LabData;

test.each([
  ["04/td-or-monte-carlo", {}],
  ["04/expected-or-sample", {}],
  ["04/maximisation-bias", {}],
  ["04/cliff-step-sizes", {}],
])("%s reproduces its numbers with a seed that is not reported", (id, settings) => {
  const progress: number[] = [];
  const result = runLab(findLab(id), "quick", noData, (r) => progress.push(r.progress), {
    seeds: [100],
    settings,
  });
  expect(result.pass, `${result.note} ${result.measured}`).toBe(true);
  expect(progress.every((p, i) => p >= 0 && p <= 1 && (i === 0 || p >= progress[i - 1]))).toBe(
    true,
  );
  expect(progress.at(-1)).toBe(1);
});

test.each([
  ["04/windy-gridworld", { alpha: 0.1, runs: 20 }],
  ["04/cliff-walking", { epsilon: 0.3, runs: 10 }],
  ["04/maximisation-bias", { alpha: 0.02, runs: 200 }],
  ["04/blocking-maze", { kappa: 0, runs: 15 }],
  ["04/trajectory-sampling", { states: 100, runs: 5 }],
])("%s run with settings that are not the book's (%o) is told so and fails", (id, settings) => {
  const result = runLab(findLab(id), "quick", noData, () => {}, { seeds: [100], settings });
  expect(result.pass).toBe(false);
  expect(result.note).toContain("settings of your own");
});

test.each([
  ["04/td-or-monte-carlo", { runs: 4 }, 5],
  ["04/batch-td-or-monte-carlo", { runs: 4 }, 2],
  ["04/windy-gridworld", { runs: 2 }, 1],
  ["04/windy-kings", { runs: 2 }, 3],
  ["04/cliff-walking", { runs: 2 }, 3],
  ["04/cliff-step-sizes", { runs: 2, late: 200 }, 5],
  ["04/maximisation-bias", { runs: 4 }, 2],
  ["04/n-step-td", { runs: 2 }, 1],
  ["04/n-step-td", { runs: 2, grid: true }, 5],
  ["04/dyna-maze", { runs: 2 }, 3],
  ["04/blocking-maze", { runs: 2 }, 3],
  ["04/shortcut-maze", { runs: 2 }, 3],
  ["04/prioritised-sweeping", { runs: 2 }, 2],
  ["04/expected-or-sample", { runs: 2 }, 5],
  ["04/trajectory-sampling", { runs: 2 }, 4],
  ["04/real-time-dp", { runs: 2 }, 2],
  ["05/easy21-sarsa-lambda", { runs: 2 }, 5],
  ["06/crawler", {}, 1],
])("%s (%o) draws its figure", (id, settings, count) => {
  const { runs } = runLab(findLab(id), "quick", noData, () => {}, { seeds: [100], settings });
  const figure = findLab(id).figure!(runs);
  expect(figure.series).toHaveLength(count);
  expectWhole(figure);
});
