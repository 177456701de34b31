/** The preferences after action A brought reward R; H itself stays as it is. */
export function gradientBandit(
  H: number[],
  A: number,
  R: number,
  baseline: number,
  alpha: number,
): number[] {
  throw new Error("Not written yet: gradientBandit");
}
