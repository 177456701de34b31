/** The mean after throw n. */
export function runningMean(mean: number, x: number, n: number): number {
  return mean + (x - mean) / n;
}
