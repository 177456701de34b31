/**
 * The verdicts of chapters 9 to 15, of Easy21's features and of the cross-entropy method can say no: what is known is accepted, planted
 * mistakes are rejected. The exact labs run for real, and again with the mistake where it is one of settings.
 */
import { describe, expect, test } from "vitest";
import type { LabData, Measured } from "../../../src/lab.ts";
import { findLab, labs } from "../../../src/registry/index.ts";
import { runLab } from "../../../src/run.ts";
import { expectInterval } from "../../../test/expectInterval.ts";
import { expectWhole } from "../../../test/expectWhole.ts";
import { squareWave } from "./coarse-coding.ts";
import { bestProbability, corridorValue } from "./short-corridor.ts";

interface Case {
  readonly id: string;
  readonly good: Measured;
  /** What went wrong, and which numbers that changes. */
  readonly bad: Readonly<Record<string, Measured>>;
}

const own = (id: string): Measured => runLab(findLab(id), "quick", {} as LabData).runs[0];
const times = (keys: readonly string[], values: readonly number[]): Measured =>
  Object.fromEntries(keys.map((key, i) => [key, values[i]]));
const groups = Array.from({ length: 10 }, (_, g) => `${100 * g + 1}–${100 * g + 100}`);

const means = [-0.83, -0.652, -0.466, -0.279, -0.087, 0.093, 0.279, 0.466, 0.652, 0.83];
const fixedPoint = [
  -0.6932, -0.4805, -0.3033, -0.1458, -0.0009, 0.1224, 0.2497, 0.3881, 0.5437, 0.7305,
];
const lambdas = [0, 0.8, 0.9, 0.95, 1];
const forward = (name: string, values: readonly number[]) =>
  times(
    lambdas.map((l) => `${name} λ=${l}`),
    values,
  );
const carLambdas = [0, 0.68, 0.84, 0.92, 0.96, 0.99].map((l) => `λ =${l}`);
const aheads = [1, 2, 4, 8, 16].map((n) => `best n=${n}`);
const tasks = (name: string, values: readonly number[]) =>
  times(
    [0, 0.5, 0.9, 0.99, 1].map((l) => `${name} λ=${l}`),
    values,
  );
const easy = (games: number, x: number): Measured =>
  Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`λ=${i / 10} @${games}`, x]));

