/** Checks of the incremental mean, from one reward to the ten-armed testbed. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { testbed } from "../../labs/testbed.ts";
import { sampleAverages } from "../methods.ts";
import { epsilonGreedy } from "../worlds.ts";
import * as reference from "./reference.ts";

interface Solution {
  incrementalMean(Q: number, n: number, R: number): number;
}

/** The estimates after each of some rewards. */
function estimates({ incrementalMean }: Solution, rewards: readonly number[]): number[] {
  let Q = 0;
  return rewards.map((R, i) => {
    Q = incrementalMean(Q, i + 1, R);
    return Q;
  });
}

export const incrementalMean = exercise<Solution>({
  id: "04/incremental-mean",
  folder: "04-sutton-barto/exercises/01-incremental-mean",
  title: "A mean without a memory",
  source: "Sutton & Barto, 2nd ed., section 2.4, eq. 2.3",
  functions: ["incrementalMean"],
  reference,
  cases: [
    {
      name: "the first reward",
      given: "The estimate is 5, and the first reward, n = 1, is 2.",
      run: (f) => ({ Q: f.incrementalMean(5, 1, 2) }),
      expected: { Q: 2 },
    },
    {
      name: "three rewards",
      given: "Rewards 1, 2, 6, from an estimate of 0.",
      run: (f) => ({ Q: estimates(f, [1, 2, 6]) }),
      expected: { Q: [1, 1.5, 3] },
    },
    {
      name: "20 random",
      given: "20 random rewards.",
      run: (f) => ({ Q: estimates(f, Array.from(rng(1).fillNormal(new Float64Array(20), 3, 2))) }),
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/testbed, 100 problems a seed, with your average in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          testbed,
          {
            epsilonGreedyBandit: sampleAverages(
              (Q, _N, _t, { epsilon }, random) => epsilonGreedy(Q, epsilon, random),
              f.incrementalMean,
            ),
          },
          { settings: { runs: 100 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "incremental mean with a fixed step",
      explanation:
        "The step is 0.1 every time. That weights recent rewards more; the mean needs 1/n.",
      wrong: { incrementalMean: (Q, _n, R) => Q + 0.1 * (R - Q) },
    },
    {
      name: "n counted from 0",
      explanation:
        "The step is 1/(n + 1), but n already counts this reward: the first one must replace the estimate.",
      wrong: { incrementalMean: (Q, n, R) => Q + (R - Q) / (n + 1) },
    },
    {
      name: "error with the wrong sign",
      explanation: "The estimate moves away from the reward: the error is R − Q, not Q − R.",
      wrong: { incrementalMean: (Q, n, R) => Q + (Q - R) / n },
    },
    {
      name: "old estimate not subtracted",
      explanation: "You add R/n; the step is (R − Q)/n.",
      wrong: { incrementalMean: (Q, n, R) => Q + R / n },
    },
  ],
});
