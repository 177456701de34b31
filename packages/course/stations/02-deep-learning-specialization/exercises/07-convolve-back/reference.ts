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
  const dX = x.map((channel) => channel.map((row) => row.map(() => 0)));
  const dKernels = kernels.map((kernel) => kernel.map((p) => p.map((row) => row.map(() => 0))));
  const dBias = dOut.map((p) => p.flat().reduce((sum, d) => sum + d, 0));
  const spread = (f: number, i: number, j: number, d: number): void => {
    kernels[f].forEach((plane, c) => {
      plane.forEach((row, a) => {
        row.forEach((w, b) => {
          const [y, z] = [i * stride + a - padding, j * stride + b - padding];
          if (x[c][y]?.[z] === undefined) return;
          dX[c][y][z] += d * w;
          dKernels[f][c][a][b] += d * x[c][y][z];
        });
      });
    });
  };
  dOut.forEach((p, f) => {
    p.forEach((row, i) => {
      row.forEach((d, j) => {
        spread(f, i, j, d);
      });
    });
  });
  return { dX, dKernels, dBias };
}
