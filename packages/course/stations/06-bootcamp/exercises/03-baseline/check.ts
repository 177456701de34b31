/** Checks of baselines: means of what lasted, an expectation that no baseline changes, and a point that walks. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { pgPoint } from "../../labs/policy-gradients-by-hand.ts";
import * as reference from "./reference.ts";

interface Solution {
  timeBaseline(returns: number[][], steps: number): number[];
  expectedGradient(probs: number[], q: number[], b: number): number[];
}

const random = rng(63);
const episodes = [7, 3, 9, 1].map((n) => Array.from({ length: n }, () => random.normal()));
const [probs, q] = [
  [0.1, 0.2, 0.3, 0.4],
  [3, -1, 0.5, 2],
];

export const baseline = exercise<Solution>({
  id: "06/baseline",
  folder: "06-bootcamp/exercises/03-baseline",
  title: "Better than usual",
  source: "Deep RL Bootcamp 2017, core lecture 4a; lab 4, part 1",
  functions: ["timeBaseline", "expectedGradient"],
  reference,
  cases: [
    {
      name: "equal lengths",
      given: "Returns (3, 2, 1) and (5, 4, 1); three steps.",
      run: (f) =>
        f.timeBaseline(
          [
            [3, 2, 1],
            [5, 4, 1],
          ],
          3,
        ),
      expected: [4, 3, 1],
    },
    {
      name: "one ends early",
      given: "Returns (3, 2, 1) and (5); five steps, of which nobody lasted the last two.",
      run: (f) => f.timeBaseline([[3, 2, 1], [5]], 5),
      expected: [4, 2, 1, 0, 0],
    },
    {
      name: "random episodes",
      given: "Four random episodes of 7, 3, 9 and 1 steps, twelve steps in all.",
      run: (f) => f.timeBaseline(episodes, 12),
    },
    {
      name: "the gradient, by hand",
      given: "π = (½, ½), q = (2, 0), no baseline: ½ · 2 · (½, −½) = (½, −½).",
      run: (f) => f.expectedGradient([0.5, 0.5], [2, 0], 0),
      expected: [0.5, -0.5],
    },
    {
      name: "no baseline changes it",
      given: "π = (0.1, 0.2, 0.3, 0.4), q = (3, −1, 0.5, 2), b = −7, 0 and 100.",
      run: (f) => [-7, 0, 100].map((b) => f.expectedGradient(probs, q, b)),
      expected: [0, 0, 0].map(() => probs.map((p, k) => p * (q[k] - 1.05))), // Σ π q = 1.05
    },
    {
      name: "the point with yours",
      given: "The lab 06/pg-point, one seed: your baseline against none, by the lab's own verdict.",
      swap: true,
      run: (f) => labVerdict(pgPoint, { timeBaseline: f.timeBaseline }, { seeds: [1] }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "divided by all episodes",
      explanation:
        "An episode that was over before step t has no return there; it does not count as 0.",
      wrong: {
        timeBaseline: (returns, steps) =>
          Array.from(
            { length: steps },
            (_, t) => returns.reduce((sum, G) => sum + (G[t] ?? 0), 0) / returns.length,
          ),
      },
    },
    {
      name: "one mean for all times",
      explanation:
        "What is usual depends on the time: early returns hold more rewards than late ones.",
      wrong: {
        timeBaseline: (returns, steps) => {
          const all = returns.flat();
          const mean = all.reduce((a, b) => a + b, 0) / all.length;
          return Array.from({ length: steps }, () => mean);
        },
      },
    },
    {
      name: "the baseline of the next step",
      explanation: "Entry t is about returns from step t on, not t + 1.",
      wrong: {
        timeBaseline: (returns, steps) => [...reference.timeBaseline(returns, steps).slice(1), 0],
      },
    },
    {
      name: "the baseline with the wrong sign",
      explanation: "The usual is subtracted from what was earned.",
      wrong: {
        timeBaseline: (returns, steps) => reference.timeBaseline(returns, steps).map((b) => -b),
      },
    },
    {
      name: "the probability of the action forgotten",
      explanation: "An expectation weighs each action with how often it is taken, π(a).",
      wrong: {
        expectedGradient: (p, x, b) =>
          p.map((pk, k) => p.reduce((sum, _, a) => sum + (x[a] - b) * ((k === a ? 1 : 0) - pk), 0)),
      },
    },
    {
      name: "only the logit of the action",
      explanation: "Every logit changes log π(a): that of a by 1 − π, the others by −π.",
      wrong: {
        expectedGradient: (p, x, b) => p.map((pk, k) => pk * (x[k] - b) * (1 - pk)),
      },
    },
  ],
});
