/**
 * A transformer that predicts the next symbol: embeddings of symbols and places, blocks that look back only, a dense layer.
 *
 * Vaswani et al. 2017 (arXiv:1706.03762) without the encoder; normalised first and with GELU as GPT-2 (Radford et al. 2019). Left out:
 * one table for reading and writing symbols (GPT-2 shares it), and places that are relative.
 */
import { ShapeError, ValueError } from "../core/errors.ts";
import { exp } from "../core/math.ts";
import type { Rng } from "../core/random.ts";
import { noGrad, tensor } from "../tensor/create.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { causalMask, type KeyValues, transformerBlock } from "./attention.ts";
import { constantInit, normalInit } from "./init.ts";
import { checkSizes, embedding, linear } from "./layers.ts";
import { type Module, module } from "./module.ts";
import { layerNorm } from "./normalise.ts";

export interface LanguageModelSize {
  /** How many symbols there are: characters, words, pieces of words. */
  readonly vocabulary: number;
  /** The most symbols that it sees at once. */
  readonly context: number;
  /** Numbers a place. */
  readonly width: number;
  /** Attentions side by side; they share the width. */
  readonly heads: number;
  readonly layers: number;
  readonly dropout?: number;
  /**
   * Standard deviation of the embeddings at first: 0.02 unless given, as GPT-2. With 1, PyTorch's for an embedding, a small model that
   * takes few large steps learns faster.
   */
  readonly spread?: number;
}

export interface GenerateOptions {
  /** Logits are divided by it: 0 takes the likeliest symbol, 1 (the default) draws as the model says. */
  readonly temperature?: number;
  /** Draw among the likeliest so many only. */
  readonly topK?: number;
}

export type LanguageModel = Module & {
  readonly size: LanguageModelSize;
  /**
   * Goes on after a prompt, symbol by symbol. What attention has computed for earlier symbols is kept, so that a symbol costs one
   * place and not all of them. When the context is full, it begins anew with the second half of it.
   *
   * Works in the mode that the model is in: call `eval()` first where it has dropout.
   *
   * @param prompt at least one symbol; of one longer than the context its end counts
   * @returns the new symbols only, `count` of them
   * @throws ValueError for an empty prompt, a symbol that there is not, or options out of range
   */
  generate(
    prompt: ArrayLike<number>,
    count: number,
    random: Rng,
    options?: GenerateOptions,
  ): Int32Array;
};

/**
 * h⁰ₜ = E[cₜ] + P[t],   hˡ = block(hˡ⁻¹),   logits = W norm(hᴸ) + b,   p(cₜ₊₁ | c₁ … cₜ) = softmax(logitsₜ).
 *
 * W is N(0, 0.02²) at first, as GPT-2's, so that the first loss is about log(vocabulary); the blocks begin as PyTorch's.
 *
 * @returns a module from int32 [B, T] to logits [B, T, vocabulary], T ≤ context
 * @throws ValueError for sizes out of range; ShapeError from `forward` for a sequence longer than the context
 *
 * @example
 * ```ts
 * import { rng, tensor } from "gradus";
 * import { vocabulary } from "gradus/data";
 * import { languageModel } from "gradus/nn";
 *
 * const v = vocabulary("to be or not to be");
 * const model = languageModel({ vocabulary: v.size, context: 8, width: 16, heads: 2, layers: 1 }, rng(1));
 * console.log(model.forward(tensor(v.encode("to be"), [1, 5])).shape);
 * console.log(v.decode(model.generate(v.encode("to"), 12, rng(2))).length);
 * ```
 * ```text output
 * [ 1, 5, 7 ]
 * 12
 * ```
 */
