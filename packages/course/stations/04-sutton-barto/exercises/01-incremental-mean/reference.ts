/** The mean of n rewards from the mean Q of the first n − 1 and the last one, R: Q + (1/n) [R − Q]. */
export function incrementalMean(Q: number, n: number, R: number): number {
  return Q + (R - Q) / n;
}
