import { sigmoid } from "gradus/core";

/** The slope of the cost of class y in each number of the example. */
export function slopesIn(w: number[], b: number, x: number[], y: number): number[] {
  const z = x.reduce((sum, v, k) => sum + w[k] * v, b);
  return w.map((v) => (sigmoid(z) - y) * v);
}

/** The example after each of its numbers was moved by epsilon so that the cost rises. */
export function attacked(x: number[], slopes: number[], epsilon: number): number[] {
  return x.map((v, k) => v + epsilon * Math.sign(slopes[k]));
}
