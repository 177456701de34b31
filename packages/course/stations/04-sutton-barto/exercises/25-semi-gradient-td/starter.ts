/** One step of semi-gradient TD(0) with linear features, in place. */
export function semiGradientTD(
  w: number[],
  x: number[],
  R: number,
  nextX: number[],
  terminated: boolean,
  alpha: number,
  gamma: number,
): void {
  throw new Error("Not written yet: semiGradientTD");
}
