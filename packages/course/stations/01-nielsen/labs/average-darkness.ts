/** The baseline of chapter 1: guess a digit from how dark its picture is, and from nothing else. */

import { list } from "../../../src/format.ts";
import type { Digits, NumberMap } from "../../../src/lab.ts";
import { lab, type Measured } from "../../../src/lab.ts";

/** How much ink a picture holds: the sum of its pixels, each between 0 and 255/256, as in the book's files. */
export function darkness({ images }: Digits, index: number): number {
  let sum = 0;
  for (let p = 784 * index; p < 784 * (index + 1); p++) sum += images[p];
  return sum / 256;
}

/** The average darkness of each digit. */
export function averages(digits: Digits): number[] {
  const sums = new Array<number>(10).fill(0);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < digits.count; i++) {
    sums[digits.labels[i]] += darkness(digits, i);
    counts[digits.labels[i]]++;
  }
  return sums.map((sum, d) => sum / counts[d]);
}

/** The average picture of each digit. */
function faces({ images, labels, count }: Digits): NumberMap[] {
  return Array.from({ length: 10 }, (_, d) => {
    const values = new Float32Array(784);
    for (let i = 0; i < count; i++) {
      if (labels[i] === d) for (let p = 0; p < 784; p++) values[p] += images[784 * i + p];
    }
    return { group: "The average of each digit", title: String(d), width: 28, height: 28, values };
  });
}

/** The digit whose average is nearest; of two equally near ones the smaller. */
export function guess(dark: number, means: readonly number[]): number {
  return means.reduce(
    (best, m, d) => (Math.abs(m - dark) < Math.abs(means[best] - dark) ? d : best),
    0,
  );
}

const CORRECT = 2225;
const CLASS_MEANS = [135.87, 59.66, 116.29, 110.87, 95.22, 100.35, 107.38, 89.88, 117.88, 96.05];

export const averageDarkness = lab({
  id: "01/average-darkness",
  row: "N4",
  title: "Guessing digits from their darkness alone",
  question:
    "How well can one do without learning anything but ten numbers? An 8 holds more ink than a 1. A support vector machine with default settings gets 9435 of the 10 000 test digits (the book's figure, row N5): between these two baselines a network has to find its place.",
  source: "Nielsen, ch. 1, “Implementing our network to classify digits”",
  kind: "golden",
  knobs: {},
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  needs: ["mnist"],
  chart: {
    x: { key: "pictures", label: "test digits asked about", range: [0, 10_000] },
    y: { key: "correct", label: "read so far, %; 10 is chance", range: [0, 40] },
    reference: { label: "book 22.25", y: 22.25 },
    hasMaps: true,
  },
  *run(_config, _random, data) {
    const { train, test } = data.mnist();
    const means = averages(train);
    yield {
      progress: 0.8,
      text: `average darkness of 0 … 9: ${list(means)}`,
      live: {
        get maps() {
          return faces(train);
        },
      },
    };
    let correct = 0;
    for (let i = 0; i < test.count; i++) {
      if (guess(darkness(test, i), means) === test.labels[i]) correct++;
      const pictures = i + 1;
      if (pictures % 200 === 0) {
        const series = { pictures, correct: (100 * correct) / pictures };
        yield { progress: 0.8 + (0.2 * pictures) / test.count, series };
      }
    }
    return { correct, means };
  },
  verdict(measured: readonly Measured[]) {
    const [{ correct, means }] = measured as unknown as [{ correct: number; means: number[] }];
    const near = (m: number, d: number) => Math.abs(m - CLASS_MEANS[d]) <= 0.005 + 1e-9;
    return {
      published: `${CORRECT} of 10 000`,
      measured: `${correct} of 10 000`,
      exact: `${CORRECT}; average darkness of 0 … 9: ${list(CLASS_MEANS)}`,
      tolerance: "Equal, and the ten averages to the two decimals they are known to.",
      pass: correct === CORRECT && means.length === 10 && means.every(near),
      note: "The book's pixels are bytes divided by 256, not 255; the scale cancels in the guess but not in the averages.",
    };
  },
});
