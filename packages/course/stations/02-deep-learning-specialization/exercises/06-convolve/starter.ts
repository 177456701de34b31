/** How many places a kernel has along one side. */
export function outputSize(size: number, kernel: number, stride: number, padding: number): number {
  throw new Error("Not written yet: outputSize");
}

/** x [channels][height][width], kernels [filters][channels][k][k] → [filters][rows][columns]. */
export function convolve(
  x: number[][][],
  kernels: number[][][][],
  bias: number[],
  stride: number,
  padding: number,
): number[][][] {
  throw new Error("Not written yet: convolve");
}
