/** Pieces of losses, on tensors. */
import { maximum, minimum } from "../../tensor/functions.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Mean 0 and deviation 1 over a minibatch (deviation of a sample, + 10⁻⁸); a single row stays as it is. */
export function standardised(A: Tensor): Tensor {
  if (A.size < 2) return A;
  return A.sub(A.mean()).div(A.variance(undefined, { correction: 1 }).sqrt().add(1e-8));
}

/** min(r Â, clip(r, 1 − ε, 1 + ε) Â): Schulman et al. 2017, eq. 7. No gain beyond the clip, but every loss. */
export function clippedSurrogate(ratio: Tensor, A: Tensor, epsilon: number): Tensor {
  return minimum(ratio.mul(A), ratio.clamp(1 - epsilon, 1 + epsilon).mul(A));
}

/** max((V − R)², (V_old + clip(V − V_old, ±ε_v) − R)²): the critic may not move far either. */
export function clippedError(V: Tensor, old: Tensor, R: Tensor, limit: number): Tensor {
  const near = old.add(V.sub(old).clamp(-limit, limit));
  return maximum(V.sub(R).square(), near.sub(R).square()).mean();
}
