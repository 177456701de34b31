/**
 * Returns as distributions by their quantiles: θᵢ estimates the quantile at τ̂ᵢ = (2i + 1)/2N, i = 0 … N − 1.
 *
 *     ρ_τ(u) = |τ − 1{u < 0}| ℓ_κ(u)/κ,    ℓ_κ Huber's loss: ½u² up to κ, κ(|u| − ½κ) beyond
 *
 * Dabney et al. 2018, eq. 10 and lemma 2 (arXiv:1710.10044).
 */
import { ShapeError } from "../../core/errors.ts";
import { buffer } from "../../tensor/create.ts";
import { show } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Reading } from "./qNetwork.ts";

/** τ̂: the middles of N equal parts of [0, 1], as [N, 1]. */
export function midpoints(count: number): Tensor {
  const taus = Float32Array.from({ length: count }, (_, i) => (2 * i + 1) / (2 * count));
  return buffer(taus, [count, 1], "quantiles");
}

/** Outputs are quantiles: Q is their mean. */
export const quantileReading = (count: number): Reading => ({
  outputs: count,
  read: (quantiles) => quantiles.mean(-1),
});

/**
 * Σᵢ E_j[ρ_τᵢ(yⱼ − θᵢ)] for each row: [B]; algorithm 1.
 *
 * @param theta [B, N] @param y [B, M], no gradient reaches them @param taus [N, 1] @param kappa κ > 0
 */
export function quantileHuber(theta: Tensor, y: Tensor, taus: Tensor, kappa: number): Tensor {
  if (theta.rank !== 2 || y.rank !== 2 || theta.shape[0] !== y.shape[0]) {
    throw new ShapeError(
      `quantileHuber: quantiles ${show(theta.shape)} and targets ${show(y.shape)}; expected [B, N] and [B, M].`,
    );
  }
  const u = y.unsqueeze(1).sub(theta.unsqueeze(2)); // [B, N, M]
  const size = u.abs();
  const near = size.minimum(kappa);
  const huber = near.square().mul(0.5).add(size.sub(near).mul(kappa));
  const slope = taus.sub(u.less(0)).abs();
  return slope
    .mul(huber)
    .mul(1 / kappa)
    .mean(2)
    .sum(1);
}
