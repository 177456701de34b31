/** Checks of the gradient bandit: one step by hand, invariants, the testbed with its mean at +4. */
import { exp } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { gradientBanditLab } from "../../labs/testbed.ts";
import { bandit, softmax } from "../methods.ts";
import * as reference from "./reference.ts";

interface Solution {
  gradientBandit(H: number[], A: number, R: number, baseline: number, alpha: number): number[];
}

export const gradientBandit = exercise<Solution>({
  id: "04/gradient-bandit",
  folder: "04-sutton-barto/exercises/04-gradient-bandit",
  title: "Preferences instead of values",
  source: "Sutton & Barto, 2nd ed., section 2.8, eq. 2.12",
  functions: ["gradientBandit"],
  reference,
  cases: [
    {
      name: "one step",
      given: "H = [0, 0], action 0 brings 1, baseline 0, α = 0.1: π is ½ each.",
      run: (f) => ({ H: f.gradientBandit([0, 0], 0, 1, 0, 0.1) }),
      expected: { H: [0.05, -0.05] },
    },
    {
      name: "the baseline",
      given: "H = [0, 0, 0, 0], action 2 brings 3, the baseline is 5, α = 0.4.",
      run: (f) => ({ H: f.gradientBandit([0, 0, 0, 0], 2, 3, 5, 0.4) }),
      expected: { H: [0.2, 0.2, -0.6, 0.2] },
    },
    {
      name: "unequal preferences",
      given: "H = [1, 0, −1], action 1 brings 2, baseline 0.5, α = 0.1.",
      run: (f) => ({ H: f.gradientBandit([1, 0, -1], 1, 2, 0.5, 0.1) }),
      expected: { H: [0.900213857, 0.113290729, -1.013504586] },
      tolerance: 2e-9,
    },
    {
      name: "large preferences",
      given:
        "H = [1000, 999, 0], action 0 brings 1, baseline 0, α = 0.1: e¹⁰⁰⁰ is too large for a number.",
      run: (f) => ({ H: f.gradientBandit([1000, 999, 0], 0, 1, 0, 0.1) }),
      expected: { H: [1000.026894142, 998.973105858, 0] },
      tolerance: 1e-12,
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/gradient-bandit, 30 problems a seed, with your step in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          gradientBanditLab,
          {
            gradientBandit: bandit((k, { alpha, baseline }, random) => {
              let H = new Array<number>(k).fill(0);
              let [mean, n] = [0, 0];
              return {
                choose: () => random.choice(softmax(H)),
                learn: (A, R) => {
                  mean += (R - mean) / ++n;
                  H = f.gradientBandit(H, A, R, baseline ? mean : 0, alpha);
                },
              };
            }),
          },
          { settings: { runs: 30 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "baseline left out",
      explanation:
        "Yours moves by R, not by R − R̄: with rewards around +4 every action looks good.",
      wrong: { gradientBandit: (H, A, R, _, alpha) => reference.gradientBandit(H, A, R, 0, alpha) },
    },
    {
      name: "only the chosen action moves",
      explanation: "The preferences of the other actions move too, the other way: −α (R − R̄) π(a).",
      wrong: {
        gradientBandit: (H, A, R, baseline, alpha) => {
          const pi = softmax(H);
          return H.map((h, a) => (a === A ? h + alpha * (R - baseline) * (1 - pi[a]) : h));
        },
      },
    },
    {
      name: "all actions move the same way",
      explanation: "The others must go down when the chosen one goes up; the changes add up to 0.",
      wrong: {
        gradientBandit: (H, A, R, baseline, alpha) => {
          const pi = softmax(H);
          return H.map((h, a) => h + alpha * (R - baseline) * (a === A ? 1 - pi[a] : pi[a]));
        },
      },
    },
    {
      name: "softmax overflows",
      explanation:
        "e^H is infinite for H = 1000, and infinity by infinity is no number. Subtract the largest preference first.",
      wrong: {
        gradientBandit: (H, A, R, baseline, alpha) => {
          const e = H.map((h) => exp(h));
          const sum = e.reduce((a, b) => a + b, 0);
          return H.map((h, a) => h + alpha * (R - baseline) * ((a === A ? 1 : 0) - e[a] / sum));
        },
      },
    },
  ],
});
