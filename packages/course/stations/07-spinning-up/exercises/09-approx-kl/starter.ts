/** Estimates of KL(π_old ‖ π) from log r of actions that π_old drew. */
export function approxKl(logRatios: number[]): { k1: number; k2: number; k3: number } {
  throw new Error("Not written yet: approxKl");
}
