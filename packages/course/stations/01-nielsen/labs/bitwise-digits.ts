/** A fourth layer that turns ten output neurons into four bits, with weights chosen by hand. */

import { fixed } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { perceptron } from "./perceptron-nand.ts";

/** Bit k of digit d. */
const bit = (d: number, k: number): number => (d >> k) & 1;

/**
 * The layer: bit k listens to the digits that contain it, with weight +1, and to the others with −1.
 *
 * The old layer gives at least `on` for the right digit and less than `off` for each of the nine others. The weighted sum
 * is then at least on − 9·off for a bit that is set, and at most −on + 9·off for one that is not: bias 0 separates them
 * while on > 9·off.
 */
export function bits(activations: readonly number[]): number[] {
  return [3, 2, 1, 0].map((k) =>
    perceptron(
      activations.map((_, d) => (bit(d, k) === 1 ? 1 : -1)),
      0,
      activations,
    ),
  );
}

/** The hardest activations the book allows for digit d: as weak as can be for d, as strong as can be against each bit. */
function adversary(d: number, k: number, on: number, off: number): number[] {
  const against = 1 - bit(d, k);
  return Array.from({ length: 10 }, (_, j) => (j === d ? on : bit(j, k) === against ? off : 0));
}

export const bitwiseDigits = lab({
  id: "01/bitwise-digits",
  row: "N2",
  title: "Four neurons read ten: the binary form of a digit, by hand",
  question:
    "Ten output neurons, one per digit. Which weights of a further layer of four neurons give the digit in binary? How weak may the right neuron be before a bit flips?",
  source: "Nielsen, ch. 1, “A simple network to classify handwritten digits”, exercise",
  kind: "golden",
  knobs: {
    on: { default: 0.99, range: [0, 1], doc: "Activation of the neuron of the right digit." },
    off: {
      default: 0.01,
      range: [0, 1],
      doc: "Activation that each of the nine others stays below.",
    },
    patterns: {
      default: 200,
      range: [1, 10000],
      integer: true,
      doc: "Random activations per digit, besides the worst case.",
    },
  },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  parts: { bits },
  *run({ on, off, patterns }, random, _, own) {
    let wrong = 0;
    const margin = on - 9 * off;
    for (let d = 0; d < 10; d++) {
      const right = [3, 2, 1, 0].map((k) => bit(d, k)).join("");
      const tries = [3, 2, 1, 0].map((k) => adversary(d, k, on, off));
      for (let i = 0; i < patterns; i++) {
        tries.push(
          Array.from({ length: 10 }, (_, j) =>
            j === d ? random.uniform(on, 1) : random.uniform(0, off),
          ),
        );
      }
      wrong += tries.filter((a) => own.bits(a).join("") !== right).length;
      yield { progress: (d + 1) / 10, series: { digit: d, wrong }, text: `${d} → ${right}` };
    }
    return { wrong, decoded: 10 * (patterns + 4) - wrong, margin };
  },
  verdict(measured: readonly Measured[]) {
    const wrong = measured.reduce((sum, m) => sum + Number(m["wrong"]), 0);
    const decoded = measured.reduce((sum, m) => sum + Number(m["decoded"]), 0);
    return {
      published: "all 10 digits decode",
      measured: `${decoded} of ${decoded + wrong} activations decode`,
      exact: `all decode: the weighted sum is at least ${fixed(Number(measured[0]["margin"]))} from 0`,
      tolerance:
        "Equal: no activation that the exercise allows may decode wrongly, the worst case of every bit included.",
      pass: wrong === 0 && decoded > 0,
    };
  },
});