const cases: readonly Case[] = [
  {
    id: "04/state-aggregation",
    good: {
      runs: 1,
      ...times(groups, means),
      exact: means,
      "v(1)": -0.922,
      "v(250)": -0.4727,
      "v(900)": 0.752,
    },
    bad: {
      "TD instead of Monte Carlo": times(groups, fixedPoint),
      "groups begin with state 0 of the other side": times(groups, [...means].reverse()),
      "a step of at most 99": { "v(1)": -0.9232 },
    },
  },
  {
    id: "04/semi-gradient-td",
    good: {
      runs: 50,
      ...times(groups, fixedPoint),
      exact: fixedPoint,
      "n=1": 0.35,
      "n=4": 0.286,
      "n=16": 0.342,
    },
    bad: {
      "Monte Carlo's answer": times(groups, means),
      "the terminal state bootstraps": times(
        groups,
        fixedPoint.map((w) => w / 2),
      ),
      "n off by one: n = 4 is 3": { "n=1": 0.3 },
    },
  },
  {
    id: "04/polynomials-and-fourier",
    good: {
      runs: 30,
      ...times(["polynomial 5", "polynomial 10", "polynomial 20"], [0.124, 0.118, 0.113]),
      ...times(["Fourier 5", "Fourier 10", "Fourier 20"], [0.053, 0.055, 0.057]),
      "best possible, Fourier 5": 0.02,
    },
    bad: {
      "the bases exchanged": {
        ...times(["polynomial 5", "polynomial 10", "polynomial 20"], [0.053, 0.055, 0.057]),
        ...times(["Fourier 5", "Fourier 10", "Fourier 20"], [0.124, 0.118, 0.113]),
      },
      "cosines of the number of the state, not of its place": {
        "Fourier 5": 0.5,
        "Fourier 10": 0.5,
        "Fourier 20": 0.5,
      },
      "better than the best": { "Fourier 5": 0.019 },
    },
  },
  {
    id: "04/coarse-coding",
    good: {
      runs: 20,
      ...times(["narrow error @10", "medium error @10", "wide error @10"], [0.59, 0.51, 0.42]),
      ...times(
        ["narrow error @10240", "medium error @10240", "wide error @10240"],
        [0.107, 0.091, 0.107],
      ),
      "narrow–wide @10": 0.26,
      "narrow–wide @10240": 0.035,
    },
    bad: {
      "every width the same": { "narrow–wide @10": 0, "narrow–wide @10240": 0 },
      "α not divided: the wide ones diverge": { "wide error @10240": Number.NaN },
      "nothing is learned": {
        "narrow error @10240": 0.7,
        "medium error @10240": 0.7,
        "wide error @10240": 0.7,
      },
    },
  },
  {
    id: "04/tilings",
    good: {
      runs: 30,
      ...times(["1 tiling @5000", "50 tilings @5000"], [0.122, 0.125]),
      ...times(["1 tiling @20000", "50 tilings @20000"], [0.118, 0.06]),
      ...times(["1 tiling α/episode @5000", "50 tilings α/episode @5000"], [0.126, 0.06]),
    },
    bad: {
      "all tilings lie alike": { "50 tilings @20000": 0.118, "50 tilings α/episode @5000": 0.126 },
      "α not divided by the tilings": { "50 tilings @5000": 0.05 },
    },
  },
  {
    id: "04/mountain-car",
    good: {
      runs: 8,
      stuck: 0,
      ...times(["α=0.1 1–50", "α=0.2 1–50", "α=0.5 1–50"], [571, 407, 284]),
      ...times(["α=0.1 401–500", "α=0.2 401–500", "α=0.5 401–500"], [137, 126, 117]),
    },
    bad: {
      "α not divided by the tilings": { "α=0.1 1–50": 230 },
      "a time limit of 200 steps": { "α=0.1 1–50": 190, "α=0.2 1–50": 185, "α=0.5 1–50": 180 },
      "most runs are caught in a loop": { stuck: 20 },
    },
  },
  {
    id: "04/mountain-car-n-step",
    good: {
      runs: 12,
      stuck: 0,
      ...times(["n=1 1–50", "n=1 51–100", "n=1 401–500"], [284, 149, 117]),
      ...times(["n=8 1–50", "n=8 51–100", "n=8 401–500"], [239, 122, 110]),
    },
    bad: {
      "n is ignored": { "n=8 1–50": 330, "n=8 51–100": 170, "n=8 401–500": 122 },
      "n = 1 is 2": { "n=1 1–50": 262 },
    },
  },
  {
    id: "04/mountain-car-step-sizes",
    good: { runs: 30, stuck: 0, ...times(aheads, [228, 229, 222, 226, 235]) },
    bad: {
      "n is ignored": times(aheads, [228, 237, 237, 284, 370]),
      "α not divided by the tilings": times(aheads, [10_000, 10_000, 10_000, 10_000, 10_000]),
    },
  },
  {
    id: "04/access-control",
    good: {
      runs: 1,
      "best reward per step": 2.747642,
      "ε-greedy reward": 2.64,
      R̄: 2.65,
      "best thresholds": [11, 4, 1, 1],
    },
    bad: {
      "a served customer cannot leave in the same step": { "best reward per step": 2.6 },
      "R̄ learns from R instead of δ": { R̄: 2.2 },
      "always accepts": { "ε-greedy reward": 2.3 },
      "the priorities in the wrong order": { "best thresholds": [1, 1, 4, 11] },
    },
  },
  {
    id: "04/lambda-return",
    good: {
      runs: 100,
      ...forward("λ-return", [0.366, 0.264, 0.284, 0.321, 0.489]),
      ...forward("TD(λ)", [0.346, 0.261, 0.289, 0.332, 0.504]),
      ...forward("true online", [0.346, 0.254, 0.275, 0.314, 0.489]),
      ...times(
        ["λ-return λ=0.9 α=0.6", "TD(λ) λ=0.9 α=0.6", "true online λ=0.9 α=0.6"],
        [0.38, 0.7, 0.36],
      ),
    },
    bad: {
      "the trace never fades": forward("TD(λ)", [0.5, 0.5, 0.5, 0.5, 0.5]),
      "true online without its correction is TD(λ)": { "true online λ=0.8": 0.262 },
      "λ is used as 1 − λ": forward("λ-return", [0.489, 0.35, 0.36, 0.366, 0.366]),
    },
  },
  {
    id: "04/mountain-car-traces",
    good: { runs: 20, ...times(carLambdas, [230, 205, 192, 183, 176, 191]), accumulating: 600 },
    bad: {
      "λ is ignored": times(carLambdas, [230, 230, 230, 230, 230, 230]),
      "traces live on into the next episode": times(carLambdas, [230, 240, 260, 300, 400, 900]),
      "accumulating traces replace": { accumulating: 185 },
    },
  },
  {
    id: "04/trace-tasks",
    good: {
      runs: 10,
      ...tasks("random walk", [0.348, 0.3, 0.27, 0.45, 0.487]),
      ...tasks("mountain car", [243, 225, 203, 210, 810]),
      ...tasks("puddle world", [180, 160, 143, 170, 343]),
      ...tasks("cart and pole", [6.5, 3.2, 5, 7, 10]),
    },
    bad: {
      "λ is ignored in one task": tasks("puddle world", [180, 180, 180, 180, 180]),
      "λ = 1 is the best": tasks("random walk", [0.348, 0.3, 0.27, 0.25, 0.2]),
      NaN: tasks("cart and pole", [Number.NaN, 3, 3, 3, Number.NaN]),
    },
  },
  {
    id: "04/reinforce",
    good: {
      runs: 30,
      ...times(["2^-12 @150", "2^-12 @450", "2^-12 @950"], [-18, -12.8, -12]),
      ...times(["2^-13 @150", "2^-13 @450", "2^-13 @950"], [-26, -15, -12.4]),
      ...times(["2^-14 @150", "2^-14 @450", "2^-14 @950"], [-37, -21, -14.9]),
      "baseline @150": -12,
    },
    bad: {
      "nothing is learned": times(["2^-12 @150", "2^-12 @450", "2^-12 @950"], [-82, -82, -82]),
      "the policy descends": { "2^-13 @950": -800 },
      "the baseline is not subtracted": { "baseline @150": -40 },
      "the terminal step pays 0": times(
        ["2^-14 @150", "2^-14 @450", "2^-14 @950", "baseline @150"],
        [-36, -20, -13.9, -10.8],
      ),
    },
  },
  {
    id: "05/easy21-linear",
    good: {
      runs: 10,
      features: 36,
      "active, all states": 864,
      "active, dealer 4, sum 5": 8,
      "active, dealer 1, sum 1": 2,
      "least error": 0.0205,
      "error of 0": 0.1,
      ...easy(1000, 0.077),
      ...easy(5000, 0.062),
    },
    bad: {
      "ranges that do not overlap": { "active, all states": 420 },
      "one feature too many": { features: 40 },
      "the error rises with more games": easy(5000, 0.09),
      "better than the best": easy(5000, 0.01),
    },
  },
  {
    id: "06/cross-entropy-cart-pole",
    good: { rounds: 6 },
    bad: { "never solved": { rounds: Infinity }, "too slow": { rounds: 21 } },
  },
];

