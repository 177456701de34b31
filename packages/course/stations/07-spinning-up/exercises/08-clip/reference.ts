/** min(r Â, clip(r, 1 ± ε) Â), and its slope in r. */
export function surrogate(
  ratio: number,
  A: number,
  clip: number,
): { value: number; slope: number } {
  const clipped = Math.min(Math.max(ratio, 1 - clip), 1 + clip);
  const [free, cut] = [ratio * A, clipped * A];
  return free <= cut ? { value: free, slope: A } : { value: cut, slope: 0 };
}
