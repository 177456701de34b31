/** Checks of semi-gradient DP and TDC: two states by hand, then Baird's counterexample, where one diverges and one does not. */
import { rng } from "gradus/core";
import { bairdFeatures, bairdWeights } from "gradus/envs/book";
import type { expectedTdc, OffPolicyProblem, semiGradientDp } from "gradus/tabular";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { bairdDiverges, bairdTdc } from "../../labs/baird.ts";
import * as reference from "./reference.ts";

interface Solution {
  dpSweep(w: number[], X: number[][], nextX: number[][], alpha: number, gamma: number): void;
  tdcSweep(
    w: number[],
    v: number[],
    X: number[][],
    nextX: number[][],
    alpha: number,
    beta: number,
    gamma: number,
  ): void;
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * b[i], 0);

/** w and 2w: two states, one weight, from the first to the second and from there to itself (section 11.2). */
const TWO = { X: [[1], [2]], nextX: [[2], [2]] };

/** Baird's seven states; the target policy leads to the last one. */
const X = bairdFeatures.map((x) => Array.from(x));
const nextX = X.map(() => X[6]);

interface Slip {
  readonly unaveraged?: boolean;
  readonly oneByOne?: boolean;
  readonly full?: boolean;
  readonly sign?: number;
  readonly gamma?: number;
}

/** Semi-gradient DP with a slip. */
const dp =
  ({ unaveraged, oneByOne, full, sign = 1, gamma }: Slip): Solution["dpSweep"] =>
  (w, X, nextX, alpha, discount) => {
    const g = gamma ?? discount;
    const error = (s: number, at: number[]) => g * dot(at, nextX[s]) - dot(at, X[s]);
    const before = w.slice();
    X.forEach((x, s) => {
      const delta = error(s, oneByOne ? w : before);
      x.forEach((xi, i) => {
        const along = full ? xi - g * nextX[s][i] : xi;
        w[i] += ((sign * alpha) / (unaveraged ? 1 : X.length)) * delta * along;
      });
    });
  };

interface TdcSlip {
  readonly corrected?: number;
  readonly along?: "x";
  readonly vTarget?: "delta";
  readonly swapped?: boolean;
}

/** TDC with a slip. */
const tdc =
  ({ corrected = 1, along, vTarget, swapped = false }: TdcSlip): Solution["tdcSweep"] =>
  (w, v, X, nextX, a, b, gamma) => {
    const [alpha, beta] = swapped ? [b, a] : [a, b];
    const n = X.length;
    const delta = X.map((x, s) => gamma * dot(w, nextX[s]) - dot(w, x));
    const c = X.map((x) => dot(v, x));
    X.forEach((x, s) => {
      x.forEach((xi, i) => {
        const back = along === "x" ? xi : nextX[s][i];
        w[i] += (alpha / n) * (delta[s] * xi - corrected * gamma * back * c[s]);
        v[i] += (beta / n) * (delta[s] - (vTarget === "delta" ? 0 : c[s])) * xi;
      });
    });
  };

/** The matrices of the lab's problem: x(s) and the expected x(S′) under the target policy. */
function matrices({ model, features, target }: OffPolicyProblem) {
  const rowOf = (s: number) => Array.from(features([s]) as Float64Array);
  const X = Array.from({ length: model.states }, (_, s) => rowOf(s));
  const nextX = X.map((x, s) =>
    x.map((_, i) =>
      model.transitions[s].reduce(
        (sum, outcomes, a) =>
          outcomes.reduce((p, t) => p + target[s][a] * t.probability * X[t.next][i], sum),
        0,
      ),
    ),
  );
  return { X, nextX };
}

const divergingWith = (f: Solution): typeof semiGradientDp =>
  function* (problem, alpha, weights) {
    const { X, nextX } = matrices(problem);
    const w = Array.from(weights);
    for (let sweeps = 1; ; sweeps++) {
      f.dpSweep(w, X, nextX, alpha, problem.gamma);
      yield { sweeps, w: Float64Array.from(w) };
    }
  };

const correctedWith = (f: Solution): typeof expectedTdc =>
  function* (problem, alpha, beta, weights) {
    const { X, nextX } = matrices(problem);
    const w = Array.from(weights);
    const v = w.map(() => 0);
    for (let sweeps = 1; ; sweeps++) {
      f.tdcSweep(w, v, X, nextX, alpha, beta, problem.gamma);
      yield { sweeps, w: Float64Array.from(w) };
    }
  };

