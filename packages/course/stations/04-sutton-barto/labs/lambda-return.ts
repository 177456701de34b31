/** Figures 12.3, 12.6 and 12.8: the λ-return and its two mechanisms, on the walk of 19 states. */
import type { Rng } from "gradus/core";
import { randomWalk, randomWalkValues } from "gradus/envs/book";
import { lambdaReturn, oneHot, tdLambda, trueOnlineTd } from "gradus/tabular";
import { lab } from "../../../src/lab.ts";
import { bandCaption, meanList, meansWithErrors } from "./parts/curves.ts";
import type { WeightPrediction } from "./parts/methods.ts";
import { judged, type Point, paired, points, repeated, runsKnob } from "./parts/runs.ts";

const WALK = { states: 19, left: -1 } as const;
const EPISODES = 10;
const world = randomWalk(WALK);
const truth = randomWalkValues(WALK);
const features = oneHot(21);

/** Each with the step sizes that are best for these λ, found with seeds of 100 and above. */
const METHODS = [
  {
    name: "λ-return",
    method: "lambdaReturn",
    best: { 0: 0.8, 0.8: 0.38, 0.9: 0.25, 0.95: 0.15, 1: 0.02 },
  },
  {
    name: "TD(λ)",
    method: "tdLambda",
    best: { 0: 0.8, 0.8: 0.32, 0.9: 0.2, 0.95: 0.12, 1: 0.015 },
  },
  {
    name: "true online",
    method: "trueOnlineTd",
    best: { 0: 0.8, 0.8: 0.4, 0.9: 0.25, 0.95: 0.2, 1: 0.02 },
  },
] as const;
const parts: Readonly<Record<(typeof METHODS)[number]["method"], WeightPrediction>> = {
  lambdaReturn,
  tdLambda,
  trueOnlineTd,
};
const LAMBDAS = [0, 0.8, 0.9, 0.95, 1] as const;
const GRID = [0.01, 0.02, 0.04, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1] as const;

/** √(mean over the 19 states of (v̂ − v)²), averaged over the first ten episodes. */
export function walkError(
  method: WeightPrediction,
  lambda: number,
  alpha: number,
  random: Rng,
): number {
  const run = method(world, { lambda, alpha }, random, undefined, { features });
  let total = 0;
  for (let e = 0; e < EPISODES; e++) {
    const { w } = run.next().value as { w: Float64Array };
    let sum = 0;
    for (let s = 1; s <= 19; s++) sum += (w[s] - truth[s]) * (w[s] - truth[s]);
    total += Math.sqrt(sum / 19);
  }
  return total / EPISODES;
}

/** An independent program, 100 runs; s from seeds 100 … 199. */
const known: readonly Point[] = [
  ...points("λ-return", 100, 0.001, {
    "λ=0": [0.366, 0.018],
    "λ=0.8": [0.264, 0.059],
    "λ=0.9": [0.284, 0.062],
    "λ=0.95": [0.321, 0.059],
    "λ=1": [0.489, 0.048],
  }),
  ...points("TD(λ)", 100, 0.001, {
    "λ=0": [0.346, 0.022],
    "λ=0.8": [0.261, 0.058],
    "λ=0.9": [0.289, 0.058],
    "λ=0.95": [0.332, 0.054],
    "λ=1": [0.504, 0.046],
  }),
  ...points("true online", 100, 0.001, {
    "λ=0": [0.346, 0.022],
    "λ=0.8": [0.254, 0.061],
    "λ=0.9": [0.275, 0.06],
    "λ=0.95": [0.314, 0.065],
    "λ=1": [0.489, 0.048],
  }),
];

