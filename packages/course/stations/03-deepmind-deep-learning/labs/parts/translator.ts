/** Reads a date as people write it, from both ends, and writes it as machines do, looking back at what it read for each character. */
import { concat, stack, type Tensor, zeros } from "gradus";
import type { Rng } from "gradus/core";
import { type Carry, embedding, linear, lstm, lstmCell, type Module, module } from "gradus/nn";

export interface TranslatorSize {
  /** Characters of what is read, and how many of them there are at most. */
  readonly reads: number;
  readonly from: number;
  /** Characters of what is written, and how many of them there are. */
  readonly writes: number;
  readonly to: number;
  readonly hidden: number;
}

export interface Translator {
  /** Characters [B, from] → logits [B, to, writes]. */
  readonly module: Module;
  /** Logits, and where each place of the answer looks: [B, to, from], rows that sum to 1. */
  look(codes: Tensor): { readonly logits: Tensor; readonly weights: Tensor };
}

/**
 * For each place t of the answer, with the memory s of what was written before and what was read at each place, hₖ:
 *
 *     e_tk = v · tanh(W s + U hₖ),   a_t = softmax(e_t),   context_t = Σₖ a_tk hₖ,   s ← LSTM([context_t, place t], s)
 *
 * Bahdanau et al. 2015 (arXiv:1409.0473). The characters written before are not fed back, as in the exercise of A. Ng; which place is
 * to be written is, which spares the memory the counting.
 */
export function translator(size: TranslatorSize, random: Rng): Translator {
  const { reads, from, writes, to, hidden } = size;
  const embed = embedding(reads, hidden, random);
  const onwards = lstm(hidden, hidden, random);
  const backwards = lstm(hidden, hidden, random);
  const keys = linear(2 * hidden, hidden, random);
  const query = linear(2 * hidden, hidden, random, { bias: false });
  const score = linear(hidden, 1, random, { bias: false });
  const place = embedding(to, hidden, random);
  const memory = lstmCell(3 * hidden, hidden, random);
  const out = linear(hidden, writes, random);

  const look = (codes: Tensor): { logits: Tensor; weights: Tensor } => {
    const B = codes.shape[0];
    const x = embed.forward(codes);
    const h = concat([onwards.forward(x).output, backwards.forward(x.flip(1)).output.flip(1)], -1);
    const known = keys.forward(h); // U h, the same for all places: [B, from, hidden]
    let carry: Carry = [zeros([B, hidden]), zeros([B, hidden])];
    const logits: Tensor[] = [];
    const weights: Tensor[] = [];
    for (let t = 0; t < to; t++) {
      const at = zeros([B, hidden]).add(place.named["weight"].slice(0, t, t + 1));
      const asked = query.forward(concat([carry[0], at], -1)).unsqueeze(1);
      const shares = score.forward(known.add(asked).tanh()).reshape(B, 1, from).softmax();
      const context = shares.matmul(h).reshape(B, 2 * hidden);
      carry = memory.forward(concat([context, at], -1), carry);
      logits.push(out.forward(carry[0]));
      weights.push(shares.reshape(B, from));
    }
    return { logits: stack(logits, 1), weights: stack(weights, 1) };
  };
  const parts = { embed, onwards, backwards, keys, query, score, place, memory, out };
  return { module: module(parts, (codes: Tensor) => look(codes).logits), look };
}
