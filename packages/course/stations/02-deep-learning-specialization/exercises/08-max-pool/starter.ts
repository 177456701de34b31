/** The largest of each block of size × size, and where it stood, as row · width + column: the first if there are several. */
export function maxPool(
  x: number[][],
  size: number,
  stride: number,
): { out: number[][]; at: number[][] } {
  throw new Error("Not written yet: maxPool");
}

/** The slopes of the picture: each goes to the pixel that won. */
export function maxPoolBack(
  dOut: number[][],
  at: number[][],
  height: number,
  width: number,
): number[][] {
  throw new Error("Not written yet: maxPoolBack");
}
