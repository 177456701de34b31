/** Target networks: copies of a network that stay behind, so that what it learns towards does not move with it. */
import { capture } from "../../tensor/capture.ts";
import { copied, polyak } from "./critics.ts";

type Owned = Parameters<typeof polyak>[0];

/** θ⁻ ← θ⁻ + τ (θ − θ⁻), at each call; τ = 1 copies, to the last bit. */
export function following(copy: Owned, original: Owned, tau: number): () => void {
  if (tau === 1) return () => void copied(copy, original);
  return capture(polyak(copy, original, tau), { name: "θ⁻ ← θ⁻ + τ (θ − θ⁻)" });
}
