/** A recurrent network that invents names letter by letter, and the two small functions that its training stands on. */
import { type Tensor, tensor, zeros } from "gradus";
import type { Rng } from "gradus/core";
import { type Carry, embedding, linear, type Module, module, rnnCell, unroll } from "gradus/nn";

/** Each entry of a slope between −limit and limit; the slope given stays as it is. */
export function clip(slope: readonly number[], limit: number): number[] {
  return slope.map((g) => Math.max(-limit, Math.min(limit, g)));
}

/**
 * The letter on which u falls, 0 ≤ u < 1, when the letters lie side by side on a line, each as long as its probability: the first
 * whose end lies beyond u.
 */
export function draw(probabilities: readonly number[], u: number): number {
  let end = 0;
  for (let i = 0; i < probabilities.length; i++) {
    end += probabilities[i];
    if (u < end) return i;
  }
  return probabilities.length - 1; // rounding: the ends may fall short of 1
}

export interface Inventor {
  /** Letters [B, T] → logits of the next ones [B, T, vocabulary]. */
  readonly module: Module;
  /** Probabilities after a letter, and the memory then. */
  step(
    letter: number,
    memory?: Carry,
  ): { readonly probabilities: number[]; readonly memory: Carry };
}

/** h′ = tanh(W [E[letter], h] + b), logits = V h′ + c. */
export function inventor(
  { vocabulary, hidden }: { readonly vocabulary: number; readonly hidden: number },
  random: Rng,
): Inventor {
  const embed = embedding(vocabulary, hidden, random);
  const cell = rnnCell(hidden, hidden, random);
  const layer = unroll(cell);
  const out = linear(hidden, vocabulary, random);
  const forward = (codes: Tensor): Tensor =>
    out.forward(layer.forward(embed.forward(codes)).output);
  return {
    module: module({ embed, layer, out }, forward),
    step(letter, memory = [zeros([1, hidden])]) {
      const next = cell.forward(embed.forward(tensor(Int32Array.of(letter))), memory);
      const probabilities = Array.from(out.forward(next[0]).softmax().data);
      return { probabilities, memory: next };
    },
  };
}
