/** Learns from one finished episode; changes the preferences in place. */
export function reinforce(
  theta: number[][],
  S: number[],
  A: number[],
  R: number[],
  alpha: number,
  gamma: number,
): void {
  throw new Error("Not written yet: reinforce");
}
