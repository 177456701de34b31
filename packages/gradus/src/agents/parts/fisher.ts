/** The curvature of a policy: how fast its actions change as its parameters do. */
import { grad } from "../../tensor/autograd.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { joined } from "./flat.ts";

/**
 * F v, without ever forming F.
 *
 *     F = ∇²_θ E[KL(π_old ‖ π_θ)] at θ = θ_old,   F v = ∇_θ (∇_θ KL · v)
 *
 * There F is the Fisher information E[∇ log π ∇ log πᵀ]: Schulman et al. 2015, appendix C.1 (arXiv:1502.05477). Both gradients are
 * back-propagation, so a product costs a few gradients, whatever the number of parameters n.
 *
 * @param kl mean divergence from the policy that acted, computed from `parameters`; a single number
 * @param v [n], as the parameters follow each other
 * @returns [n]
 */
export function fisherProduct(kl: Tensor, parameters: readonly Tensor[], v: Tensor): Tensor {
  const slope = joined(grad(kl, parameters, { createGraph: true }));
  return joined(grad(slope.mul(v).sum(), parameters));
}
