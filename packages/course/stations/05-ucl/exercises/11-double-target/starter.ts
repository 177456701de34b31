/** The target where `online` chooses and `target` values. */
export function doubleTarget(
  r: number,
  terminated: boolean,
  online: number[],
  target: number[],
  gamma: number,
): number {
  throw new Error("Not written yet: doubleTarget");
}
