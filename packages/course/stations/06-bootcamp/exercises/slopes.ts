/** Slopes by finite differences, and random matrices, for the checks of this station. */
import type { Rng } from "gradus/core";

export const matrix = (rows: number, columns: number, random: Rng): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));

/** ∂f/∂θ by central differences. */
export function differences(f: (theta: number[][]) => number, theta: number[][]): number[][] {
  const h = 1e-5;
  const moved = (k: number, i: number, d: number) =>
    theta.map((row, q) => row.map((x, j) => (q === k && j === i ? x + d : x)));
  return theta.map((row, k) =>
    row.map((_, i) => (f(moved(k, i, h)) - f(moved(k, i, -h))) / (2 * h)),
  );
}
