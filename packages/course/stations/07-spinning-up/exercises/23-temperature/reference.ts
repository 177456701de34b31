import { exp } from "gradus/core";

/** −α (log π + H̄), averaged over log π of a minibatch, and its derivative with respect to log α. */
export function temperature(
  logAlpha: number,
  logProbs: number[],
  targetEntropy: number,
): { value: number; slope: number } {
  let sum = 0;
  for (const p of logProbs) sum += p;
  const gap = sum / logProbs.length + targetEntropy;
  return { value: -exp(logAlpha) * gap, slope: -exp(logAlpha) * gap };
}
