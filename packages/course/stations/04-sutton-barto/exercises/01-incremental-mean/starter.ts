/** The estimate after the n-th reward R; Q is the mean of the n − 1 rewards before it. */
export function incrementalMean(Q: number, n: number, R: number): number {
  throw new Error("Not written yet: incrementalMean");
}
