/** The short corridor of Example 13.1, and policies that learn in it. */
import { exp, type Rng, rng } from "gradus/core";

export const softmax = (h: readonly number[]): number[] => {
  const e = h.map((x) => exp(x - Math.max(...h)));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((x) => x / sum);
};

/**
 * Three states that look the same, −1 a step; in the second one left and right are exchanged. Actions: 0 left, 1 right. An episode is
 * cut off after 1000 steps.
 */
export function corridor(right: number, random: Rng): number[] {
  const A: number[] = [];
  for (let s = 0; s < 3 && A.length < 1000; ) {
    const a = random.random() < right ? 1 : 0;
    A.push(a);
    s = Math.max(0, s + ((a === 1) === (s !== 1) ? 1 : -1));
  }
  return A;
}

export type Learner = (theta: number[][], A: number[]) => void;

/** After so many episodes: π(right), between 0.05 and 0.95 throughout; the median of some runs. */
export function corridorRun(
  learner: () => Learner,
  episodes: number,
  runs: number,
): { right: number } {
  const found: number[] = [];
  for (let seed = 1; seed <= runs; seed++) {
    const random = rng(seed);
    const theta = [[0, 0]];
    const learn = learner();
    const right = () => Math.min(0.95, Math.max(0.05, softmax(theta[0])[1]));
    for (let e = 0; e < episodes; e++) learn(theta, corridor(right(), random));
    found.push(right());
  }
  return { right: found.sort((a, b) => a - b)[Math.floor(runs / 2)] };
}
