/** Learns from one finished episode, in place. */
export function nStepSarsa(
  Q: number[][],
  S: number[],
  A: number[],
  R: number[],
  n: number,
  alpha: number,
  gamma: number,
): void {
  throw new Error("Not written yet: nStepSarsa");
}
