import { exp, log } from "gradus/core";

/** −Σ [y ln a + (1 − y) ln(1 − a)]; 0 · ln 0 counts as 0. */
export function crossEntropyCost(a: number[], y: number[]): number {
  let cost = 0;
  for (let j = 0; j < a.length; j++) {
    if (y[j] !== 0) cost -= y[j] * log(a[j]);
    if (y[j] !== 1) cost -= (1 - y[j]) * log(1 - a[j]);
  }
  return cost;
}

/** ∂C/∂z of the output layer. */
export function outputError(a: number[], y: number[]): number[] {
  return a.map((aj, j) => aj - y[j]);
}

/** e^z / Σ e^z, for any z. */
export function softmax(z: number[]): number[] {
  const largest = Math.max(...z);
  const e = z.map((zj) => exp(zj - largest));
  const sum = e.reduce((s, x) => s + x);
  return e.map((x) => x / sum);
}

/** −ln of the probability of the right answer. */
export function logLikelihoodCost(a: number[], label: number): number {
  return -log(a[label]);
}
