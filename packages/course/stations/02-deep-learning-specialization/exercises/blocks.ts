/** The exercises take one picture, channel by channel; the lab takes all examples at once, channels last. From one form to the other. */
import type { Block } from "../labs/convolution-step-by-step.ts";
import type { Convolve, ConvolveBack, Kernels, Picture } from "./convolutions.ts";

const table = <T>(n: number, f: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => f(i));

/** Channel by channel: [channels][rows][columns] of one example. */
function pictureOf({ shape: [, rows, columns, channels], data }: Block, example: number): Picture {
  return table(channels, (c) =>
    table(rows, (i) =>
      table(columns, (j) => data[((example * rows + i) * columns + j) * channels + c]),
    ),
  );
}

/** [k, k, channels, kernels] → [kernels][channels][k][k] */
const kernelsOf = ({ shape: [k, , channels, kernels], data }: Block): Kernels =>
  table(kernels, (f) =>
    table(channels, (c) =>
      table(k, (a) => table(k, (b) => data[((a * k + b) * channels + c) * kernels + f])),
    ),
  );

/** Pictures of equal size, example by example. */
function blockOf(pictures: readonly Picture[]): Block {
  const [channels, rows, columns] = [
    pictures[0].length,
    pictures[0][0].length,
    pictures[0][0][0].length,
  ];
  const data = pictures.flatMap((x) =>
    table(rows, (i) => table(columns, (j) => table(channels, (c) => x[c][i][j]))).flat(2),
  );
  return { shape: [pictures.length, rows, columns, channels], data: Float64Array.from(data) };
}

const examplesOf = ({ shape: [m] }: Block): number[] => table(m, (i) => i);

/** `convForward` of the lab. */
export const convolveBlocks =
  (convolve: Convolve) =>
  (x: Block, W: Block, b: number[], stride: number, pad: number): Block =>
    blockOf(examplesOf(x).map((i) => convolve(pictureOf(x, i), kernelsOf(W), [...b], stride, pad)));

/** `convBackward` of the lab: the slopes of kernels and biases are summed over the examples. */
export const convolveBlocksBack =
  (back: ConvolveBack) => (dZ: Block, x: Block, W: Block, stride: number, pad: number) => {
    const all = examplesOf(x).map((i) =>
      back(pictureOf(x, i), kernelsOf(W), pictureOf(dZ, i), stride, pad),
    );
    const [k, , channels, kernels] = W.shape;
    const dW: Block = { shape: W.shape, data: new Float64Array(W.data.length) };
    const db = new Array<number>(kernels).fill(0);
    for (const { dKernels, dBias } of all)
      for (let f = 0; f < kernels; f++) {
        db[f] += dBias[f];
        for (let c = 0; c < channels; c++)
          for (let a = 0; a < k; a++)
            for (let b = 0; b < k; b++)
              dW.data[((a * k + b) * channels + c) * kernels + f] += dKernels[f][c][a][b];
      }
    return { dx: blockOf(all.map(({ dX }) => dX)), dW, db };
  };
