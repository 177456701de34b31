/** Advantages of T steps of one environment. */
export function gae(
  rewards: number[],
  values: number[],
  nextValues: number[],
  ends: boolean[],
  gamma: number,
  lambda: number,
): number[] {
  throw new Error("Not written yet: gae");
}
