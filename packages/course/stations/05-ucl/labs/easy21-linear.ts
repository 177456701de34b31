/** David Silver's assignment Easy21, question 4: 36 overlapping features instead of a table. */
import type { Rng } from "gradus/core";
import { easy21 } from "gradus/envs";
import { dot, type Features, featureFunction, sarsaLambda } from "gradus/tabular";
import type { Figure } from "../../../src/figure.ts";
import { fixed } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { repeatedCurves, runsKnob } from "../../04-sutton-barto/labs/parts/runs.ts";
import { easy21Optimal } from "./easy21-sarsa-lambda.ts";

const SUMS = 21;
const STATES = 10 * SUMS;
/** First and last number of each cuboid; neighbours overlap. */
export const DEALER = [
  [1, 4],
  [4, 7],
  [7, 10],
] as const;
export const PLAYER = [
  [1, 6],
  [4, 9],
  [7, 12],
  [10, 15],
  [13, 18],
  [16, 21],
] as const;

const isIn = (x: number, [first, last]: readonly [number, number]): boolean =>
  x >= first && x <= last;

/** The 18 cuboids of a state; with two actions, 36 features. */
export function cuboids(): Features {
  return featureFunction(DEALER.length * PLAYER.length, (state) => {
    const dealer = 1 + Math.floor(state[0] / SUMS);
    const sum = 1 + (state[0] % SUMS);
    const active: number[] = [];
    DEALER.forEach((d, i) => {
      PLAYER.forEach((p, j) => {
        if (isIn(dealer, d) && isIn(sum, p)) active.push(i * PLAYER.length + j);
      });
    });
    return Int32Array.from(active);
  });
}

const LAMBDAS = Array.from({ length: 11 }, (_, i) => i / 10);
const MARKS = [1000, 5000] as const;

/** The mean over all states and actions of (q̂ − q*)². */
function squaredError(features: Features, w: Float64Array, truth: Float64Array): number {
  let sum = 0;
  for (let s = 0; s < STATES; s++) {
    for (let a = 0; a < 2; a++) {
      const e = dot(w, features([s]), a * features.size) - truth[2 * s + a];
      sum += e * e;
    }
  }
  return sum / (2 * STATES);
}

/** The smallest error that 36 such features allow: coordinate descent, action by action. */
export function leastError(truth: Float64Array, features = cuboids()): number {
  const w = new Float64Array(2 * features.size);
  const x = Array.from({ length: STATES }, (_, s) => features([s]));
  for (let sweep = 0; sweep < 2000; sweep++) {
    for (let i = 0; i < w.length; i++) {
      const a = i < features.size ? 0 : 1;
      let [sum, count] = [0, 0];
      x.forEach((active, s) => {
        if (!active.includes(i - a * features.size)) return;
        sum += truth[2 * s + a] - dot(w, active, a * features.size);
        count++;
      });
      w[i] += sum / count;
    }
  }
  return squaredError(features, w, truth);
}

/** The errors after the numbers of games in MARKS. */
function errorsOf(
  features: Features,
  lambda: number,
  alpha: number,
  epsilon: number,
  truth: Float64Array,
  random: Rng,
): number[] {
  const knobs = { lambda, alpha, epsilon, traces: "accumulating" } as const;
  const errors: number[] = [];
  for (const { w, episodes } of sarsaLambda(easy21(), knobs, random, undefined, features)) {
    if (episodes === MARKS[errors.length]) errors.push(squaredError(features, w, truth));
    if (errors.length === MARKS.length) break;
  }
  return errors;
}

