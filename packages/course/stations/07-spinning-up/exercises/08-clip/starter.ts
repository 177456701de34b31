/** min(r Â, clip(r, 1 ± ε) Â), and its slope in r. */
export function surrogate(
  ratio: number,
  A: number,
  clip: number,
): { value: number; slope: number } {
  throw new Error("Not written yet: surrogate");
}