export const tdcExercise = exercise<Solution>({
  id: "04/tdc",
  folder: "04-sutton-barto/exercises/30-tdc",
  title: "Weights that run away, and how to hold them",
  source: "Sutton & Barto, 2nd ed., Example 11.1 and section 11.7, figures 11.2 and 11.5",
  functions: ["dpSweep", "tdcSweep"],
  updates: { dpSweep: [0], tdcSweep: [0, 1] },
  reference,
  cases: [
    {
      name: "w and 2w",
      given:
        "Features 1 and 2, both states lead to the second; w = 1, α = 0.2, γ = 0.9: δ = 0.8 and −0.2, w ← 1 + 0.1 (0.8 − 0.4).",
      run: (f) => {
        const w = [1];
        f.dpSweep(w, TWO.X, TWO.nextX, 0.2, 0.9);
        return { w };
      },
      expected: { w: [1.04] },
    },
    {
      name: "away from 0",
      given:
        "The same for 100 sweeps with α = 0.1: each multiplies w by 1 + 0.1 (6γ − 5)/2 = 1.02.",
      run: (f) => {
        const w = [1];
        for (let k = 0; k < 100; k++) f.dpSweep(w, TWO.X, TWO.nextX, 0.1, 0.9);
        return { w };
      },
      expected: { w: [1.02 ** 100] },
    },
    {
      name: "Baird, 100 and 1000 sweeps",
      given:
        "Baird's seven states from w = (1, 1, 1, 1, 1, 1, 10, 1), α = 0.01, γ = 0.99: w₁, w₇, w₈.",
      run: (f) => {
        const w: number[] = [...bairdWeights];
        const at: number[][] = [];
        for (let k = 1; k <= 1000; k++) {
          f.dpSweep(w, X, nextX, 0.01, 0.99);
          if (k === 100 || k === 1000) at.push([w[0], w[6], w[7]]);
        }
        return { w: at };
      },
      expected: {
        w: [
          [3.895, 9.971, 9.627],
          [114.43, 6.85, 335.0],
        ],
      },
      tolerance: 2e-4, // the known numbers have four digits
    },
    {
      name: "one sweep of TDC",
      given:
        "w and 2w again: w = 1, v = 0.5, α = 0.2, β = 0.4, γ = 0.9. Corrections 0.5 and 1: w ← 1 + 0.1 (0.8 − 0.9 − 0.4 − 1.8), v ← 0.5 + 0.2 (0.3 − 2.4).",
      run: (f) => {
        const [w, v] = [[1], [0.5]];
        f.tdcSweep(w, v, TWO.X, TWO.nextX, 0.2, 0.4, 0.9);
        return { w, v };
      },
      expected: { w: [0.77], v: [0.08] },
    },
    {
      name: "random features",
      given: "4 states with 3 random features, 5 sweeps of each, from random weights.",
      run: (f) => {
        const random = rng(30);
        const rows = () => Array.from({ length: 4 }, () => [0, 0, 0].map(() => random.normal()));
        const [x, next] = [rows(), rows()];
        const [w, u, v] = [0, 1, 2].map(() => [0, 0, 0].map(() => random.normal()));
        for (let k = 0; k < 5; k++) {
          f.dpSweep(w, x, next, 0.3, 0.8);
          f.tdcSweep(u, v, x, next, 0.3, 0.2, 0.8);
        }
        return { w, u, v };
      },
    },
    {
      name: "Baird, held",
      given:
        "1000 sweeps of TDC, α = 0.005, β = 0.05: w₁, w₇, w₈, and √(mean v̂²), which is the error, as all values are 0.",
      run: (f) => {
        const w: number[] = [...bairdWeights];
        const v = w.map(() => 0);
        for (let k = 0; k < 1000; k++) f.tdcSweep(w, v, X, nextX, 0.005, 0.05, 0.99);
        const error = Math.sqrt(X.reduce((sum, x) => sum + dot(w, x) * dot(w, x), 0) / 7);
        return { w: [w[0], w[6], w[7]], "√VE": error };
      },
      expected: { w: [2.135, 6.628, -2.338], "√VE": 1.936 },
      tolerance: 5e-4,
    },
    {
      name: "the labs with yours",
      given:
        "The labs 04/baird-diverges (20 runs of its sampled part) and 04/baird-tdc, with your sweeps; their own verdicts.",
      swap: true,
      run: (f) => [
        labVerdict(bairdDiverges, { semiGradientDp: divergingWith(f) }, { settings: { runs: 20 } }),
        labVerdict(bairdTdc, { expectedTdc: correctedWith(f) }),
      ],
      expected: [reproduced, reproduced],
    },
  ],
  mistakes: [
    {
      name: "sum instead of mean",
      explanation: "Each state counts with weight 1/n; yours takes a step n times as long.",
      wrong: { dpSweep: dp({ unaveraged: true }) },
    },
    {
      name: "one state after the other",
      explanation:
        "All errors come from the weights before the sweep; yours uses weights that have moved already.",
      wrong: { dpSweep: dp({ oneByOne: true }) },
    },
    {
      name: "the whole gradient",
      explanation:
        "Yours moves along x − γ x′, the gradient of the squared error. That converges, but it is not what is asked for.",
      wrong: { dpSweep: dp({ full: true }) },
    },
    {
      name: "error with the wrong sign",
      explanation: "δ is the target minus the estimate: γ w · x′ − w · x.",
      wrong: { dpSweep: dp({ sign: -1 }) },
    },
    {
      name: "discount forgotten",
      explanation: "The value of the next state counts γ times.",
      wrong: { dpSweep: dp({ gamma: 1 }) },
    },
    {
      name: "correction left out",
      explanation: "Without −γ x′ (v · x) it is semi-gradient TD, and diverges.",
      wrong: { tdcSweep: tdc({ corrected: 0 }) },
    },
    {
      name: "correction along x",
      explanation: "The correction goes along x′, the features of the next state.",
      wrong: { tdcSweep: tdc({ along: "x" }) },
    },
    {
      name: "correction with the wrong sign",
      explanation: "The correction is subtracted.",
      wrong: { tdcSweep: tdc({ corrected: -1 }) },
    },
    {
      name: "v without its own estimate",
      explanation: "v is moved by δ − v · x: it learns to predict δ.",
      wrong: { tdcSweep: tdc({ vTarget: "delta" }) },
    },
    {
      name: "α and β exchanged",
      explanation: "w moves with α, v with β.",
      wrong: { tdcSweep: tdc({ swapped: true }) },
    },
  ],
});
