import { exp, log } from "gradus/core";

/** log of the density of a under independent normals. */
export function normalLogProb(a: number[], mean: number[], logStd: number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const z = (a[i] - mean[i]) / exp(logStd[i]);
    sum += z * z + 2 * logStd[i] + log(2 * Math.PI);
  }
  return -sum / 2;
}
