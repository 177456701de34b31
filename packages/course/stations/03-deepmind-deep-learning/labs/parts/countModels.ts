/** Language models that only count: which character follows which few. */
import { log, ShapeError } from "gradus/core";

/** p(next | the `order` characters before it), from counts, each with `added` on top. */
export interface CountModel {
  readonly order: number;
  /** Natural logarithm of the probability of a text, which begins with a word. */
  logLikelihood(codes: Int32Array): { readonly sum: number; readonly characters: number };
}

/**
 * Counts over a text of words, each ended by character 0, which also stands for whatever was before a word: what a word begins with
 * does not depend on the word before it. Order 1 is the bigram model, order 2 the trigram model.
 *
 * @param added to each count: 0 gives the maximum of likelihood, 1 is Laplace's rule
 */
export function countModel(
  codes: Int32Array,
  size: number,
  order: number,
  added: number,
): CountModel {
  if (codes.length === 0) throw new ShapeError("countModel: the text is empty.");
  const contexts = power(size, order);
  const counts = new Float64Array(contexts * size).fill(added);
  each(codes, size, order, (context, next) => {
    counts[context * size + next]++;
  });
  const totals = new Float64Array(contexts);
  counts.forEach((n, i) => {
    totals[Math.floor(i / size)] += n;
  });
  return {
    order,
    logLikelihood(text) {
      let sum = 0;
      let characters = 0;
      each(text, size, order, (context, next) => {
        sum += log(counts[context * size + next] / totals[context]);
        characters++;
      });
      return { sum, characters };
    },
  };
}

/** sizeⁿ, for whole n. */
const power = (size: number, n: number): number =>
  Array.from({ length: n }).reduce<number>((product) => product * size, 1);

function each(
  codes: Int32Array,
  size: number,
  order: number,
  take: (context: number, next: number) => void,
): void {
  const contexts = power(size, order);
  let context = 0;
  codes.forEach((next) => {
    take(context, next);
    context = next === 0 ? 0 : (context * size + next) % contexts;
  });
}
