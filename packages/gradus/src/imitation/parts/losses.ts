/** How far a policy is from what an expert did. */
import type { ActionDistribution, ActionHead } from "../../agents/parts/actions.ts";
import { scoresOf } from "../../agents/parts/actions.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** What is made small. */
export const cloningLosses = ["likelihood", "squared"] as const;
export type CloningLoss = (typeof cloningLosses)[number];

/**
 * The loss of a batch of B demonstrations.
 *
 *     likelihood   −1/B Σ log π(aᵢ|sᵢ)          for choices the cross-entropy
 *     squared      1/B Σ ‖μ(sᵢ) − aᵢ‖²          for real numbers, whose deviation it leaves alone
 *
 * @param actions [B, width], as the policy draws them
 */
export function cloningLoss(
  kind: CloningLoss,
  policy: ActionDistribution,
  actions: Tensor,
): Tensor {
  if (kind === "likelihood") return policy.logProb(actions).mean().neg();
  const [mean] = scoresOf(policy);
  return mean.sub(actions).square().sum(-1).mean();
}

/**
 * The mistakes of the policy's best actions: for choices the share that is not the expert's, for real numbers the mean square of
 * the difference, in the policy's own numbers (−1 to 1 where it rescales).
 */
export function mistakes(head: ActionHead, policy: ActionDistribution, actions: Tensor): Tensor {
  const difference = policy.mode().sub(actions);
  return head.maxEntropy < Number.POSITIVE_INFINITY
    ? difference.abs().greater(0.5).mean()
    : difference.square().mean();
}
