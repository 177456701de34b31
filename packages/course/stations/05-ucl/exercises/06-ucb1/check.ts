/** Checks of UCB1 and of regret: by hand, on random tables, then against the bounds of Auer et al. and Lai & Robbins. */
import { log, rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { sampleAverages } from "../../../04-sutton-barto/exercises/methods.ts";
import { banditRegret } from "../../labs/bandit-regret.ts";
import * as reference from "./reference.ts";

interface Solution {
  ucb1(Q: number[], N: number[], t: number): number;
  regret(means: number[], arms: number[]): number[];
}

/** argmax of another bound, untried arms first. */
const by =
  (bound: (q: number, n: number, t: number) => number, untried = true): Solution["ucb1"] =>
  (Q, N, t) => {
    if (untried && N.includes(0)) return N.indexOf(0);
    const bounds = Q.map((q, a) => bound(q, N[a], t));
    return bounds.reduce((top, b, a) => (b > bounds[top] ? a : top), 0);
  };

/** The arms on 100 random tables. */
function choices(f: Solution): number[] {
  const random = rng(54);
  return Array.from({ length: 100 }, () => {
    const N = Array.from({ length: 5 }, () => 1 + random.integer(30));
    const Q = N.map(() => random.random());
    const t = 1 + N.reduce((a, b) => a + b, 0);
    return f.ucb1(Q, N, t);
  });
}

export const ucb1 = exercise<Solution>({
  id: "05/ucb1",
  folder: "05-ucl/exercises/06-ucb1",
  title: "What curiosity may cost",
  source: "Auer, Cesa-Bianchi & Fischer 2002; UCL/DeepMind RL, lecture 2",
  functions: ["ucb1", "regret"],
  reference,
  cases: [
    {
      name: "untried first",
      given: "Q = [0.9, 0, 0], N = [3, 0, 0], t = 4; then N = [0, 2, 0]; then all 0 at t = 1.",
      run: (f) => ({
        arms: [
          f.ucb1([0.9, 0, 0], [3, 0, 0], 4),
          f.ucb1([0.9, 0, 0], [0, 2, 0], 3),
          f.ucb1([0, 0, 0], [0, 0, 0], 1),
        ],
      }),
      expected: { arms: [1, 0, 0] },
    },
    {
      name: "by hand",
      given:
        "Q = [0.5, 0.4], t = 101. N = [60, 40]: bounds 0.892 and 0.880. N = [80, 20]: 0.840 and 1.079.",
      run: (f) => ({
        arms: [f.ucb1([0.5, 0.4], [60, 40], 101), f.ucb1([0.5, 0.4], [80, 20], 101)],
      }),
      expected: { arms: [0, 1] },
    },
    {
      name: "equal bounds",
      given: "Q = [0.2, 0.6, 0.6, 0.6], N = 5 each, t = 21: the first of the best.",
      run: (f) => ({ arm: f.ucb1([0.2, 0.6, 0.6, 0.6], [5, 5, 5, 5], 21) }),
      expected: { arm: 1 },
    },
    {
      name: "100 random",
      given: "100 random tables of five arms.",
      run: (f) => ({ arms: choices(f) }),
    },
    {
      name: "regret",
      given: "Means 0.9, 0.5, 0.25; arms 2, 0, 1, 0, 2.",
      run: (f) => ({ L: f.regret([0.9, 0.5, 0.25], [2, 0, 1, 0, 2]) }),
      expected: { L: [0.65, 0.65, 1.05, 1.05, 1.7] },
    },
    {
      name: "the best arm is not the first",
      given: "Means −1, 2; arms 0, 1, 0, and no pull at all.",
      run: (f) => ({ L: f.regret([-1, 2], [0, 1, 0]), none: f.regret([-1, 2], []) }),
      expected: { L: [3, 3, 6], none: [] },
    },
    {
      name: "regret of yours",
      given:
        "UCB1 for 2000 pulls of arms 0.9, 0.6, 0.3 that bring exactly their means: both your functions together.",
      swap: true,
      run: (f) => {
        const means = [0.9, 0.6, 0.3];
        const N = [0, 0, 0];
        const arms: number[] = [];
        for (let t = 1; t <= 2000; t++) {
          const A = f.ucb1(means, N, t); // the means of rewards without noise are known after one pull
          N[A]++;
          arms.push(A);
        }
        const L = f.regret(means, arms);
        return { "after 3, 100, 2000": [L[2], L[99], L[1999]] };
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 05/bandit-regret, 10 runs of 10 000 pulls, with your choice in the place of UCB1: below its bound, and as ln n.",
      swap: true,
      run: (f) =>
        labVerdict(
          banditRegret,
          {
            ucb1: (world, random) =>
              sampleAverages((Q, N, t) => f.ucb1(Q, N, t))(world, {}, random),
          },
          { settings: { runs: 10 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "untried arms not first",
      explanation: "At N(a) = 0 the bound is infinite: pull the arm.",
      wrong: { ucb1: by((q, n, t) => q + Math.sqrt((2 * log(t)) / Math.max(1, n)), false) },
    },
    {
      name: "best mean only",
      explanation: "Yours never explores again: add the width of the confidence interval.",
      wrong: { ucb1: by((q) => q) },
    },
    {
      name: "the 2 outside the root",
      explanation: "It is √(2 ln t / N), not 2 √(ln t / N).",
      wrong: { ucb1: by((q, n, t) => q + 2 * Math.sqrt(log(t) / n)) },
    },
    {
      name: "the 2 forgotten",
      explanation: "UCB1 has 2 ln t under the root.",
      wrong: { ucb1: by((q, n, t) => q + Math.sqrt(log(t) / n)) },
    },
    {
      name: "root forgotten",
      explanation: "The width of an interval falls as 1/√N, not as 1/N.",
      wrong: { ucb1: by((q, n, t) => q + (2 * log(t)) / n) },
    },
    {
      name: "regret against the first arm",
      explanation: "What was missed is measured against the best arm, μ*.",
      wrong: {
        regret: (means, arms) => {
          let missed = 0;
          return arms.map((a) => {
            missed += means[0] - means[a];
            return missed;
          });
        },
      },
    },
    {
      name: "regret not added up",
      explanation: "L_t is the sum of all gaps so far; yours lists the single ones.",
      wrong: { regret: (means, arms) => arms.map((a) => Math.max(...means) - means[a]) },
    },
  ],
});
