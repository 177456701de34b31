/** Checks of upper confidence bounds. One action says little, so most cases ask for many. */
import { log, rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { upperConfidenceBound } from "../../labs/testbed.ts";
import { sampleAverages } from "../methods.ts";
import * as reference from "./reference.ts";

interface Solution {
  ucb(Q: number[], N: number[], t: number, c: number): number;
}

const filled = (n: number, f: (i: number) => number) => Array.from({ length: n }, (_, i) => f(i));

/** The actions chosen on 60 random tables. */
function choices(f: Solution): number[] {
  const random = rng(3);
  return filled(60, () => {
    const N = filled(5, () => 1 + random.integer(12));
    const Q = filled(5, () => random.normal(-1, 1));
    const t = 1 + N.reduce((a, b) => a + b, 0);
    return f.ucb(Q, N, t, 0.25 + 3 * random.random());
  });
}

/** argmax of some other bound, untried actions first unless told otherwise. */
const by =
  (bound: (q: number, n: number, t: number, c: number) => number, untried = true) =>
  (Q: number[], N: number[], t: number, c: number): number => {
    if (untried && N.includes(0)) return N.indexOf(0);
    const bounds = Q.map((q, a) => bound(q, N[a], t, c));
    return bounds.reduce((top, b, a) => (b > bounds[top] ? a : top), 0);
  };

export const ucb = exercise<Solution>({
  id: "04/ucb",
  folder: "04-sutton-barto/exercises/03-ucb",
  title: "Optimism where little is known",
  source: "Sutton & Barto, 2nd ed., section 2.7, eq. 2.10",
  functions: ["ucb"],
  reference,
  cases: [
    {
      name: "untried first",
      given: "Q = [9, 0, 0] and N = [3, 2, 0] at t = 6: action 2 has never been taken.",
      run: (f) => ({ A: f.ucb([9, 0, 0], [3, 2, 0], 6, 2) }),
      expected: { A: 2 },
    },
    {
      name: "the first step",
      given: "Nothing has been tried: N = [0, 0, 0] at t = 1.",
      run: (f) => ({ A: f.ucb([0, 0, 0], [0, 0, 0], 1, 2) }),
      expected: { A: 0 },
    },
    {
      name: "by hand",
      given: "Q = [1, 0.5], N = [10, 2], t = 13, c = 2: the bounds are 2.013 and 2.765.",
      run: (f) => ({ A: f.ucb([1, 0.5], [10, 2], 13, 2) }),
      expected: { A: 1 },
    },
    {
      name: "equal bounds",
      given: "Q = [1, 1, 1], N = [2, 2, 2], t = 7, c = 1: take the first.",
      run: (f) => ({ A: f.ucb([1, 1, 1], [2, 2, 2], 7, 1) }),
      expected: { A: 0 },
    },
    {
      name: "60 random",
      given: "60 random tables of five actions; the list holds the actions chosen.",
      run: (f) => ({ A: choices(f) }),
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/upper-confidence-bound, 100 problems a seed, with your choice in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          upperConfidenceBound,
          {
            ucbBandit: sampleAverages((Q, N, t, { c }) => f.ucb(Q, N, t, c)),
          },
          { settings: { runs: 100 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "untried actions not first",
      explanation:
        "Dividing by N + 1 makes an untried action merely attractive; it has to be certain.",
      wrong: { ucb: by((q, n, t, c) => q + c * Math.sqrt(log(t) / (n + 1)), false) },
    },
    {
      name: "best mean only",
      explanation: "Yours takes the largest Q: the bonus for what is little known is missing.",
      wrong: { ucb: by((q) => q) },
    },
    {
      name: "root forgotten",
      explanation: "The bonus is c · ln t / N without its square root.",
      wrong: { ucb: by((q, n, t, c) => q + (c * log(t)) / n) },
    },
    {
      name: "t without its logarithm",
      explanation: "The bonus is c √(t / N): without the logarithm curiosity never calms down.",
      wrong: { ucb: by((q, n, t, c) => q + c * Math.sqrt(t / n)) },
    },
    {
      name: "c under the root",
      explanation: "c stands before the root: Q + c √(ln t / N).",
      wrong: { ucb: by((q, n, t, c) => q + Math.sqrt((c * log(t)) / n)) },
    },
  ],
});
