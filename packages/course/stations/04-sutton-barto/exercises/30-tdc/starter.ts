/** One sweep of semi-gradient dynamic programming: changes w in place. */
export function dpSweep(
  w: number[],
  X: number[][],
  nextX: number[][],
  alpha: number,
  gamma: number,
): void {
  throw new Error("Not written yet: dpSweep");
}

/** One sweep of TDC: changes w and v in place. */
export function tdcSweep(
  w: number[],
  v: number[],
  X: number[][],
  nextX: number[][],
  alpha: number,
  beta: number,
  gamma: number,
): void {
  throw new Error("Not written yet: tdcSweep");
}
