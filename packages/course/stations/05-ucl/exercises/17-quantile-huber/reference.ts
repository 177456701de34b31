/** ρ_τ(u) of Huber's loss, and its derivative with respect to u. */
export function quantileHuber(
  u: number,
  tau: number,
  kappa: number,
): { value: number; slope: number } {
  const weight = u < 0 ? 1 - tau : tau;
  const near = Math.max(-kappa, Math.min(kappa, u));
  const value = near * u - (near * near) / 2;
  return { value: (weight * value) / kappa, slope: (weight * near) / kappa };
}
