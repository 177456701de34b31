import { exp } from "gradus/core";

/** Estimates of KL(π_old ‖ π) from log r of actions that π_old drew. */
export function approxKl(logRatios: number[]): { k1: number; k2: number; k3: number } {
  let [k1, k2, k3] = [0, 0, 0];
  for (const x of logRatios) {
    k1 -= x;
    k2 += (x * x) / 2;
    k3 += exp(x) - 1 - x;
  }
  const n = logRatios.length;
  return { k1: k1 / n, k2: k2 / n, k3: k3 / n };
}
