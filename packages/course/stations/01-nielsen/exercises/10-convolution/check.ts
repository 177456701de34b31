/** Checks of convolution and pooling, forwards by hand and backwards by finite differences of sums that are known. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { firstConvNet } from "../../labs/convolution.ts";
import { readingWith } from "../digits.ts";
import { numbers } from "../nets.ts";
import * as reference from "./reference.ts";

type Picture = number[][];
interface Gradients {
  dImage: Picture;
  dKernel: Picture;
  dBias: number;
}
interface Solution {
  conv2d(image: Picture, kernel: Picture, bias: number): Picture;
  conv2dBackward(image: Picture, kernel: Picture, dOut: Picture): Gradients;
  maxPool2x2(image: Picture): Picture;
  maxPool2x2Backward(image: Picture, dOut: Picture): Picture;
}

const picture = (h: number, w: number, seed: number): Picture => {
  const random = rng(seed);
  return Array.from({ length: h }, () => numbers(w, random, -1, 1));
};

const IMAGE = picture(5, 6, 71);
const KERNEL = picture(2, 3, 72);
const WEIGHTS = picture(4, 4, 73); // the cost is Σ WEIGHTS · out, so ∂C/∂out = WEIGHTS

const dotted = (a: Picture, b: Picture) =>
  a.reduce((s, row, i) => s + row.reduce((t, x, j) => t + x * b[i][j], 0), 0);
const place = (p: Picture, i: number, j: number, d: number) =>
  p.map((row, r) => row.map((x, c) => (r === i && c === j ? x + d : x)));

/** ∂/∂p of a cost, by central differences; exact up to rounding where the cost is linear in p. */
const slopes = (cost: (p: Picture) => number, p: Picture): Picture =>
  p.map((row, i) => row.map((_, j) => cost(place(p, i, j, 0.5)) - cost(place(p, i, j, -0.5))));

const POOL = [
  [1, 2, -5, -3],
  [4, 3, -4, -6],
  [7, 7, 0, 0],
  [7, 0, 1, 2],
];
const flipped = (k: Picture): Picture => [...k].reverse().map((row) => [...row].reverse());
const transposed = (p: Picture): Picture => p[0].map((_, j) => p.map((row) => row[j]));

const pooled =
  (of: (block: number[]) => number): Solution["maxPool2x2"] =>
  (image) =>
    Array.from({ length: image.length / 2 }, (_, i) =>
      Array.from({ length: image[0].length / 2 }, (_, j) =>
        of([
          image[2 * i][2 * j],
          image[2 * i][2 * j + 1],
          image[2 * i + 1][2 * j],
          image[2 * i + 1][2 * j + 1],
        ]),
      ),
    );

/** dOut for every place of the block that is told to get a share. */
const unpooled =
  (share: (block: number[], place: number) => number): Solution["maxPool2x2Backward"] =>
  (image, dOut) =>
    image.map((row, r) =>
      row.map((_, c) => {
        const [i, j] = [Math.floor(r / 2), Math.floor(c / 2)];
        const block = [0, 1, 2, 3].map((k) => image[2 * i + (k >> 1)][2 * j + (k & 1)]);
        return dOut[i][j] * share(block, 2 * (r - 2 * i) + (c - 2 * j));
      }),
    );

