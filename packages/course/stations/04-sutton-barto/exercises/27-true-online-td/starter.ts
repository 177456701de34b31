/** One step of true online TD(λ) with linear features; changes w and z in place, returns the next vOld. */
export function trueOnlineTD(
  w: number[],
  z: number[],
  x: number[],
  R: number,
  nextX: number[],
  vOld: number,
  alpha: number,
  gamma: number,
  lambda: number,
): number {
  throw new Error("Not written yet: trueOnlineTD");
}
