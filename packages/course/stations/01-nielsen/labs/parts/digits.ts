/** Pictures of digits on their way into a network. */
import type { Rng } from "gradus/core";
import { type Digits, NIELSEN_SCALE, PIXELS, part } from "gradus/data";

/** The first n of them, or all there are; the bytes are shared. */
export const first = (digits: Digits, n: number): Digits =>
  part(digits, 0, Math.min(n, digits.count));

/** Every n-th of them: a sample that is spread over the whole set. */
export function everyNth({ images, labels, count }: Digits, n: number): Digits {
  const chosen = Array.from({ length: Math.floor(count / n) }, (_, k) => n * k);
  const sample = new Uint8Array(PIXELS * chosen.length);
  chosen.forEach((i, k) => {
    sample.set(images.subarray(PIXELS * i, PIXELS * (i + 1)), PIXELS * k);
  });
  return {
    images: sample,
    labels: Uint8Array.from(chosen, (i) => labels[i]),
    count: chosen.length,
  };
}

// value/256, as in the book's files, not /255
const PIXEL = Float32Array.from({ length: 256 }, (_, byte) => byte * NIELSEN_SCALE);

/** Copies the chosen pictures into x, shape [n, 784], and their labels as one-hot rows into y, shape [n, 10]. */
export function gather(
  digits: Digits,
  chosen: ArrayLike<number>,
  x: Float32Array,
  y?: Float32Array,
): void {
  y?.fill(0);
  for (let k = 0; k < chosen.length; k++) {
    const from = 784 * chosen[k];
    const to = 784 * k;
    for (let p = 0; p < 784; p++) x[to + p] = PIXEL[digits.images[from + p]];
    if (y) y[10 * k + digits.labels[chosen[k]]] = 1;
  }
}

/**
 * Mini-batches of one epoch, in a fresh random order. An incomplete last one is left out; the sizes of the book divide.
 */
export function* miniBatches(count: number, size: number, random: Rng): Generator<Int32Array> {
  const order = random.permutation(count);
  for (let k = 0; k + size <= count; k += size) yield order.subarray(k, k + size);
}
