import { sigmoid } from "gradus/core";

/** The weighted output of the hidden layer: two neurons for each height. */
export function bumps(heights: number[], w: number, x: number): number {
  const n = heights.length;
  let sum = 0;
  for (let k = 0; k < n; k++) {
    sum += heights[k] * (sigmoid(w * x - (w * k) / n) - sigmoid(w * x - (w * (k + 1)) / n));
  }
  return sum;
}

/** How many points of each bump are looked at. */
const POINTS = 200;

/** Heights with which the bumps follow the goal over [0, 1]: the median over each bump. */
export function chooseHeights(n: number, goal: (x: number) => number): number[] {
  return Array.from({ length: n }, (_, k) => {
    const values = Array.from({ length: POINTS }, (_, i) => goal((k + (i + 0.5) / POINTS) / n));
    return values.sort((a, b) => a - b)[Math.floor(POINTS / 2)];
  });
}
