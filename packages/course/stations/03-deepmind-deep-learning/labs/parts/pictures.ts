/** Pictures of digits as rows of numbers in 0 … 1: some of them, and smaller ones. */
import { type Digits, PIXELS, part } from "gradus/data";
import type { NumberMap } from "../../../../src/lab.ts";

/** The first `count` pictures of 28 × 28, ink in 0 … 1, row by row. */
export function inkOf(digits: Digits, count: number): Float32Array {
  return Float32Array.from(part(digits, 0, count).images, (byte) => byte / 255);
}

/** Pictures of 14 × 14: each number is the mean of four. */
export function halved(ink: Float32Array): Float32Array {
  const small = new Float32Array(ink.length / 4);
  for (let i = 0; i < small.length; i++) {
    const [picture, row, column] = [Math.floor(i / 196), Math.floor((i % 196) / 14), i % 14];
    const at = picture * PIXELS + 56 * row + 2 * column;
    small[i] = (ink[at] + ink[at + 1] + ink[at + 28] + ink[at + 29]) / 4;
  }
  return small;
}

/** Pictures [count, side, side] side by side, as one. */
export function strip(
  title: string,
  pictures: ArrayLike<number>,
  side: number,
  group?: string,
): NumberMap {
  const count = pictures.length / (side * side);
  const values = new Float32Array(pictures.length);
  for (let p = 0; p < count; p++)
    for (let row = 0; row < side; row++)
      for (let column = 0; column < side; column++)
        values[(row * count + p) * side + column] = pictures[(p * side + row) * side + column];
  const named = group === undefined ? {} : { group };
  return { title, ...named, width: count * side, height: side, values };
}
