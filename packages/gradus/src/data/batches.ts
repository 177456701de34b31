/** Mini-batches: orders of examples, and the rows that an order names copied side by side. */
import { ShapeError, ValueError } from "../core/errors.ts";
import type { Rng } from "../core/random.ts";

/**
 * One pass over n examples in a random order, `size` at a time; the last batch may be smaller.
 * Nothing is allocated per batch but a view: each batch is a window of one permutation, valid after
 * the next as well.
 *
 * @throws ValueError unless n ≥ 1 and size ≥ 1 are whole numbers
 */
export function* batches(
  n: number,
  size: number,
  random: Rng,
): Generator<Int32Array, void, undefined> {
  const isCount = (value: number) => Number.isInteger(value) && value >= 1;
  if (!isCount(n)) throw new ValueError(`batches: n is ${n}; an epoch needs at least one example.`);
  if (!isCount(size))
    throw new ValueError(`batches: the batch size is ${size}; it must be a whole number ≥ 1.`);
  const order = random.permutation(n);
  for (let start = 0; start < n; start += size)
    yield order.subarray(start, Math.min(start + size, n));
}

/**
 * Copies the rows that `indices` names, each of `width` values, times `scale`, to the front of
 * `out`.
 *
 * @returns out
 * @throws ShapeError if an index is outside the source or out is too small
 */
export function gatherRows<Out extends Float32Array | Float64Array | Int32Array | Uint8Array>(
  source: ArrayLike<number>,
  indices: ArrayLike<number>,
  width: number,
  out: Out,
  scale = 1,
): Out {
  const rows = Math.floor(source.length / width);
  if (out.length < indices.length * width) {
    throw new ShapeError(
      `gatherRows: ${indices.length} rows of ${width} need ${indices.length * width} places; out has ${out.length}.`,
    );
  }
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i]!;
    if (!(row >= 0 && row < rows)) {
      throw new ShapeError(`gatherRows: row ${row} is not one of 0 … ${rows - 1}.`);
    }
  }
  if (source instanceof Uint8Array && out instanceof Float32Array) {
    gatherBytes(source, indices, width, out, scale);
  } else if (source instanceof Float32Array && out instanceof Float32Array && scale === 1) {
    gatherFloats(source, indices, width, out);
  } else {
    gatherAny(source, indices, width, out, scale);
  }
  return out;
}

/** The way of all pictures; alone in a function, so that the compiler sees one type of array. */
function gatherBytes(
  source: Uint8Array,
  indices: ArrayLike<number>,
  width: number,
  out: Float32Array,
  scale: number,
): void {
  for (let i = 0, to = 0; i < indices.length; i++) {
    let from = indices[i]! * width;
    const end = to + width;
    while (to < end) out[to++] = source[from++]! * scale;
  }
}

function gatherFloats(
  source: Float32Array,
  indices: ArrayLike<number>,
  width: number,
  out: Float32Array,
): void {
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * width;
    out.set(source.subarray(from, from + width), i * width);
  }
}

function gatherAny(
  source: ArrayLike<number>,
  indices: ArrayLike<number>,
  width: number,
  out: { [i: number]: number },
  scale: number,
): void {
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * width;
    for (let j = 0; j < width; j++) out[i * width + j] = source[from + j]! * scale;
  }
}

/**
 * Whole numbers as rows with a single 1: label k of K becomes e_k. Shape [labels, K], into `out`.
 */
export function oneHotRows(
  labels: ArrayLike<number>,
  classes: number,
  out: Float32Array,
): Float32Array {
  if (out.length < labels.length * classes) {
    throw new ShapeError(
      `oneHotRows: ${labels.length} × ${classes} values need more places than out has, ${out.length}.`,
    );
  }
  out.fill(0, 0, labels.length * classes);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!(label >= 0 && label < classes))
      throw new ShapeError(`oneHotRows: label ${label} is not one of 0 … ${classes - 1}.`);
    out[i * classes + label] = 1;
  }
  return out;
}
