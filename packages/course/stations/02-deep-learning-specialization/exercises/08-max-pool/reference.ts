/** The largest of each block of size × size, and where it stood, as row · width + column: the first if there are several. */
export function maxPool(
  x: number[][],
  size: number,
  stride: number,
): { out: number[][]; at: number[][] } {
  const width = x[0].length;
  const places = (n: number): number[] =>
    Array.from({ length: Math.floor((n - size) / stride) + 1 }, (_, i) => i * stride);
  const at = places(x.length).map((top) =>
    places(width).map((left) => {
      let best = top * width + left;
      for (let i = top; i < top + size; i++)
        for (let j = left; j < left + size; j++)
          if (x[i][j] > x[Math.floor(best / width)][best % width]) best = i * width + j;
      return best;
    }),
  );
  const flat = x.flat();
  return { out: at.map((row) => row.map((k) => flat[k])), at };
}

/** The slopes of the picture: each goes to the pixel that won. */
export function maxPoolBack(
  dOut: number[][],
  at: number[][],
  height: number,
  width: number,
): number[][] {
  const dX = Array.from({ length: height }, () => new Array<number>(width).fill(0));
  dOut.forEach((row, i) => {
    row.forEach((d, j) => {
      dX[Math.floor(at[i][j] / width)][at[i][j] % width] += d;
    });
  });
  return dX;
}
