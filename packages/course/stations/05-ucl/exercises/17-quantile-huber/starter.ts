/** ρ_τ(u) of Huber's loss, and its derivative with respect to u. */
export function quantileHuber(
  u: number,
  tau: number,
  kappa: number,
): { value: number; slope: number } {
  throw new Error("Not written yet: quantileHuber");
}