for (const { id, good, bad } of cases) {
  describe(id, () => {
    const lab = findLab(id);
    const verdict: typeof lab.verdict = (...given) => expectInterval(lab.verdict(...given));
    test("known numbers pass", () => {
      const { pass, note } = verdict([good], "quick");
      expect(pass, note).toBe(true);
    });
    for (const [mistake, change] of Object.entries(bad)) {
      test(`fails: ${mistake}`, () => {
        expect(verdict([{ ...good, ...change }], "quick").pass).toBe(false);
      });
    }
  });
}

/** The exact labs, for real: they take a moment. Then with one setting wrong. */
const exact: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>> =
  {
    "04/baird-diverges": {
      "α ten times too small": { alpha: 0.001 },
      "γ = 0.9": { gamma: 0.9 },
      "one sweep too few": { sweeps: 999 },
    },
    "04/baird-tdc": {
      "β = α": { beta: 0.005 },
      "v never learns: semi-gradient TD": { beta: 1e-9 },
    },
    "04/baird-emphatic": { "α = 0.02": { alpha: 0.02 }, "γ = 0.9": { gamma: 0.9 } },
    "04/short-corridor": { "ε = 0.2": { epsilon: 0.2 } },
    "04/blocking": { "too few trials to settle": { trials: 100, alpha: 0.01 } },
  };
