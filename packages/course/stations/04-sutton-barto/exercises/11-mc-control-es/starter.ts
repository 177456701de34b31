/** Learns from one episode; changes Q, N and policy in place. */
export function mcControlES(
  Q: number[][],
  N: number[][],
  policy: number[],
  S: number[],
  A: number[],
  R: number[],
  gamma: number,
): void {
  throw new Error("Not written yet: mcControlES");
}
