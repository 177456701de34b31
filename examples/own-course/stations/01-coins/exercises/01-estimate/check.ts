/** Checks of the running mean, by hand and in the lab. */
import { exercise, labVerdict, reproduced } from "@gradus/course";
import { twoCoins } from "../../labs/coins.ts";
import * as reference from "./reference.ts";

interface Solution {
  runningMean(mean: number, x: number, n: number): number;
}

export const runningMean = exercise<Solution>({
  id: "coins/running-mean",
  folder: "01-coins/exercises/01-estimate",
  title: "A mean that remembers",
  source: "R. S. Sutton and A. G. Barto, 2nd ed., section 2.4",
  functions: ["runningMean"],
  reference,
  cases: [
    {
      name: "the first throw",
      given: "No throw before; heads.",
      run: (f) => f.runningMean(0, 1, 1),
      expected: 1,
    },
    {
      name: "four throws",
      given: "1, 0, 0, 1: the means are 1, 1/2, 1/3, 1/2.",
      run: (f) => {
        let mean = 0;
        return [1, 0, 0, 1].map((x, i) => {
          mean = f.runningMean(mean, x, i + 1);
          return mean;
        });
      },
      expected: [1, 1 / 2, 1 / 3, 1 / 2],
    },
    {
      name: "the lab with your mean",
      given: "The lab coins/two-coins, three seeds.",
      swap: true,
      run: (f) => labVerdict(twoCoins, { moved: f.runningMean }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "a constant step",
      explanation: "The step is 1/n, not always 1/2: a mean weighs all throws alike.",
      wrong: { runningMean: (mean, x) => mean + (x - mean) / 2 },
    },
  ],
});
