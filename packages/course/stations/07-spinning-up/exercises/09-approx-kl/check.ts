/** Checks of the estimates of a divergence: by hand, against the exact one, as the brake of PPO. */
import { exp, log, rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { ppoLearns } from "../lab.ts";
import * as reference from "./reference.ts";

interface Solution {
  approxKl(logRatios: number[]): { k1: number; k2: number; k3: number };
}

/** Log-ratios of 8 equally likely actions, of which π makes four twice as likely as the other four. */
const eight = Array.from({ length: 8 }, (_, a) => log(a < 4 ? 4 / 3 : 2 / 3));
const exact = -(log(4 / 3) + log(2 / 3)) / 2;
const random = rng(79);
const some = Array.from({ length: 40 }, () => random.normal(0, 0.3));

export const approxKl = exercise<Solution>({
  id: "07/approx-kl",
  folder: "07-spinning-up/exercises/09-approx-kl",
  title: "How far has it moved?",
  source: "Schulman 2020, Approximating KL divergence",
  functions: ["approxKl"],
  reference,
  cases: [
    {
      name: "not at all",
      given: "log r = 0 in three rows.",
      run: (f) => {
        const { k1, k2, k3 } = f.approxKl([0, 0, 0]);
        return { k1: k1 + 0, k2: k2 + 0, k3: k3 + 0 };
      },
      expected: { k1: 0, k2: 0, k3: 0 },
    },
    {
      name: "one row",
      given: "r = 2: log r = log 2.",
      run: (f) => f.approxKl([Math.LN2]),
      expected: { k1: -Math.LN2, k2: Math.LN2 ** 2 / 2, k3: 1 - Math.LN2 },
    },
    {
      name: "every action once",
      given:
        "Eight equally likely actions, each drawn once; π makes four twice as likely as the others. k1 and k3 are exact here.",
      run: (f) => f.approxKl(eight),
      expected: { k1: exact, k2: (log(4 / 3) ** 2 + log(2 / 3) ** 2) / 4, k3: exact },
    },
    {
      name: "forty rows",
      given: "40 random log-ratios.",
      run: (f) => f.approxKl(some),
    },
    {
      name: "PPO with yours",
      given:
        "The lab 07/ppo-by-hand whose passes end once your k3 exceeds 0.15; one seed, judged by the lab's own verdict.",
      swap: true,
      run: (f) => ppoLearns({ approxKl: f.approxKl }, { targetKl: 0.1 }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "ratio upside down",
      explanation: "log r is log π − log π_old, and k1 its mean with a minus.",
      wrong: { approxKl: (x) => reference.approxKl(x.map((v) => -v)) },
    },
    {
      name: "a sum instead of a mean",
      explanation: "Divide by the number of rows.",
      wrong: {
        approxKl(x) {
          const { k1, k2, k3 } = reference.approxKl(x);
          return { k1: k1 * x.length, k2: k2 * x.length, k3: k3 * x.length };
        },
      },
    },
    {
      name: "the half of k2 forgotten",
      explanation: "k2 is ½ (log r)².",
      wrong: {
        approxKl(x) {
          const { k1, k2, k3 } = reference.approxKl(x);
          return { k1, k2: 2 * k2, k3 };
        },
      },
    },
    {
      name: "log r in the place of r",
      explanation: "k3 begins with the ratio itself, exp(log r).",
      wrong: {
        approxKl: (x) => ({
          ...reference.approxKl(x),
          k3: x.reduce((sum, v) => sum + exp(exp(v)) - 1 - exp(v), 0) / x.length,
        }),
      },
    },
    {
      name: "the square of the mean",
      explanation: "First square, then average.",
      wrong: {
        approxKl(x) {
          const { k1, k3 } = reference.approxKl(x);
          return { k1, k2: k1 ** 2 / 2, k3 };
        },
      },
    },
  ],
});
