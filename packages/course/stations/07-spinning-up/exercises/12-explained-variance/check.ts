/** Checks of the explained variance: by hand, its landmarks, against random numbers, in PPO. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { ppoLearns } from "../lab.ts";
import * as reference from "./reference.ts";

interface Solution {
  explainedVariance(V: number[], R: number[]): number;
}

const random = rng(82);
const R = Array.from({ length: 30 }, () => random.normal(5, 2));
const V = R.map((r) => r + random.normal(1, 0.8));

/** Var[x] as E[x²] − E[x]², another way. */
function spread(x: readonly number[]): number {
  const mean = (y: readonly number[]) => y.reduce((a, b) => a + b, 0) / y.length;
  return mean(x.map((v) => v * v)) - mean(x) ** 2;
}

export const explainedVariance = exercise<Solution>({
  id: "07/explained-variance",
  folder: "07-spinning-up/exercises/12-explained-variance",
  title: "Is the critic any good?",
  source: "Schulman, Nuts and bolts of deep RL research, Deep RL Bootcamp 2017",
  functions: ["explainedVariance"],
  reference,
  cases: [
    {
      name: "perfect",
      given: "V = R = (1, 2, 6).",
      run: (f) => f.explainedVariance([1, 2, 6], [1, 2, 6]),
      expected: 1,
    },
    {
      name: "perfect up to a constant",
      given: "R = (1, 2, 6), V = R + 100.",
      run: (f) => f.explainedVariance([101, 102, 106], [1, 2, 6]),
      expected: 1,
    },
    {
      name: "a constant",
      given: "R = (1, 2, 6), V = 3 everywhere.",
      run: (f) => f.explainedVariance([3, 3, 3], [1, 2, 6]),
      expected: 0,
    },
    {
      name: "worse than that",
      given: "R = (1, −1), V = −R: the errors have twice the size, four times the variance.",
      run: (f) => f.explainedVariance([-1, 1], [1, -1]),
      expected: -3,
    },
    {
      name: "half",
      given: "R = (0, 4), V = (1, 3): errors (−1, 1) against deviations of 2.",
      run: (f) => f.explainedVariance([1, 3], [0, 4]),
      expected: 0.75,
    },
    {
      name: "nothing to explain",
      given: "R = (2, 2), V = (1, 3): is the result NaN?",
      run: (f) => Number.isNaN(f.explainedVariance([1, 3], [2, 2])),
      expected: true,
    },
    {
      name: "thirty rows",
      given: "30 random returns and a critic that errs by N(1, 0.8). Expected: by E[x²] − E[x]².",
      run: (f) => f.explainedVariance(V, R),
      expected: 1 - spread(R.map((r, i) => r - V[i])) / spread(R),
      tolerance: 1e-9,
    },
    {
      name: "PPO with yours",
      given:
        "The lab 07/ppo-by-hand, one seed: its verdict asks what your number says of the critic.",
      swap: true,
      run: (f) => ppoLearns({ explainedVariance: f.explainedVariance }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "infinite where there is nothing to explain",
      explanation: "If all returns are equal, Var[R] is 0: give NaN, not 1 − something / 0.",
      wrong: {
        explainedVariance: (v, r) => {
          const all = spread(r);
          return all === 0 ? -Infinity : reference.explainedVariance(v, r);
        },
      },
    },
    {
      name: "mean square instead of variance",
      explanation: "A constant error is no fault here: subtract the mean of the errors first.",
      wrong: {
        explainedVariance: (v, r) =>
          1 - r.reduce((sum, x, i) => sum + (x - v[i]) ** 2, 0) / r.length / spread(r),
      },
    },
    {
      name: "what is left, not what is explained",
      explanation: "Subtract the ratio from 1.",
      wrong: { explainedVariance: (v, r) => 1 - reference.explainedVariance(v, r) },
    },
    {
      name: "variance of the critic below",
      explanation: "The returns are to be explained: divide by Var[R].",
      wrong: {
        explainedVariance: (v, r) => 1 - spread(r.map((x, i) => x - v[i])) / spread(v),
      },
    },
    {
      name: "the variance of the critic itself",
      explanation:
        "Var[V]/Var[R] is large for a critic that is loudly wrong, too. It is the errors R − V that count.",
      wrong: {
        explainedVariance: (v, r) => (spread(r) === 0 ? Number.NaN : spread(v) / spread(r)),
      },
    },
  ],
});