export const convolution = exercise<Solution>({
  id: "01/convolution",
  folder: "01-nielsen/exercises/10-convolution",
  title: "Shared weights",
  source: "Nielsen, ch. 6, eq. 125",
  functions: ["conv2d", "conv2dBackward", "maxPool2x2", "maxPool2x2Backward"],
  reference,
  needs: ["mnist"],
  cases: [
    {
      name: "one place",
      given: "Image and kernel of 2 × 2, so there is one place: 1·5 + 2·6 + 3·7 + 4·8 + 0.5.",
      run: (f) => ({
        out: f.conv2d(
          [
            [1, 2],
            [3, 4],
          ],
          [
            [5, 6],
            [7, 8],
          ],
          0.5,
        ),
      }),
      expected: { out: [[70.5]] },
    },
    {
      name: "every place",
      given: "A 3 × 4 image, the kernel [[0, 1], [−1, 0]], bias 0.",
      run: (f) => ({
        out: f.conv2d(
          [
            [1, 2, 3, 4],
            [5, 6, 7, 8],
            [9, 10, 11, 13],
          ],
          [
            [0, 1],
            [-1, 0],
          ],
          0,
        ),
      }),
      expected: {
        out: [
          [-3, -3, -3],
          [-3, -3, -3],
        ],
      },
    },
    {
      name: "any size",
      given: "A random 5 × 6 image, a random 2 × 3 kernel, bias 0.1.",
      run: (f) => ({ out: f.conv2d(IMAGE, KERNEL, 0.1) }),
    },
    {
      name: "kernel gradient",
      given: "The cost Σ dOut · out of that image, against finite differences.",
      run: (f) => ({ dKernel: f.conv2dBackward(IMAGE, KERNEL, WEIGHTS).dKernel }),
      expected: { dKernel: slopes((k) => dotted(WEIGHTS, reference.conv2d(IMAGE, k, 0)), KERNEL) },
    },
    {
      name: "bias gradient",
      given: "The same cost.",
      run: (f) => ({ dBias: f.conv2dBackward(IMAGE, KERNEL, WEIGHTS).dBias }),
      expected: { dBias: WEIGHTS.flat().reduce((s, x) => s + x, 0) },
    },
    {
      name: "image gradient",
      given: "The same cost.",
      run: (f) => ({ dImage: f.conv2dBackward(IMAGE, KERNEL, WEIGHTS).dImage }),
      expected: { dImage: slopes((p) => dotted(WEIGHTS, reference.conv2d(p, KERNEL, 0)), IMAGE) },
    },
    {
      name: "one row",
      given: "A picture of one row, 1 2 4 8, the kernel 3 5, bias 0, and dOut 1, 10, 100.",
      run: (f) => ({
        out: f.conv2d([[1, 2, 4, 8]], [[3, 5]], 0),
        ...f.conv2dBackward([[1, 2, 4, 8]], [[3, 5]], [[1, 10, 100]]),
      }),
      expected: {
        out: [[13, 26, 52]],
        dImage: [[3, 35, 350, 500]],
        dKernel: [[421, 842]],
        dBias: 111,
      },
    },
    {
      name: "pooling",
      given: "The blocks 1 2 / 4 3, −5 −3 / −4 −6, 7 7 / 7 0, 0 0 / 1 2.",
      run: (f) => ({ out: f.maxPool2x2(POOL) }),
      expected: {
        out: [
          [4, -3],
          [7, 2],
        ],
      },
    },
    {
      name: "pooling, wide",
      given: "A random picture of 6 × 8.",
      run: (f) => ({ out: f.maxPool2x2(picture(6, 8, 74)) }),
    },
    {
      name: "pooling backwards",
      given: "The same blocks with dOut 10, 20 / 30, 40; of the three sevens the first gets it.",
      run: (f) => ({
        dImage: f.maxPool2x2Backward(POOL, [
          [10, 20],
          [30, 40],
        ]),
      }),
      expected: {
        dImage: [
          [0, 0, 0, 20],
          [10, 0, 0, 0],
          [30, 0, 0, 0],
          [0, 0, 0, 40],
        ],
      },
    },
    {
      name: "one row of blocks",
      given: "The blocks 1 2 / 4 3 and −5 −3 / −4 −6 alone, with dOut 10, 20.",
      run: (f) => ({ dImage: f.maxPool2x2Backward(POOL.slice(0, 2), [[10, 20]]) }),
      expected: {
        dImage: [
          [0, 0, 0, 20],
          [10, 0, 0, 0],
        ],
      },
    },
    {
      name: "an edge with yours",
      given:
        "Gradient descent on a 3 × 3 kernel (200 steps) until it finds vertical edges as [[1, 0, −1] …] does.",
      swap: true,
      run: (f) => {
        const image = picture(8, 8, 75);
        const target = reference.conv2d(
          image,
          [
            [1, 0, -1],
            [1, 0, -1],
            [1, 0, -1],
          ],
          0,
        );
        let kernel: Picture = [
          [0, 0, 0],
          [0, 0, 0],
          [0, 0, 0],
        ];
        for (let step = 0; step < 200; step++) {
          const out = f.conv2d(image, kernel, 0);
          const dOut = out.map((row, i) => row.map((x, j) => x - target[i][j]));
          const { dKernel } = f.conv2dBackward(image, kernel, dOut);
          kernel = kernel.map((row, l) => row.map((k, m) => k - 0.05 * dKernel[l][m]));
        }
        return { kernel };
      },
      expected: {
        kernel: [
          [1, 0, -1],
          [1, 0, -1],
          [1, 0, -1],
        ],
      },
      tolerance: 1e-3,
    },
    {
      name: "the lab with yours",
      given:
        "The lab 01/first-conv-net, one seed: its twenty filters are trained by the engine, and then your convolution and your pooling read 250 test digits (where the lab reads 2000, which would take you a minute); the lab's own verdict.",
      swap: true,
      run: (f, data) =>
        labVerdict(
          firstConvNet,
          { lastReading: readingWith(f.conv2d, f.maxPool2x2) },
          { seeds: [1], settings: { tested: 250 } },
          data,
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "kernel turned round",
      explanation:
        "Mathematicians' convolution turns the kernel; here out[i][j] takes kernel[l][m] · image[i + l][j + m].",
      wrong: { conv2d: (image, kernel, bias) => reference.conv2d(image, flipped(kernel), bias) },
    },
    {
      name: "bias left out",
      explanation: "The bias is added once at every place.",
      wrong: { conv2d: (image, kernel) => reference.conv2d(image, kernel, 0) },
    },
    {
      name: "last row and column left out",
      explanation: "There are H − h + 1 places, the last one included: i ≤ H − h.",
      wrong: {
        conv2d: (image, kernel, bias) =>
          reference
            .conv2d(image, kernel, bias)
            .slice(0, -1)
            .map((row) => row.slice(0, -1)),
      },
    },
    {
      name: "rows and columns exchanged",
      explanation: "image[i + l][j + m]: l belongs to the rows, m to the columns.",
      wrong: { conv2d: (image, kernel, bias) => reference.conv2d(image, transposed(kernel), bias) },
    },
    {
      name: "bias gradient averaged",
      explanation: "dBias is the sum of dOut, not its mean.",
      wrong: {
        conv2dBackward: (image, kernel, dOut) => {
          const g = reference.conv2dBackward(image, kernel, dOut);
          return { ...g, dBias: g.dBias / dOut.flat().length };
        },
      },
    },
    {
      name: "image gradient with the kernel turned round",
      explanation:
        "With the loops of the forward pass no turning is needed: dImage[i + l][j + m] += kernel[l][m] · dOut[i][j].",
      wrong: {
        conv2dBackward: (image, kernel, dOut) => ({
          ...reference.conv2dBackward(image, kernel, dOut),
          dImage: reference.conv2dBackward(image, flipped(kernel), dOut).dImage,
        }),
      },
    },
    {
      name: "mean pooling",
      explanation: "The largest of the four, not their mean.",
      wrong: { maxPool2x2: pooled((block) => block.reduce((s, x) => s + x, 0) / 4) },
    },
    {
      name: "maximum sought from 0",
      explanation: "A maximum that starts at 0 hides blocks that are negative.",
      wrong: { maxPool2x2: pooled((block) => Math.max(0, ...block)) },
    },
    {
      name: "gradient to all equals",
      explanation: "Of equally large entries only the first gets the gradient.",
      wrong: {
        maxPool2x2Backward: unpooled((block, k) => (block[k] === Math.max(...block) ? 1 : 0)),
      },
    },
    {
      name: "gradient spread over the block",
      explanation: "Only the largest entry had an influence; the others get 0.",
      wrong: { maxPool2x2Backward: unpooled(() => 0.25) },
    },
  ],
});
