/** log π(a) of a = tanh u, u ~ N(mean, exp(logStd)), summed over the numbers of an action. */
export function squashedLogProb(u: number[], mean: number[], logStd: number[]): number {
  throw new Error("Not written yet: squashedLogProb");
}
