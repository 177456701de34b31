/** Convolution by a padded copy and its slopes by finite differences, pictures, and two searches, for the checks of convolution. */
import { type Rng, rng } from "gradus/core";
import { shapedLike } from "./numeric.ts";

export type Picture = number[][][];
export type Kernels = number[][][][];
export type Convolve = (
  x: Picture,
  kernels: Kernels,
  bias: number[],
  stride: number,
  padding: number,
) => Picture;
export interface Slopes {
  dX: Picture;
  dKernels: Kernels;
  dBias: number[];
}
export type ConvolveBack = (
  x: Picture,
  kernels: Kernels,
  dOut: Picture,
  stride: number,
  padding: number,
) => Slopes;

export const plane = (rows: number, columns: number, random: Rng): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));
export const picture = (c: number, rows: number, columns: number, random: Rng): Picture =>
  Array.from({ length: c }, () => plane(rows, columns, random));

/** The picture with a border of zeros. */
const padded = (x: Picture, p: number): Picture =>
  x.map((channel) => {
    const width = channel[0].length + 2 * p;
    const empty = Array.from({ length: p }, () => new Array<number>(width).fill(0));
    const sides = new Array<number>(p).fill(0);
    return [...empty, ...channel.map((row) => [...sides, ...row, ...sides]), ...empty];
  });

/** The definition: every block of the padded picture, times the kernel. */
export const convolved: Convolve = (x, kernels, bias, stride, padding) => {
  const big = padded(x, padding);
  const k = kernels[0][0].length;
  const starts = (n: number): number[] =>
    Array.from({ length: n }, (_, i) => i).filter((i) => i % stride === 0 && i + k <= n);
  return kernels.map((kernel, f) =>
    starts(big[0].length).map((i) =>
      starts(big[0][0].length).map((j) =>
        big
          .flatMap((channel, c) =>
            channel
              .slice(i, i + k)
              .flatMap((row, a) => row.slice(j, j + k).map((v, b) => v * kernel[c][a][b])),
          )
          .reduce((sum, v) => sum + v, bias[f]),
      ),
    ),
  );
};

/** Σ of two pictures' products. */
export const inner = (a: Picture, b: Picture): number =>
  a.flat(2).reduce((sum, v, i) => sum + v * b.flat(2)[i], 0);

const less = <T extends Picture | Kernels | number[]>(x: T, d: T, rate: number): T => {
  const [from, by] = [(x as Picture).flat(9) as unknown as number[], (d as Picture).flat(9)];
  return shapedLike(
    x as never,
    from.map((v, i) => v - rate * (by[i] as unknown as number)),
  ) as T;
};

/**
 * Finds two kernels and their biases from what they make of six pictures, by descent on the mean square: from nothing to the
 * kernels themselves, since the cost is a bowl.
 */
export function kernelsFound(convolve: Convolve, back: ConvolveBack): Output {
  const random = rng(41);
  const pictures = Array.from({ length: 6 }, () => picture(1, 6, 5, random));
  const truth: Kernels = [[plane(3, 3, random)], [plane(3, 3, random)]];
  const wanted = pictures.map((x) => convolved(x, truth, [0.5, -1], 1, 1));
  let kernels: Kernels = truth.map(([k]) => [k.map((row) => row.map(() => 0))]);
  let bias = [0, 0];
  for (let step = 0; step < 150; step++) {
    pictures.forEach((x, n) => {
      const out = convolve(x, kernels, bias, 1, 1);
      const error = out.map((p, f) => p.map((row, i) => row.map((v, j) => v - wanted[n][f][i][j])));
      const { dKernels, dBias } = back(x, kernels, error, 1, 1);
      kernels = less(kernels, dKernels, 0.02);
      bias = less(bias, dBias, 0.02);
    });
  }
  return { kernels: kernels.map(([k], f) => distance(k.flat(), truth[f][0].flat())), bias };
}

/** Finds a picture from what one kernel, mostly its middle, makes of it. */
export function pictureFound(convolve: Convolve, back: ConvolveBack): number {
  const random = rng(42);
  const truth = picture(1, 5, 6, random);
  const kernels: Kernels = [[plane(3, 3, random).map((row) => row.map((v) => 0.1 * v))]];
  kernels[0][0][1][1] = 1;
  const wanted = convolved(truth, kernels, [0], 1, 1);
  let x = truth.map((p) => p.map((row) => row.map(() => 0)));
  for (let step = 0; step < 150; step++) {
    const out = convolve(x, kernels, [0], 1, 1);
    const error = out.map((p, f) => p.map((row, i) => row.map((v, j) => v - wanted[f][i][j])));
    x = less(x, back(x, kernels, error, 1, 1).dX, 0.4);
  }
  return distance(x.flat(2), truth.flat(2));
}

interface Output {
  readonly [name: string]: number[];
}

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.sqrt(a.reduce((sum, v, i) => sum + (v - b[i]) ** 2, 0));
