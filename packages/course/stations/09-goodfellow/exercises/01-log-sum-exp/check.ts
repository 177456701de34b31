/** Checks of a logarithm that survives: by hand, far out on both sides, and in the lab that measures its digits. */
import { exp, log, rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { softmaxOverflow } from "../../labs/softmax-overflow.ts";
import * as reference from "./reference.ts";

interface Solution {
  logSumExp(z: number[]): number;
  shares(z: number[]): number[];
}

const sumOf = (z: number[], taken: number): number => z.reduce((s, v) => s + exp(v - taken), 0);
const sharesWith =
  (taken: (z: number[]) => number): Solution["shares"] =>
  (z) =>
    z.map((v) => exp(v - taken(z)) / sumOf(z, taken(z)));

const stream = rng(191);
const drawn = [1, 2, 7].map((n) => Array.from({ length: n }, () => 3 * stream.normal()));

export const logSumExpExercise = exercise<Solution>({
  id: "09/log-sum-exp",
  folder: "09-goodfellow/exercises/01-log-sum-exp",
  title: "A logarithm that survives",
  source: "Goodfellow, Bengio and Courville, section 4.1",
  functions: ["logSumExp", "shares"],
  reference,
  cases: [
    {
      name: "three numbers",
      given: "ln 1, ln 2 and ln 5: the sum of the powers is 8.",
      run: (f) => f.logSumExp([0, log(2), log(5)]),
      expected: log(8),
    },
    {
      name: "their shares",
      given: "ln 1, ln 2 and ln 5: an eighth, a quarter, five eighths.",
      run: (f) => f.shares([0, log(2), log(5)]),
      expected: [0.125, 0.25, 0.625],
    },
    {
      name: "too large",
      given: "1000 and 1000, and 1e6 with 0.",
      run: (f) => ({
        sums: [f.logSumExp([1000, 1000]), f.logSumExp([1e6, 0])],
        shares: f.shares([1000, 1000]),
      }),
      expected: { sums: [1000 + Math.LN2, 1e6], shares: [0.5, 0.5] },
    },
    {
      name: "too small",
      given: "−1000 and −1000, and −1000 with −2000.",
      run: (f) => ({
        sums: [f.logSumExp([-1000, -1000]), f.logSumExp([-1000, -2000])],
        shares: f.shares([-1000, -2000]),
      }),
      expected: { sums: [-1000 + Math.LN2, -1000], shares: [1, 0] },
    },
    {
      name: "far apart",
      given: "−1000 and −3000: their mean is −2000, and taking it off is no help.",
      run: (f) => ({ sum: f.logSumExp([-1000, -3000]), shares: f.shares([-1000, -3000]) }),
      expected: { sum: -1000, shares: [1, 0] },
    },
    {
      name: "drawn",
      given: "One, two and seven numbers, where the formula as it stands is right.",
      run: (f) => drawn.map((z) => ({ sum: f.logSumExp(z), shares: f.shares(z) })),
      expected: drawn.map((z) => ({
        sum: log(sumOf(z, 0)),
        shares: z.map((v) => exp(v) / sumOf(z, 0)),
      })),
      tolerance: 1e-12,
    },
    {
      name: "in the lab",
      given: "Your functions count their digits in 09/softmax-overflow, one seed.",
      swap: true,
      run: (f) =>
        labVerdict(
          softmaxOverflow,
          {
            careful: (z) => f.shares([...z]),
            logSumExp: (z) => f.logSumExp([...z]),
          },
          { seeds: [191] },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "as it stands on paper",
      explanation: "e^1000 is infinite in a computer. Take off the greatest first.",
      wrong: { logSumExp: (z) => log(sumOf(z, 0)) },
    },
    {
      name: "the greatest taken off and not put back",
      explanation: "The logarithm of the sum falls by what you take off each input. Add it again.",
      wrong: { logSumExp: (z) => log(sumOf(z, Math.max(...z))) },
    },
    {
      name: "only the greatest",
      explanation: "The others count too: ln of their sum comes on top of the greatest.",
      wrong: { logSumExp: (z) => Math.max(...z) },
    },
    {
      name: "shares as they stand on paper",
      explanation: "Infinity divided by infinity is not a number, and nor is 0 by 0.",
      wrong: { shares: sharesWith(() => 0) },
    },
    {
      name: "the mean taken off",
      explanation:
        "−1000 and −3000 have a mean of −2000, and e^1000 is infinite. Only the greatest leaves no power above 1.",
      wrong: { shares: sharesWith((z) => z.reduce((a, b) => a + b, 0) / z.length) },
    },
  ],
});
