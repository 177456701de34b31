import { exp } from "gradus/core";

/** The preferences after action A brought reward R; H itself stays as it is. */
export function gradientBandit(
  H: number[],
  A: number,
  R: number,
  baseline: number,
  alpha: number,
): number[] {
  const largest = Math.max(...H);
  const e = H.map((h) => exp(h - largest));
  const sum = e.reduce((a, b) => a + b);
  return H.map((h, a) => h + alpha * (R - baseline) * ((a === A ? 1 : 0) - e[a] / sum));
}
