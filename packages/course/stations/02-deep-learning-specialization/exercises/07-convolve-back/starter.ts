interface Slopes {
  dX: number[][][];
  dKernels: number[][][][];
  dBias: number[];
}

/** The slopes of picture, kernels and biases, from those of what a convolution gave, `dOut[f][i][j]`. */
export function convolveBack(
  x: number[][][],
  kernels: number[][][][],
  dOut: number[][][],
  stride: number,
  padding: number,
): Slopes {
  throw new Error("Not written yet: convolveBack");
}
