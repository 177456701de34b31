/** Attention and the transformer block; Vaswani et al. 2017 (arXiv:1706.03762). */
import { ValueError } from "../core/errors.ts";
import { cos, exp, log, sin } from "../core/math.ts";
import type { Rng } from "../core/random.ts";
import { parameter, tensor } from "../tensor/create.ts";
import { attention, concat } from "../tensor/functions.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { constantInit, xavierUniform } from "./init.ts";
import { checkSizes, dropout, gelu, identity, linear, relu } from "./layers.ts";
import { type Module, module } from "./module.ts";
import { layerNorm } from "./normalise.ts";

export type Attention = Module<readonly [Tensor, Tensor, Tensor, Tensor?]> & {
  /**
   * Attention of new places to themselves and to the places before them, whose keys and values are remembered instead of computed
   * again; x [B, T, width]. The mask, if any, broadcasts to [B, heads, T, S] with S all places so far.
   */
  recall(x: Tensor, past?: KeyValues, mask?: Tensor): Recalled;
};

/** What attention keeps of the places that it has seen, each [B, heads, S, width/heads]. */
export interface KeyValues {
  readonly keys: Tensor;
  readonly values: Tensor;
}

export interface Recalled {
  /** [B, T, width], of the new places. */
  readonly output: Tensor;
  /** With the new places added. */
  readonly past: KeyValues;
}

/**
 * Several attentions side by side on parts of the width; [B, T, width] each.
 *
 * Weights as PyTorch's nn.MultiheadAttention: `in_proj_weight` [3·width, width], `in_proj_bias`, `out_proj`.
 * The optional fourth input is added to the scores and broadcasts to [B, heads, T, S].
 */
export function multiHeadAttention(width: number, heads: number, random: Rng): Attention {
  checkSizes("multiHeadAttention", { width, heads });
  if (width % heads !== 0)
    throw new ValueError(`multiHeadAttention: ${heads} heads do not divide the width ${width}.`);
  const weight = parameter(
    xavierUniform()([3 * width, width], random),
    [3 * width, width],
    "attention",
  );
  const bias = parameter(new Float32Array(3 * width), [3 * width], "attention");
  const out = linear(width, width, random, { biasInit: constantInit(0) });

  const project = (x: Tensor, from: number, to: number): Tensor =>
    x
      .matmul(weight.slice(0, from * width, to * width).transpose())
      .add(bias.slice(0, from * width, to * width));
  const split = (x: Tensor, k: number): Tensor => {
    const [B, T] = x.shape;
    return x
      .slice(2, k * width, (k + 1) * width)
      .reshape(B, T, heads, width / heads)
      .permute(0, 2, 1, 3); // [B, heads, T, d]
  };
  const forward = (q: Tensor, k: Tensor, v: Tensor, mask?: Tensor): Tensor => {
    const self = q === k && k === v;
    const all = self ? project(q, 0, 3) : undefined;
    const part = (x: Tensor, i: number): Tensor =>
      all === undefined ? split(project(x, i, i + 1), 0) : split(all, i);
    return join(attention(part(q, 0), part(k, 1), part(v, 2), mask));
  };
  const join = (mixed: Tensor): Tensor => {
    const [B, , T] = mixed.shape;
    return out.forward(mixed.permute(0, 2, 1, 3).reshape(B, T, width));
  };
  const recall: Attention["recall"] = (x, before, mask) => {
    const all = project(x, 0, 3);
    const [q, k, v] = [0, 1, 2].map((i) => split(all, i));
    const keys = before === undefined ? k : concat([before.keys, k], 2);
    const values = before === undefined ? v : concat([before.values, v], 2);
    return { output: join(attention(q, keys, values, mask)), past: { keys, values } };
  };
  const parts = { in_proj_weight: weight, in_proj_bias: bias, out_proj: out };
  return Object.assign(module(parts, forward), { recall });
}

/** [T, T] with 0 where position t may look (s ≤ t) and −10⁹ after it. */
export function causalMask(length: number): Tensor {
  checkSizes("causalMask", { length });
  const values = new Float32Array(length * length);
  for (let t = 0; t < length; t++) values.fill(-1e9, t * length + t + 1, (t + 1) * length);
  return tensor(values, [length, length]);
}

/** sin and cos of t/10000^(2i/width), interleaved; [length, width]. Vaswani et al. 2017, section 3.5. */
export function positionalEncoding(length: number, width: number): Tensor {
  checkSizes("positionalEncoding", { length, width });
  const values = new Float32Array(length * width);
  for (let t = 0; t < length; t++) {
    for (let i = 0; i < width; i++) {
      const angle = t * exp((-log(10_000) * (i - (i % 2))) / width);
      values[t * width + i] = i % 2 === 0 ? sin(angle) : cos(angle);
    }
  }
  return tensor(values, [length, width]);
}

export interface TransformerOptions {
  /** Width of the hidden layer of the feed-forward part; 4 × width unless given. */
  readonly hidden?: number;
  /** Of what attention gives, of the hidden layer, and of what the dense layers give; not of attention's own weights. */
  readonly dropout?: number;
  /** Normalise before each part (as GPT-2 does) instead of after (as in the paper). */
  readonly normFirst?: boolean;
  readonly activation?: "relu" | "gelu";
}

export type TransformerBlock = Module<readonly [Tensor, Tensor?]> & {
  /** The block for new places after others, see `Attention.recall`. */
  recall(x: Tensor, past?: KeyValues, mask?: Tensor): Recalled;
};

/** Self-attention, then two dense layers, each with a residual connection. Names as PyTorch's TransformerEncoderLayer. */
export function transformerBlock(
  width: number,
  heads: number,
  random: Rng,
  options: TransformerOptions = {},
): TransformerBlock {
  const { hidden = 4 * width, dropout: rate = 0, normFirst = false, activation = "relu" } = options;
  const attend = multiHeadAttention(width, heads, random);
  const linear1 = linear(width, hidden, random);
  const linear2 = linear(hidden, width, random);
  const norm1 = layerNorm(width);
  const norm2 = layerNorm(width);
  const act = activation === "relu" ? relu() : gelu();
  const drop = Array.from({ length: 3 }, () => (rate > 0 ? dropout(rate, random) : identity()));

  const look = (x: Tensor, mask?: Tensor): Tensor => attend.forward(x, x, x, mask);
  const think = (x: Tensor): Tensor =>
    drop[2].forward(linear2.forward(drop[1].forward(act.forward(linear1.forward(x)))));
  const around = (x: Tensor, attended: (x: Tensor) => Tensor): Tensor => {
    const looked = (x: Tensor): Tensor => drop[0].forward(attended(x));
    if (normFirst) {
      const h = x.add(looked(norm1.forward(x)));
      return h.add(think(norm2.forward(h)));
    }
    const h = norm1.forward(x.add(looked(x)));
    return norm2.forward(h.add(think(h)));
  };
  const forward = (x: Tensor, mask?: Tensor): Tensor => around(x, (seen) => look(seen, mask));
  const recall: TransformerBlock["recall"] = (x, before, mask) => {
    let past: KeyValues | undefined;
    const output = around(x, (seen) => {
      const recalled = attend.recall(seen, before, mask);
      past = recalled.past;
      return recalled.output;
    });
    return { output, past: past as unknown as KeyValues };
  };
  const [dropout0, dropout1, dropout2] = drop;
  const parts = { self_attn: attend, linear1, linear2, norm1, norm2, dropout0, dropout1, dropout2 };
  return Object.assign(module(parts, forward), { recall });
}
