/** How many places a kernel has along one side. */
export function outputSize(size: number, kernel: number, stride: number, padding: number): number {
  return Math.floor((size + 2 * padding - kernel) / stride) + 1;
}

/** x [channels][height][width], kernels [filters][channels][k][k] → [filters][rows][columns]. */
export function convolve(
  x: number[][][],
  kernels: number[][][][],
  bias: number[],
  stride: number,
  padding: number,
): number[][][] {
  const k = kernels[0][0].length;
  const rows = outputSize(x[0].length, k, stride, padding);
  const columns = outputSize(x[0][0].length, k, stride, padding);
  const at = (c: number, i: number, j: number): number => x[c][i]?.[j] ?? 0;
  return kernels.map((kernel, f) =>
    Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_2, j) => {
        let sum = bias[f];
        kernel.forEach((plane, c) => {
          plane.forEach((row, a) => {
            row.forEach((w, b) => {
              sum += w * at(c, i * stride + a - padding, j * stride + b - padding);
            });
          });
        });
        return sum;
      }),
    ),
  );
}
