/** Pictures of digits on their way into a network. */
import type { Rng } from "gradus/core";
import type { Digits } from "../../../../src/lab.ts";

/** The first n of them, sharing the bytes. */
export function first({ images, labels, count }: Digits, n: number): Digits {
  const kept = Math.min(n, count);
  return { images: images.subarray(0, 784 * kept), labels: labels.subarray(0, kept), count: kept };
}

// value/256, as in the book's files, not /255
const PIXEL = Float32Array.from({ length: 256 }, (_, byte) => byte / 256);

/** Copies the chosen pictures into x, shape [n, 784], and their labels as one-hot rows into y, shape [n, 10]. */
export function gather(digits: Digits, chosen: ArrayLike<number>, x: Float32Array, y?: Float32Array): void {
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

const SHIFTS = [[0, 0], [0, 1], [0, -1], [1, 0], [-1, 0]] as const;

/** Each picture and its four shifts by one pixel, with paper moving in: five times the data (Nielsen's expand_mnist.py). */
export function expanded({ images, labels, count }: Digits): Digits {
  const more = new Uint8Array(5 * images.length);
  for (const [s, [dx, dy]] of SHIFTS.entries()) {
    for (let i = 0; i < count; i++) shiftInto(images, 784 * i, more, 784 * (s * count + i), dx, dy);
  }
  const again = new Uint8Array(5 * count);
  for (let s = 0; s < 5; s++) again.set(labels, s * count);
  return { images: more, labels: again, count: 5 * count };
}

function shiftInto(from: Uint8Array, start: number, to: Uint8Array, target: number, dx: number, dy: number): void {
  for (let row = Math.max(dy, 0); row < 28 + Math.min(dy, 0); row++) {
    const source = start + 28 * (row - dy) + Math.max(-dx, 0);
    to.set(from.subarray(source, source + 28 - Math.abs(dx)), target + 28 * row + Math.max(dx, 0));
  }
}
