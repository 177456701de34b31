/** Figure 8.7: one expected update costs as much as b sample updates. Which is the better use of the time? */
import type { Rng } from "gradus/core";
import { lab } from "../../../src/lab.ts";
import { meanList } from "./parts/curves.ts";
import { judged, type Point, points, repeated, runsKnob } from "./parts/runs.ts";

const BRANCHING = [2, 10, 100, 1000] as const;

/** Of the cost of one expected update. */
const SHARES = Array.from({ length: 41 }, (_, i) => i / 20);

/** After how many sample updates we look: a quarter of b, half of b, b, twice b. */
const looksAt = (b: number): number[] => [
  ...new Set([b / 4, b / 2, b, 2 * b].map((t) => Math.max(1, Math.floor(t)))),
];

/**
 * b next states, equally likely, with values from N(0, 1): the squared error of the mean of t sampled values, at each look, in
 * units of what theory says, (b − 1) / (b t).
 */
function squaredErrors(b: number, random: Rng): number[] {
  const values = Float64Array.from({ length: b }, () => random.normal());
  const expected = values.reduce((sum, v) => sum + v, 0) / b; // what one expected update gives
  const looks = looksAt(b);
  const errors: number[] = [];
  let estimate = 0;
  for (let t = 1; t <= looks[looks.length - 1]; t++) {
    estimate += (values[random.integer(b)] - estimate) / t; // a sample update with α = 1/t
    if (looks.includes(t))
      errors.push(((estimate - expected) * (estimate - expected)) / ((b - 1) / (b * t)));
  }
  return errors;
}

const namesOf = (b: number): string[] => looksAt(b).map((t) => `b=${b} t=${t}`);

const known: readonly Point[] = [
  ...points("b=2", 0, 0.01, { "t=1": [1, 1.4], "t=2": [1, 2.4], "t=4": [1, 2.9] }),
  ...points("b=10", 0, 0.01, {
    "t=2": [1, 1.5],
    "t=5": [1, 1.5],
    "t=10": [1, 1.6],
    "t=20": [1, 1.6],
  }),
  ...points("b=100", 0, 0.01, {
    "t=25": [1, 1.4],
    "t=50": [1, 1.5],
    "t=100": [1, 1.4],
    "t=200": [1, 1.4],
  }),
  ...points("b=1000", 0, 0.01, {
    "t=250": [1, 1.4],
    "t=500": [1, 1.5],
    "t=1000": [1, 1.4],
    "t=2000": [1, 1.5],
  }),
];

export const expectedOrSample = lab({
  id: "04/expected-or-sample",
  row: "B32",
  title: "Many rough looks or one exact one?",
  question:
    "An expected update over b next states is exact, and costs b times as much as sampling one of them. How far has the sample estimate come by then?",
  source: "Sutton & Barto, 2nd ed., section 8.5, figure 8.7",
  kind: "statistical",
  knobs: { runs: runsKnob(1000) },
  quick: { seconds: 0.8, seeds: [1, 2] },
  full: { seconds: 5, seeds: [1, 2], knobs: { runs: 10_000 } },
  *run({ runs }, random) {
    /** The error of each look, back from the units of the theory: at t = 1 it is 1. */
    const courseOf = (ratios: readonly number[]) => {
      const cells = BRANCHING.flatMap((b) => looksAt(b).map((t) => ({ b, t })));
      const points = cells.map(({ b, t }, i) => ({
        cost: t / b,
        [`b=${b}`]: Math.sqrt(ratios[i] * ((b - 1) / (b * t))),
      }));
      return points.sort((p, q) => p["cost"] - q["cost"]);
    };
    const measured = yield* repeated(
      runs,
      random,
      BRANCHING.flatMap(namesOf),
      (r) => BRANCHING.flatMap((b) => squaredErrors(b, r)),
      (means) => ({ points: courseOf(means) }),
    );
    const curves = BRANCHING.map((b): [string, number[]] => [
      `curve b=${b}`,
      SHARES.map((share) => Math.min(1, Math.sqrt((b - 1) / (b * Math.max(1, share * b))))),
    ]);
    return { ...measured, ...Object.fromEntries(curves) };
  },
  verdict: (measured) =>
    judged(
      {
        published: "RMS error √((b − 1)/(b t)) after t sample updates, 0 after one expected update",
        known,
        note: "Shown is the mean squared error divided by (b − 1)/(b t): 1 everywhere. At a quarter of the cost of one expected update over 100 states the error has already fallen to 0.2.",
      },
      measured,
    ),
  chart: {
    x: { key: "cost", label: "computations, in units of one expected update", range: [0, 2] },
    y: {
      key: "b=10",
      label: "RMS error of the estimate; expected updates have 0 at 1",
      range: [0, 1],
    },
    curves: BRANCHING.map((b) => ({ key: `b=${b}`, name: `b = ${b}` })),
    endsAsFigure: true,
  },
  figure: (measured) => ({
    title: "RMS error of the estimate, in units of the first error",
    x: { label: "computations, in units of one expected update" },
    series: [
      ...BRANCHING.map((b) => ({
        name: `b = ${b}`,
        x: SHARES,
        y: meanList(measured, `curve b=${b}`),
      })),
      { name: "expected update", x: [0, 1, 1, 2], y: [1, 1, 0, 0] },
    ],
  }),
});
