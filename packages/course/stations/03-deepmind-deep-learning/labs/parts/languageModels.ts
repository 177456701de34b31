/**
 * Three ways of reading what came before: a window, a recurrent memory, a gated one; the fourth, attention, is the library's
 * `languageModel`. Each turns characters [B, T] into logits of the next character [B, T, V], and sees no character after the one that
 * it predicts from.
 */
import { concat, type Tensor, zeros } from "gradus";
import type { Rng } from "gradus/core";
import { embedding, linear, lstm, type Module, module, rnn } from "gradus/nn";

export interface ModelSize {
  /** Characters of the vocabulary. */
  readonly vocabulary: number;
  /** Numbers of a character's embedding. */
  readonly width: number;
  /** Hidden units. */
  readonly hidden: number;
}

/** The last `context` characters side by side, then two dense layers; Bengio et al. 2003. */
export function windowModel(size: ModelSize & { readonly context: number }, random: Rng): Module {
  const { vocabulary, width, hidden, context } = size;
  const embed = embedding(vocabulary + 1, width, random); // one more, for before the beginning
  const into = linear(context * width, hidden, random);
  const out = linear(hidden, vocabulary, random);
  return module({ embed, into, out }, (codes: Tensor) => {
    const [B, T] = codes.shape;
    const before = zeros([B, context - 1])
      .add(vocabulary)
      .cast("int32");
    const padded = concat([before, codes], 1);
    const seen = Array.from({ length: context }, (_, k) =>
      embed.forward(padded.slice(1, k, k + T)),
    );
    return out.forward(into.forward(concat(seen, -1)).tanh());
  });
}

/** A recurrent layer over the embeddings; Elman 1990, or Hochreiter and Schmidhuber 1997 with `gated`. */
export function recurrentModel(size: ModelSize & { readonly gated: boolean }, random: Rng): Module {
  const { vocabulary, width, hidden, gated } = size;
  const embed = embedding(vocabulary, width, random);
  const layer = (gated ? lstm : rnn)(width, hidden, random);
  const out = linear(hidden, vocabulary, random);
  return module({ embed, layer, out }, (codes: Tensor) =>
    out.forward(layer.forward(embed.forward(codes)).output),
  );
}
