/** Learns from one finished episode; changes preferences and baseline in place. */
export function reinforceBaseline(
  theta: number[][],
  v: number[],
  S: number[],
  A: number[],
  R: number[],
  alphaTheta: number,
  alphaV: number,
  gamma: number,
): void {
  throw new Error("Not written yet: reinforceBaseline");
}
