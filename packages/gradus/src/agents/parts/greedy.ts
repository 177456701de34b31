/** Greedy policies: the best action by Q, or with a small probability any. */
import { categorical } from "../../nn/distributions.ts";
import { where } from "../../tensor/functions.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type ActionDistribution, asActions } from "./actions.ts";

const forbidden = -1e9; // as for the logits of a categorical
const least = 1e-30; // stands for a probability of 0, whose logarithm would be −∞

/** Q where an action is allowed, −10⁹ where it is not. @param mask [B, A] of 1 and 0 */
export const allowed = (q: Tensor, mask: Tensor | undefined): Tensor =>
  mask === undefined ? q : where(mask, q, forbidden);

/** Q(s, a) of one action for each row: [B]. @param q [B, A] @param actions int32 [B] */
export const chosen = (q: Tensor, actions: Tensor): Tensor =>
  q.gather(actions.unsqueeze(-1), -1).squeeze(-1);

/**
 * ε-greedy: the action of the largest Q has 1 − ε + ε/n, every other of the n that are allowed ε/n.
 *
 * @param q [B, A] @param mask [B, A]
 */
export function epsilonGreedy(
  q: Tensor,
  epsilon: number,
  mask: Tensor | undefined,
): ActionDistribution {
  const values = allowed(q, mask);
  const best = values.argmax(-1);
  const any =
    mask === undefined
      ? epsilon / q.shape[1]
      : mask.mul(epsilon).div(mask.sum(-1, { keepDims: true }));
  const p = best
    .oneHot(q.shape[1])
    .mul(1 - epsilon)
    .add(any);
  const policy = categorical(p.maximum(least).log(), mask);
  return {
    ...asActions({ ...policy, logits: values }), // other runtimes take the best of these
    mode: () => best.cast("float32").unsqueeze(-1),
  };
}
