import { exp } from "gradus/core";

/** ∇_θ log π(a|s) of π = softmax(θ (s, 1)), of θ's shape. */
export function softmaxScore(theta: number[][], s: number[], a: number): number[][] {
  const s1 = [...s, 1];
  const h = theta.map((row) => row.reduce((sum, x, i) => sum + x * s1[i], 0));
  const largest = Math.max(...h);
  const e = h.map((x) => exp(x - largest));
  const total = e.reduce((sum, x) => sum + x, 0);
  return theta.map((_, k) => s1.map((x) => ((k === a ? 1 : 0) - e[k] / total) * x));
}
