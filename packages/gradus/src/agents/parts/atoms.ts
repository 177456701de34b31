/**
 * Returns as distributions over fixed atoms, and Bellman's equation for them.
 *
 *     zᵢ = v_min + i Δ,   Δ = (v_max − v_min)/(Z − 1)
 *     (Φ T̂ p)ᵢ = Σⱼ [1 − |[r + γ zⱼ] − zᵢ|/Δ]₀¹ pⱼ      with [x] = x between v_min and v_max, [·]₀¹ between 0 and 1
 *
 * Bellemare, Dabney and Munos 2017, eq. 7 (arXiv:1707.06887).
 */
import { ValueError } from "../../core/errors.ts";
import { buffer } from "../../tensor/create.ts";
import { gatherAdjoint } from "../../tensor/primitives.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Reading } from "./qNetwork.ts";

export interface Support {
  readonly atoms: number;
  readonly low: number;
  readonly high: number;
  /** [Z] */
  readonly z: Tensor;
}

/** @throws ValueError unless the bounds leave room between them */
export function supportOf(low: number, high: number, atoms: number): Support {
  if (!(low < high)) {
    throw new ValueError(
      `vMin is ${low} and vMax ${high}; vMin must be below vMax, and the discounted returns between them.`,
    );
  }
  const z = Float32Array.from({ length: atoms }, (_, i) => low + (i * (high - low)) / (atoms - 1));
  return { atoms, low, high, z: buffer(z, [atoms], "support") };
}

/** Outputs are logits of the atoms: Q = Σᵢ pᵢ zᵢ. */
export function atomReading({ atoms, z }: Support): Reading {
  return { outputs: atoms, read: (logits) => logits.softmax().mul(z).sum(-1) };
}

/** Outputs of one action for each row: [B, Z]. @param outputs [B, A, Z] @param actions int32 [B] */
export function outputsOf(outputs: Tensor, actions: Tensor): Tensor {
  const [B, , Z] = outputs.shape;
  const places = actions.reshape(B, 1, 1).expand(B, 1, Z).contiguous();
  return outputs.gather(places, 1).squeeze(1);
}

/**
 * The distribution of r + γ z, brought back to the atoms: each zⱼ gives its probability to its two neighbours, the nearer one more;
 * to one alone where it lies on it.
 *
 * @param p [B, Z] @param rewards [B] @param discounts [B], 0 where the episode ended in the world
 * @returns [B, Z], rows of which add up to 1; and [B], how much of each lay outside of the bounds
 */
export function projected(
  p: Tensor,
  rewards: Tensor,
  discounts: Tensor,
  { z, low, high, atoms }: Support,
): { readonly mass: Tensor; readonly outside: Tensor } {
  const moved = rewards.unsqueeze(-1).add(discounts.unsqueeze(-1).mul(z)); // [B, Z]
  const b = moved
    .clamp(low, high)
    .sub(low)
    .mul((atoms - 1) / (high - low))
    .clamp(0, atoms - 1);
  const below = b.floor();
  const upper = b.sub(below); // 0 on an atom: all goes to it
  const put = (share: Tensor, at: Tensor): Tensor =>
    gatherAdjoint(share.contiguous(), at.cast("int32"), 1, atoms);
  const mass = put(p.mul(upper.neg().add(1)), below).add(
    put(p.mul(upper), below.add(1).minimum(atoms - 1)),
  );
  const beyond = moved.less(low).add(moved.greater(high));
  return { mass, outside: p.mul(beyond).sum(-1) };
}
