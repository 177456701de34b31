/** The share of random actions in a state that was visited n times. */
export function explore(n: number, n0: number): number {
  throw new Error("Not written yet: explore");
}

/** Learns from one finished game, in place: every visit, step size 1/N. */
export function mcControl(
  Q: number[][],
  N: number[][],
  S: number[],
  A: number[],
  R: number[],
): void {
  throw new Error("Not written yet: mcControl");
}
