/** The target of several steps; nextQ holds Q⁻ of the state after the last. */
export function nStepTarget(
  rewards: number[],
  terminated: boolean,
  nextQ: number[],
  gamma: number,
): number {
  throw new Error("Not written yet: nStepTarget");
}
