/** Example 11.1, figures 11.2, 11.5 and 11.6: eight weights run away, and two methods that hold them. */
import { rng } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import {
  baird,
  bairdBehaviour,
  bairdFeatures,
  bairdModel,
  bairdTarget,
  bairdWeights,
} from "gradus/envs/book";
import {
  type ExpectedReport,
  expectedEmphaticTd,
  expectedTdc,
  featureFunction,
  type OffPolicyProblem,
  offPolicyTd,
  rootValueError,
  semiGradientDp,
} from "gradus/tabular";
import { type Chart, type LabReport, type Live, lab } from "../../../src/lab.ts";
import { judged, type Point, part, points, repeated, runsKnob } from "./parts/runs.ts";

const features = featureFunction(8, (s) => bairdFeatures[s[0]]);
const TRUE_VALUES = new Float64Array(7);

function problem(gamma: number): OffPolicyProblem {
  return {
    model: bairdModel(),
    features,
    target: Array.from({ length: 7 }, () => bairdTarget),
    mu: new Float64Array(7).fill(1 / 7),
    gamma,
  };
}

/** The curves of a sweep-by-sweep method: three weights that say it all (the first six are equal) and √VE. */
function* sweep(
  run: Generator<ExpectedReport>,
  sweeps: number,
  gamma: number,
): Generator<LabReport, Record<string, readonly number[]>> {
  const curves: Record<string, number[]> = {
    "curve w1": [],
    "curve w7": [],
    "curve w8": [],
    "curve √VE": [],
  };
  const random = rng(1);
  const live: Live = {
    world: baird() as AnyWorld,
    act: () => random.choice(bairdBehaviour),
  };
  for (const report of run) {
    const { w } = report;
    const error = rootValueError(problem(gamma), w, TRUE_VALUES);
    for (const [i, y] of [w[0], w[6], w[7], error].entries())
      curves[Object.keys(curves)[i]].push(y);
    if (report.sweeps % 10 === 0) {
      yield {
        progress: report.sweeps / sweeps,
        series: { sweep: report.sweeps, w1: w[0], w7: w[6], w8: w[7], "√VE": error },
        live,
      };
    }
    if (report.sweeps === sweeps) break;
  }
  return curves;
}

const weightsChart = (range: readonly [number, number]): Chart => ({
  hasWorld: true,
  x: { key: "sweep", label: "sweeps", range: [0, 1000] },
  y: { key: "w8", label: "weights, and the error √VE of the values, which should be 0", range },
  curves: ["w1", "w7", "w8", "√VE"].map((key) => ({ key, name: key })),
  reference: { label: "the truth: √VE = 0", y: 0 },
});

/** What a curve says after so many sweeps. */
const marks = (
  curves: Record<string, readonly number[]>,
  at: readonly number[],
): Record<string, number> =>
  Object.fromEntries(
    at.flatMap((k) =>
      Object.entries(curves).map(([name, y]) => [
        `${name.replace("curve ", "")} @${k}`,
        y[k - 1] ?? Number.NaN,
      ]),
    ),
  );

const gammaKnob = {
  default: 0.99,
  symbol: "γ",
  range: [0, 0.999],
  doc: "Discount per step.",
} as const;
const sweepsKnob = (n: number) =>
  ({
    default: n,
    range: [1, 100_000],
    integer: true,
    doc: "Sweeps over the seven states.",
  }) as const;
const alphaKnob = (a: number) =>
  ({ default: a, symbol: "α", range: [0, 1], log: true, doc: "Step size." }) as const;

/** The weight that all states share after 1000 steps of TD: median and deciles over runs. */
const spreadOf = (xs: readonly number[]): [number, number, number] => {
  const sorted = [...xs].sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  return [at(0.1), at(0.5), at(0.9)];
};

const divergence: readonly Point[] = [
  ...points("w1", 0, 0.01, { "@1000": [114.43, 0] }),
  ...points("w7", 0, 0.01, { "@1000": [6.85, 0] }),
  ...points("w8", 0, 0.1, { "@1000": [335.0, 0] }),
  ...points("w1", 0, 0.002, { "@100": [3.895, 0] }),
  ...points("w7", 0, 0.002, { "@100": [9.971, 0] }),
  ...points("w8", 0, 0.002, { "@100": [9.627, 0] }),
  // A median of k runs scatters by 1.25 s/√k: s = 85 is 1.25 times 68, which is the distance of the deciles, 170 or so, over 2.56.
  { key: "TD w8 median", value: 330, s: 85, n: 100, unit: 1 },
];

