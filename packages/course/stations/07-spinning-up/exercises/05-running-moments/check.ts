/** Checks of running moments: by hand, against the formulas, far from zero, in PPO. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import type { Moments } from "../../labs/parts/byHand.ts";
import { ppoLearns } from "../lab.ts";
import * as reference from "./reference.ts";

interface Solution {
  updateMoments(moments: Moments, x: number[]): void;
}

function after(f: Solution, seen: readonly number[][]): Moments {
  const m: Moments = { count: 0, mean: seen[0].map(() => 0), squares: seen[0].map(() => 0) };
  for (const x of seen) f.updateMoments(m, [...x]);
  return m;
}

const random = rng(75);
const cloud = Array.from({ length: 50 }, () => [random.normal(3, 2), random.normal(-1, 0.1)]);

/** From the definitions. */
function direct(seen: readonly number[][]): Moments {
  const n = seen.length;
  const mean = seen[0].map((_, i) => seen.reduce((sum, x) => sum + x[i], 0) / n);
  const squares = mean.map((m, i) => seen.reduce((sum, x) => sum + (x[i] - m) ** 2, 0));
  return { count: n, mean, squares };
}

export const runningMoments = exercise<Solution>({
  id: "07/running-moments",
  folder: "07-spinning-up/exercises/05-running-moments",
  title: "A scale that is learned on the way",
  source: "Welford 1962",
  functions: ["updateMoments"],
  updates: { updateMoments: [0] },
  reference,
  cases: [
    {
      name: "one more",
      given: "One 2 has been seen; now a 6: d = 4, mean 2 + 4/2, squares 4 · 2.",
      run: (f) => {
        const m: Moments = { count: 1, mean: [2], squares: [0] };
        f.updateMoments(m, [6]);
        return { ...m };
      },
      expected: { count: 2, mean: [4], squares: [8] },
    },
    {
      name: "the first one",
      given: "Nothing seen yet; then (5, −2).",
      run: (f) => ({ ...after(f, [[5, -2]]) }),
      expected: { count: 1, mean: [5, -2], squares: [0, 0] },
    },
    {
      name: "two",
      given: "1, then 3: mean 2, squared distances 1 + 1.",
      run: (f) => ({ ...after(f, [[1], [3]]) }),
      expected: { count: 2, mean: [2], squares: [2] },
    },
    {
      name: "eight",
      given: "2, 4, 4, 4, 5, 5, 7, 9: mean 5, variance 4.",
      run: (f) => ({
        ...after(
          f,
          [2, 4, 4, 4, 5, 5, 7, 9].map((x) => [x]),
        ),
      }),
      expected: { count: 8, mean: [5], squares: [32] },
    },
    {
      name: "fifty random ones",
      given: "50 random observations of two numbers. Expected: from the definitions.",
      run: (f) => ({ ...after(f, cloud) }),
      expected: { ...direct(cloud) },
      tolerance: 1e-9,
    },
    {
      name: "far from zero",
      given: "10⁹ + (4, 7, 13, 16): the squares are those of 4, 7, 13, 16, which is 90.",
      run: (f) =>
        after(
          f,
          [4, 7, 13, 16].map((x) => [1e9 + x]),
        ).squares,
      expected: [90],
    },
    {
      name: "PPO with yours",
      given: "The lab 07/ppo-by-hand, one seed, judged by the lab's own verdict.",
      swap: true,
      run: (f) => ppoLearns({ updateMoments: f.updateMoments }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "both distances from the old mean",
      explanation: "The second distance is from the mean that has just been updated.",
      wrong: {
        updateMoments(m, x) {
          m.count++;
          x.forEach((v, i) => {
            const d = v - m.mean[i];
            m.mean[i] += d / m.count;
            m.squares[i] += d * d;
          });
        },
      },
    },
    {
      name: "both distances from the new mean",
      explanation: "The first distance is from the mean as it was before.",
      wrong: {
        updateMoments(m, x) {
          m.count++;
          x.forEach((v, i) => {
            m.mean[i] += (v - m.mean[i]) / m.count;
            m.squares[i] += (v - m.mean[i]) ** 2;
          });
        },
      },
    },
    {
      name: "count grows with every number",
      explanation: "An observation counts once, however many numbers it has.",
      wrong: {
        updateMoments(m, x) {
          x.forEach((v, i) => {
            m.count++;
            const d = v - m.mean[i];
            m.mean[i] += d / m.count;
            m.squares[i] += d * (v - m.mean[i]);
          });
        },
      },
    },
    {
      name: "squares of the numbers themselves",
      explanation: "`squares` holds squared distances from the mean.",
      wrong: {
        updateMoments(m, x) {
          m.count++;
          x.forEach((v, i) => {
            m.mean[i] += (v - m.mean[i]) / m.count;
            m.squares[i] += v * v;
          });
        },
      },
    },
    {
      name: "nothing learned",
      explanation: "Only the count grows; mean and squares stay.",
      wrong: {
        updateMoments(m) {
          m.count++;
        },
      },
    },
  ],
});
