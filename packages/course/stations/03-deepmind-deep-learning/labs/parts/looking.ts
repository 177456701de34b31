/** A network that answers a sequence with a sequence by looking: one layer of attention whose weights can be seen. */
import { concat, type Tensor, zeros } from "gradus";
import type { Rng } from "gradus/core";
import { embedding, linear, type Module, module } from "gradus/nn";

export interface Looking {
  /** Symbols [B, T] → logits of the answer's symbols, [B, T, symbols]. */
  readonly module: Module;
  /** Where each place of the answer looks: [B, heads, T, T], rows that sum to 1. */
  weights(codes: Tensor): Tensor;
}

/**
 * softmax(q kᵀ/√d) v with queries from places alone or from symbols and places, then two dense layers; Vaswani et al. 2017, eq. 1.
 */
export function looking(
  size: {
    readonly symbols: number;
    readonly length: number;
    readonly width: number;
    readonly heads: number;
    readonly hidden: number;
  },
  random: Rng,
): Looking {
  const { symbols, length, width, heads, hidden } = size;
  const embed = embedding(symbols, width, random);
  const place = embedding(length, width, random);
  const query = linear(width, width, random);
  const key = linear(width, width, random);
  const value = linear(width, width, random);
  const into = linear(2 * width, hidden, random);
  const out = linear(hidden, symbols, random);
  const seen = (codes: Tensor): Tensor => embed.forward(codes).add(place.named["weight"]);
  const split = (x: Tensor): Tensor => {
    const [B, T] = x.shape;
    return x.reshape(B, T, heads, width / heads).permute(0, 2, 1, 3);
  };
  const weightsOf = (h: Tensor): Tensor => {
    const [q, k] = [split(query.forward(h)), split(key.forward(h))];
    return q
      .matmul(k.transpose())
      .mul(1 / Math.sqrt(width / heads))
      .softmax();
  };
  const parts = { embed, place, query, key, value, into, out };
  const whole = module(parts, (codes: Tensor) => {
    const h = seen(codes);
    const [B, T] = h.shape;
    const mixed = weightsOf(h).matmul(split(value.forward(h)));
    const found = mixed.permute(0, 2, 1, 3).reshape(B, T, width);
    const at = zeros([B, T, width]).add(place.named["weight"]);
    return out.forward(into.forward(concat([found, at], -1)).relu());
  });
  return { module: whole, weights: (codes) => weightsOf(seen(codes)) };
}
