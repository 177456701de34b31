/** Sequences of symbols to be copied, reversed or sorted: what attention and memory are tried on. */
import { ValueError } from "../core/errors.ts";
import type { Rng } from "../core/random.ts";

/** What is made of a sequence. */
export const sequenceTasks = {
  copy: (symbols: Int32Array) => symbols.slice(),
  reverse: (symbols: Int32Array) => symbols.slice().reverse(),
  sort: (symbols: Int32Array) => symbols.slice().sort(),
} as const satisfies Record<string, (symbols: Int32Array) => Int32Array>;

export type SequenceTask = keyof typeof sequenceTasks;

export interface SequencePairs {
  /** [count, length], symbols 0 … symbols − 1. */
  readonly sources: Int32Array;
  /** [count, length] */
  readonly targets: Int32Array;
  readonly count: number;
  readonly length: number;
  readonly symbols: number;
}

/** @throws ValueError unless count, length and symbols are whole numbers ≥ 1 */
export function sequencePairs(
  task: SequenceTask,
  { count, length, symbols }: { count: number; length: number; symbols: number },
  random: Rng,
): SequencePairs {
  for (const [name, value] of Object.entries({ count, length, symbols })) {
    if (!Number.isInteger(value) || value < 1)
      throw new ValueError(`${task}: ${name} is ${value}; it must be a whole number ≥ 1.`);
  }
  const sources = random.fillIntegers(new Int32Array(count * length), symbols);
  const targets = new Int32Array(count * length);
  for (let at = 0; at < sources.length; at += length)
    targets.set(sequenceTasks[task](sources.subarray(at, at + length)), at);
  return { sources, targets, count, length, symbols };
}