for (const [id, mistakes] of Object.entries(exact)) {
  describe(id, () => {
    test("reproduces its numbers", () => {
      const result = runLab(findLab(id), "quick", {} as LabData);
      expect(result.pass, `${result.measured} ${result.note}`).toBe(true);
      expectWhole(findLab(id).figure!(result.runs));
    });
    for (const [mistake, settings] of Object.entries(mistakes)) {
      test(`fails: ${mistake}`, () => {
        expect(runLab(findLab(id), "quick", {} as LabData, () => {}, { settings }).pass).toBe(
          false,
        );
      });
    }
  });
}

test("planted in the numbers themselves: a second stimulus that is not blocked, a wrong best probability", () => {
  const blocked = own("04/blocking");
  for (const change of [
    { "light, blocked": 0.5 },
    { "omitted: error at the food's time": 0 },
    { "trained: error at the food": 1 },
  ]) {
    expect(findLab("04/blocking").verdict([{ ...blocked, ...change }], "quick").pass).toBe(false);
  }
  const corridor = own("04/short-corridor");
  for (const change of [{ "p*": 0.5 }, { "v*": -10.656854 }]) {
    expect(findLab("04/short-corridor").verdict([{ ...corridor, ...change }], "quick").pass).toBe(
      false,
    );
  }
});

test("the corridor's equations: v(0.5) = −12, and the best of a parabola is its top", () => {
  expect(corridorValue(0.5)).toBeCloseTo(-12, 12);
  expect(bestProbability((p) => -(p - 0.3) * (p - 0.3))).toBeCloseTo(0.3, 6);
  expect([0.4, 0.6, 1.4, 1.6].map(squareWave)).toEqual([0, 1, 1, 0]);
});

test("every row from B35 to B52 has a lab, and so have V4 and K13", () => {
  const rows = new Set(labs.map((lab) => lab.row));
  const wanted = [...Array.from({ length: 18 }, (_, i) => `B${35 + i}`), "V4", "K13"];
  expect(wanted.filter((row) => !rows.has(row))).toEqual([]);
});

test.each([
  ["04/state-aggregation", { episodes: 2000 }],
  ["04/semi-gradient-td", { episodes: 2000, runs: 2 }],
  ["04/polynomials-and-fourier", { episodes: 200 }],
  ["04/coarse-coding", { runs: 2 }],
  ["04/mountain-car", { runs: 2 }],
  ["04/mountain-car-n-step", { runs: 2 }],
  ["04/mountain-car-step-sizes", { runs: 2 }],
  ["04/mountain-car-step-sizes", { runs: 2, grid: true }],
  ["04/access-control", { steps: 10_000 }],
  ["04/lambda-return", { runs: 2 }],
  ["04/lambda-return", { runs: 2, grid: true }],
  ["04/mountain-car-traces", { runs: 2 }],
  ["04/trace-tasks", { runs: 2 }],
  ["04/reinforce", { runs: 2 }],
  ["05/easy21-linear", { runs: 2 }],
])("%s (%o) draws its figure", (id, settings) => {
  const { runs } = runLab(findLab(id), "quick", {} as LabData, () => {}, {
    seeds: [100],
    settings,
  });
  expectWhole(findLab(id).figure!(runs));
});

test("04/tilings draws its figure", () => {
  const { runs } = runLab(findLab("04/tilings"), "quick", {} as LabData, () => {}, {
    seeds: [100],
  });
  expectWhole(findLab("04/tilings").figure!(runs));
});
