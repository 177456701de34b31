/** −α (log π + H̄), averaged over log π of a minibatch, and its derivative with respect to log α. */
export function temperature(
  logAlpha: number,
  logProbs: number[],
  targetEntropy: number,
): { value: number; slope: number } {
  throw new Error("Not written yet: temperature");
}