export const easy21Linear = lab({
  id: "05/easy21-linear",
  row: "V4",
  title: "Easy21 with 36 features",
  question:
    "Three ranges of the dealer's card, six of the player's sum, two actions, all overlapping. How near can 36 weights come to the 420 values of the table, and how near does Sarsa(λ) come in a few thousand games?",
  source: "Silver 2015, assignment Easy21, question 4",
  kind: "property",
  knobs: {
    runs: runsKnob(10),
    alpha: { default: 0.01, symbol: "α", range: [0.0001, 0.2], log: true, doc: "Step size." },
    epsilon: { default: 0.05, symbol: "ε", range: [0, 1], doc: "Share of random actions." },
  },
  quick: { seconds: 1.5, seeds: [1] },
  full: { seconds: 10, seeds: [1], knobs: { runs: 100 } },
  parts: { cuboids },
  *run({ runs, alpha, epsilon }, random, _, own) {
    const features = own.cuboids();
    const truth = easy21Optimal();
    const active = Array.from({ length: STATES }, (_, s) => 2 * features([s]).length);
    yield { progress: 0.05, text: "Q* by dynamic programming" };
    const measured = yield* repeatedCurves(
      runs,
      random,
      LAMBDAS.map((lambda) => ({ name: `λ=${lambda}`, at: MARKS })),
      MARKS,
      (r) => LAMBDAS.map((lambda) => errorsOf(features, lambda, alpha, epsilon, truth, r.split())),
      {
        look: (means) => ({
          points: LAMBDAS.map((lambda, i) => ({
            lambda,
            ...Object.fromEntries(MARKS.map((k, m) => [`${k} games`, means[i * MARKS.length + m]])),
          })),
        }),
      },
    );
    return {
      ...measured,
      features: 2 * features.size,
      "active, all states": active.reduce((a, b) => a + b, 0),
      // dealer 4, sum 5 lies in two ranges of each; dealer 1, sum 1 in one of each
      "active, dealer 4, sum 5": active[3 * SUMS + 4],
      "active, dealer 1, sum 1": active[0],
      "error of 0": squaredError(features, new Float64Array(2 * features.size), truth),
      "least error": leastError(truth, features),
    };
  },
  verdict(measured) {
    const of = (key: string) => mean(measured.map((m) => Number(m[key])));
    const [early, late] = MARKS.map((k) => LAMBDAS.map((lambda) => of(`λ=${lambda} @${k}`)));
    const facts = [
      of("features"),
      of("active, all states"),
      of("active, dealer 4, sum 5"),
      of("active, dealer 1, sum 1"),
    ];
    return {
      published: "36 binary features; a plot of the error over λ without numbers",
      measured: `${facts.join(", ")}; error ${[early, late].map((e, i) => `after ${MARKS[i]} games ${fixed(e[0], 3)} at λ = 0, ${fixed(Math.min(...e), 3)} at the best λ, ${fixed(e[10], 3)} at λ = 1`).join("; ")}`,
      exact: `36, 864, 8, 2; error ${fixed(of("least error"), 4)} with the best weights, ${fixed(of("error of 0"), 3)} with none`,
      tolerance:
        "Equal: the number of features, how many are active in all 210 states (2 · 12 · 36, as the ranges cover 12 cards and 36 sums), in the state of dealer 4, sum 5 (2 · 2 · 2), and in that of dealer 1, sum 1 (2). At every λ the mean error is smaller after 1000 games than with no weights, smaller still after 5000, and never below that of the best weights.",
      pass:
        facts.join() === "36,864,8,2" &&
        early.every((e, i) => e < of("error of 0") && late[i] < e && late[i] > of("least error")),
    };
  },
  chart: {
    x: { key: "lambda", label: "λ", range: [0, 1] },
    y: { key: "5000 games", label: "mean squared error against Q*", range: [0, 0.12] },
    reference: { label: "best weights, 0.02", y: 0.0205 },
    curves: MARKS.map((k) => ({ key: `${k} games`, name: `${k} games` })),
  },
  figure: (measured: readonly Measured[]): Figure => ({
    title: "Mean squared error against Q*",
    x: { label: "λ" },
    series: MARKS.map((k) => ({
      name: `${k} games`,
      x: LAMBDAS,
      y: LAMBDAS.map((l) => mean(measured.map((m) => Number(m[`λ=${l} @${k}`])))),
    })),
    references: [{ label: "the best weights", y: Number(measured[0]["least error"]) }],
  }),
});