export function languageModel(size: LanguageModelSize, random: Rng): LanguageModel {
  const { vocabulary, context, width, heads, layers, dropout = 0, spread = 0.02 } = size;
  checkSizes("languageModel", { vocabulary, context, width, heads, layers });
  const start = normalInit(spread);
  const embed = embedding(vocabulary, width, random, start);
  const place = embedding(context, width, random, start);
  const blocks = Array.from({ length: layers }, () =>
    transformerBlock(width, heads, random, { normFirst: true, activation: "gelu", dropout }),
  );
  const norm = layerNorm(width);
  const head = linear(width, vocabulary, random, {
    init: normalInit(0.02),
    biasInit: constantInit(0),
  });

  const read = (codes: Tensor, from: number): Tensor =>
    embed
      .forward(codes)
      .add(place.named["weight"].slice(0, from, from + lengthOf(codes, from, context)));
  const forward = (codes: Tensor): Tensor => {
    let h = read(codes, 0);
    const mask = causalMask(h.shape[1]);
    for (const block of blocks) h = block.forward(h, mask);
    return head.forward(norm.forward(h));
  };
  /** Logits after the last of some symbols that come after `past`. */
  const advance = (codes: Int32Array, past: readonly KeyValues[]): Advanced =>
    noGrad(() => {
      const n = codes.length;
      const before = past.length === 0 ? 0 : past[0].keys.shape[2];
      let h = read(tensor(codes, [1, n]), before);
      const mask = n === 1 ? undefined : causalMask(n); // several come only where none were before
      const kept = blocks.map((block, l) => {
        const { output, past: now } = block.recall(h, past[l], mask);
        h = output;
        return { keys: now.keys, values: now.values };
      });
      const logits = head.forward(norm.forward(h.slice(1, n - 1, n)));
      return { logits: logits.data.slice(), past: kept };
    });

  const generate: LanguageModel["generate"] = (prompt, count, random, options = {}) => {
    checkGenerate(prompt, count, options);
    const all = Int32Array.from([...Array.from(prompt), ...new Array<number>(count).fill(0)]);
    let past: readonly KeyValues[] = [];
    let seen = Math.max(0, prompt.length - context); // symbols before it are forgotten
    for (let next = prompt.length; next < all.length; next++) {
      if (past.length > 0 && past[0].keys.shape[2] === context) {
        past = [];
        seen = next - Math.ceil(context / 2);
      }
      const now = advance(all.slice(seen, next), past);
      past = now.past;
      seen = next;
      all[next] = pickSymbol(now.logits, random, options);
    }
    return all.slice(prompt.length);
  };
  const body = module(Object.fromEntries(blocks.map((b, i) => [String(i), b])), forward);
  return Object.assign(module({ embed, place, blocks: body, norm, head }, forward), {
    size,
    generate,
  });
}

interface Advanced {
  readonly logits: ArrayLike<number>;
  readonly past: readonly KeyValues[];
}

function lengthOf(codes: Tensor, from: number, context: number): number {
  if (codes.rank !== 2)
    throw new ShapeError(
      `languageModel: expected symbols [B, T], got [${codes.shape.join(", ")}]. A single text is tensor(codes, [1, codes.length]).`,
    );
  const T = codes.shape[1];
  if (from + T <= context) return T;
  throw new ShapeError(
    `languageModel: ${from + T} symbols do not fit into a context of ${context}. Give it the last ${context}, or make it with context: ${from + T}.`,
  );
}

function checkGenerate(
  prompt: ArrayLike<number>,
  count: number,
  { temperature = 1, topK }: GenerateOptions,
): void {
  if (prompt.length === 0)
    throw new ValueError(
      "generate: the prompt is empty; begin with one symbol, such as a newline.",
    );
  if (!Number.isInteger(count) || count < 0)
    throw new ValueError(`generate: count is ${count}; it must be a whole number of at least 0.`);
  if (!(temperature >= 0 && temperature < Number.POSITIVE_INFINITY))
    throw new ValueError(`generate: temperature is ${temperature}; it must be at least 0.`);
  if (topK !== undefined && !(Number.isInteger(topK) && topK >= 1))
    throw new ValueError(`generate: topK is ${topK}; it must be a whole number of at least 1.`);
}

/**
 * A symbol drawn with probability ∝ exp(logit/temperature) among the topK likeliest; the likeliest (the first of equals) at
 * temperature 0.
 */
export function pickSymbol(
  logits: ArrayLike<number>,
  random: Rng,
  { temperature = 1, topK = logits.length }: GenerateOptions = {},
): number {
  const order = Array.from(logits, (_, i) => i).sort((a, b) => logits[b] - logits[a] || a - b);
  if (temperature === 0) return order[0];
  const likeliest = order.slice(0, topK);
  const most = logits[order[0]];
  return likeliest[random.choice(likeliest.map((i) => exp((logits[i] - most) / temperature)))];
}
