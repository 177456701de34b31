/** The mean after throw n. */
export function runningMean(mean: number, x: number, n: number): number {
  throw new Error("Not written yet: runningMean");
}