export const lambdaReturns = lab({
  id: "04/lambda-return",
  row: "B47",
  title: "Three ways to the λ-return, and one λ for all",
  question:
    "Waiting for the λ-return, tracing it step by step with TD(λ), or exactly online: how far apart are they, at which λ and α is each best, and where does TD(λ) break?",
  source: "Sutton & Barto, 2nd ed., figures 12.3, 12.6 and 12.8",
  kind: "statistical",
  knobs: {
    runs: runsKnob(50),
    grid: { default: false, doc: "Also measures the whole grid of λ and α, for the figure." },
  },
  quick: { seconds: 0.7, seeds: [1, 2] },
  full: { seconds: 6, seeds: [1, 2], knobs: { runs: 200, grid: true } },
  parts,
  *run({ runs, grid }, random, _, own) {
    const best = METHODS.flatMap(({ name, method, best }) =>
      LAMBDAS.map((lambda) => ({
        key: `${name} λ=${lambda}`,
        method,
        lambda,
        alpha: best[lambda],
      })),
    );
    const large = METHODS.map(({ name, method }) => ({
      key: `${name} λ=0.9 α=0.6`,
      method,
      lambda: 0.9,
      alpha: 0.6,
    }));
    const drawn = grid
      ? METHODS.flatMap(({ name, method }) =>
          LAMBDAS.flatMap((lambda) =>
            GRID.map((alpha) => ({
              key: `grid ${name} λ=${lambda} α=${alpha}`,
              method,
              lambda,
              alpha,
            })),
          ),
        )
      : [];
    const all = [...best, ...large, ...drawn];
    const measured = yield* repeated(
      runs,
      random,
      all.map(({ key }) => key),
      (r) => {
        const same = paired(r);
        return all.map(({ method, lambda, alpha }) =>
          Math.min(walkError(own[method], lambda, alpha, same()), 100),
        ); // a diverged run counts as 100
      },
      (means) => ({
        points: LAMBDAS.map((lambda, l) => ({
          lambda,
          ...Object.fromEntries(
            METHODS.map(({ name }, m) => [name, means[m * LAMBDAS.length + l]]),
          ),
        })),
      }),
    );
    const rest = Object.fromEntries(
      Object.entries(measured).filter(([key]) => !/^(s )?grid/.test(key)),
    );
    if (!grid) return rest;
    const curves = METHODS.flatMap(({ name }) =>
      LAMBDAS.map(
        (lambda) =>
          [
            `curve ${name} λ=${lambda}`,
            GRID.map((alpha) => measured[`grid ${name} λ=${lambda} α=${alpha}`]),
          ] as const,
      ),
    );
    return { ...rest, ...Object.fromEntries(curves) };
  },
  verdict: (measured) =>
    judged(
      {
        published:
          "figures: all three are best at an intermediate λ, near 0.8; TD(λ) is worse, even unstable, at large α",
        known,
        claims: [
          {
            text: "λ = 0.8 beats 0 and 1 for each",
            holds: (of) =>
              METHODS.every(
                ({ name }) => of(`${name} λ=0.8`) < Math.min(of(`${name} λ=0`), of(`${name} λ=1`)),
              ),
          },
          {
            text: "true online is the best at λ = 0.8",
            holds: (of) =>
              of("true online λ=0.8") < Math.min(of("λ-return λ=0.8"), of("TD(λ) λ=0.8")),
          },
          {
            text: "at λ = 0.9 and α = 0.6 TD(λ) does worst",
            holds: (of) =>
              of("TD(λ) λ=0.9 α=0.6") >
              Math.max(of("λ-return λ=0.9 α=0.6"), of("true online λ=0.9 α=0.6")),
          },
        ],
        note: "RMS error over the 19 states, averaged over the first ten episodes; the same walks for every cell.",
      },
      measured,
    ),
  chart: {
    x: { key: "lambda", label: "λ", range: [0, 1] },
    y: {
      key: "TD(λ)",
      label: "error over the first ten episodes, at the best α",
      range: [0.2, 0.55],
    },
    curves: METHODS.map(({ name }) => ({ key: name, name })),
  },
  figure(measured) {
    const title = "RMS error over the first ten episodes";
    if (measured[0][`curve ${METHODS[0].name} λ=0`] === undefined) {
      return {
        title: `${title}, at the best α for each λ`,
        x: { label: "λ" },
        series: METHODS.map(({ name }) => ({
          name,
          x: LAMBDAS,
          ...meansWithErrors(
            measured,
            LAMBDAS.map((lambda) => `${name} λ=${lambda}`),
          ),
        })),
        caption: `${bandCaption(measured)} A full run draws the grid of λ and α.`,
      };
    }
    return {
      title,
      x: { label: "step size α" },
      y: { range: [0.2, 0.6] },
      series: METHODS.flatMap(({ name }) =>
        LAMBDAS.map((lambda) => ({
          name: `λ = ${lambda}`,
          panel: name,
          x: GRID,
          y: meanList(measured, `curve ${name} λ=${lambda}`),
        })),
      ),
      caption: `Means of ${measured.reduce((sum, m) => sum + Number(m["runs"]), 0)} runs. Errors beyond 0.6 leave the picture.`,
    };
  },
});
