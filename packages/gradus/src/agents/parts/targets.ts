/** Target networks: copies of a network that stay behind, so that what it learns towards does not move with it. */
import type { AnyModule } from "../../nn/module.ts";
import { sgd } from "../../nn/optimisers.ts";
import { capture } from "../../tensor/capture.ts";
import { noGrad } from "../../tensor/create.ts";

type Owned = Pick<AnyModule, "named" | "parameters">;

/**
 * Makes a network the copy of another one: θ⁻ ← θ.
 *
 * @param twin made as `original` was, so that its tensors stand in the same order
 */
export function copied<M extends Owned>(twin: M, original: Owned): M {
  const sources = Object.values(original.named);
  Object.values(twin.named).forEach((t, i) => {
    t.assign(sources[i].data);
  });
  return twin;
}

/** θ⁻ ← θ⁻ + τ (θ − θ⁻), at each call; τ = 1 copies. A step of gradient descent on ½ ‖θ⁻ − θ‖². */
export function following(copy: Owned, original: Owned, tau: number): () => void {
  if (tau === 1) return () => void copied(copy, original);
  const targets = Object.values(copy.named);
  const sources = Object.values(original.named);
  const step = sgd(targets, { rate: tau });
  return capture(() => noGrad(() => step.apply(targets.map((t, i) => t.sub(sources[i])))), {
    name: "θ⁻ ← θ⁻ + τ (θ − θ⁻)",
  });
}