export const bairdDiverges = lab({
  id: "04/baird-diverges",
  row: "B44",
  title: "Seven states, no reward, and weights that run away",
  question:
    "All rewards are 0 and the right answer is 0 everywhere, which the features can represent. Learn about one policy while following another: what do the weights do, with sampling and, what is worse, without?",
  source: "Sutton & Barto, 2nd ed., Example 11.1, figure 11.2",
  kind: "golden",
  knobs: {
    alpha: alphaKnob(0.01),
    gamma: gammaKnob,
    sweeps: sweepsKnob(1000),
    runs: runsKnob(200),
  },
  quick: { seconds: 0.5, seeds: [1] },
  full: { seconds: 5, seeds: [1], knobs: { runs: 2000 } },
  parts: { semiGradientDp },
  *run({ alpha, gamma, sweeps, runs }, random, _, own) {
    const curves = yield* part(
      0,
      0.5,
      sweep(own.semiGradientDp(problem(gamma), alpha, bairdWeights), sweeps, gamma),
    );
    const parts = {
      features,
      target: () => bairdTarget,
      behaviour: () => bairdBehaviour,
      weights: bairdWeights,
    };
    const last: number[] = [];
    const sampled = repeated(runs, random, ["w8"], (r) => {
      const { value } = offPolicyTd(
        baird(),
        { alpha, gamma, reportEvery: 1000 },
        r,
        undefined,
        parts,
      ).next();
      last.push((value as { w: Float64Array }).w[7]);
      return [last[last.length - 1]];
    });
    yield* part(0.5, 1, sampled);
    const [low, median, high] = spreadOf(last);
    return {
      runs,
      ...marks(curves, [100, 1000]),
      "TD w8 10 %": low,
      "TD w8 median": median,
      "TD w8 90 %": high,
      ...curves,
    };
  },
  verdict: (measured) =>
    judged(
      {
        published:
          "a figure: all weights but the seventh grow without bound, for semi-gradient TD and for DP",
        known: divergence,
        claims: [
          {
            text: "nine runs in ten of TD have left 150 behind, too",
            holds: (of) => of("TD w8 10 %") > 150,
          },
        ],
        note: "The sweeps are exact and must agree to the last digit; TD with sampling is a median of runs.",
      },
      measured,
    ),
  chart: weightsChart([-50, 700]),
  figure: ([m]) => ({
    title: "Weights under semi-gradient DP",
    x: { label: "sweeps" },
    series: ["w1", "w7", "w8"].map((name) => curveOf(m, name)),
  }),
});

function curveOf(m: Readonly<Record<string, unknown>>, name: string) {
  const y = m[`curve ${name}`] as readonly number[];
  return { name, x: y.map((_, i) => i + 1), y };
}

const held: readonly Point[] = [
  ...points("w1", 0, 0.002, { "@1000": [2.135, 0] }),
  ...points("w7", 0, 0.002, { "@1000": [6.628, 0] }),
  ...points("w8", 0, 0.002, { "@1000": [-2.338, 0] }),
  ...points("√VE", 0, 0.002, { "@1000": [1.936, 0] }),
];

export const bairdTdc = lab({
  id: "04/baird-tdc",
  row: "B45",
  title: "TDC holds the weights, and stops at the wrong place",
  question:
    "Gradient TD descends the projected Bellman error. It converges here. Does it find the values, too?",
  source: "Sutton & Barto, 2nd ed., figure 11.5",
  kind: "golden",
  knobs: {
    alpha: alphaKnob(0.005),
    beta: { ...alphaKnob(0.05), symbol: "β", doc: "Step size of the second weights." },
    gamma: gammaKnob,
    sweeps: sweepsKnob(1000),
  },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  parts: { expectedTdc },
  *run({ alpha, beta, gamma, sweeps }, _random, _data, own) {
    const curves = yield* sweep(
      own.expectedTdc(problem(gamma), alpha, beta, bairdWeights),
      sweeps,
      gamma,
    );
    return { runs: 1, ...marks(curves, [1000]), ...curves };
  },
  verdict: (measured) =>
    judged(
      {
        published:
          "a figure: the projected Bellman error falls to 0, the value error √VE stays near 2",
        known: held,
        note: "Exact sweeps, compared to 0.001; √VE is 1.93546 where the independent program printed 1.936.",
      },
      measured,
    ),
  chart: weightsChart([-5, 12]),
  figure: ([m]) => ({
    title: "Weights and value error under expected TDC",
    x: { label: "sweeps" },
    series: ["w1", "w7", "w8", "√VE"].map((name) => curveOf(m, name)),
  }),
});

const emphatic: readonly Point[] = [
  ...points("√VE", 0, 0.002, {
    "@1": [5.652, 0],
    "@100": [0.957, 0],
    "@200": [0.02, 0],
    "@500": [0, 0],
  }),
  ...points("√VE", 0, 0.01, { "@50": [7.21, 0] }),
];

export const bairdEmphatic = lab({
  id: "04/baird-emphatic",
  row: "B46",
  title: "Emphatic TD finds the values",
  question:
    "Weigh each update by how much the target policy would care for the state. Why is that enough, and what does it cost as soon as one samples?",
  source: "Sutton & Barto, 2nd ed., figure 11.6",
  kind: "golden",
  knobs: { alpha: alphaKnob(0.03), gamma: gammaKnob, sweeps: sweepsKnob(1000) },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  *run({ alpha, gamma, sweeps }) {
    const curves = yield* sweep(
      expectedEmphaticTd(problem(gamma), alpha, bairdWeights),
      sweeps,
      gamma,
    );
    return { runs: 1, ...marks(curves, [1, 50, 100, 200, 500]), ...curves };
  },
  verdict: (measured) =>
    judged(
      {
        published: "a figure: √VE rises, oscillates, and goes to 0",
        known: emphatic,
        note: "Exact sweeps, compared to 0.001. With sampling the variance is so high that it is nearly impossible to get consistent results (section 11.8).",
      },
      measured,
    ),
  chart: weightsChart([-10, 12]),
  figure: ([m]) => ({
    title: "Weights and value error under expected emphatic TD",
    x: { label: "sweeps" },
    series: ["w1", "w7", "w8", "√VE"].map((name) => curveOf(m, name)),
  }),
});
