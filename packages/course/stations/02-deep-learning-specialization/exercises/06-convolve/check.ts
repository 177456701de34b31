/** Checks of convolution: sizes, a kernel by hand, border, stride, channels, random ones, kernels that are found again. */
import { rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { convolutionStepByStep } from "../../labs/convolution-step-by-step.ts";
import { convolveBack } from "../07-convolve-back/reference.ts";
import { convolveBlocks } from "../blocks.ts";
import { type Convolve, convolved, kernelsFound, picture } from "../convolutions.ts";
import * as reference from "./reference.ts";

type Size = (size: number, kernel: number, stride: number, padding: number) => number;
interface Solution {
  outputSize: Size;
  convolve: Convolve;
}

interface Slip {
  readonly turned?: boolean;
  readonly noBias?: boolean;
  readonly lastChannel?: boolean;
  readonly ignoresStride?: boolean;
  readonly ignoresPadding?: boolean;
}

const slipped =
  (slip: Slip): Convolve =>
  (x, kernels, bias, stride, padding) => {
    const k = slip.turned
      ? kernels.map((f) => f.map((plane) => plane.map((row) => [...row].reverse()).reverse()))
      : kernels;
    const last = x.length - 1;
    const seen = slip.lastChannel ? [x[last]] : x;
    const out = convolved(
      seen,
      slip.lastChannel ? k.map((f) => [f[last]]) : k,
      slip.noBias ? bias.map(() => 0) : bias,
      slip.ignoresStride ? 1 : stride,
      slip.ignoresPadding ? 0 : padding,
    );
    return out;
  };

const EDGE = [
  [1, 0, -1],
  [1, 0, -1],
  [1, 0, -1],
];
/** Bright on the left, dark on the right. */
const STEP = Array.from({ length: 6 }, () => [10, 10, 10, 0, 0, 0]);
const COUNT = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
];

const stream = rng(106);
const draws = [
  { channels: 1, filters: 2, h: 5, w: 4, k: 3, stride: 1, padding: 1 },
  { channels: 3, filters: 2, h: 6, w: 7, k: 3, stride: 2, padding: 1 },
  { channels: 2, filters: 3, h: 7, w: 5, k: 2, stride: 3, padding: 0 },
  { channels: 2, filters: 1, h: 4, w: 6, k: 4, stride: 2, padding: 2 },
].map(({ channels, filters, h, w, k, stride, padding }) => ({
  x: picture(channels, h, w, stream),
  kernels: Array.from({ length: filters }, () => picture(channels, k, k, stream)),
  bias: Array.from({ length: filters }, () => stream.normal()),
  stride,
  padding,
}));
const all = (f: Convolve) =>
  draws.map(({ x, kernels, bias, stride, padding }) => f(x, kernels, bias, stride, padding));

const SIZES = [
  [28, 5, 1, 0],
  [6, 3, 1, 1],
  [7, 3, 2, 0],
  [8, 3, 2, 0],
  [224, 7, 2, 3],
  [5, 5, 3, 0],
] as const;

export const convolveExercise = exercise<Solution>({
  id: "02/convolve",
  folder: "02-deep-learning-specialization/exercises/06-convolve",
  title: "Convolution, with stride and border",
  source: "A. Ng, Convolutional Neural Networks, week 1; arXiv:1603.07285",
  functions: ["outputSize", "convolve"],
  reference,
  cases: [
    {
      name: "sizes",
      given:
        "28 with a kernel of 5; 6 with 3 and a border of 1; 7 and 8 with 3 and stride 2; 224 with 7, stride 2, border 3; 5 with 5 and stride 3.",
      run: (f) => SIZES.map(([n, k, s, p]) => f.outputSize(n, k, s, p)),
      expected: [24, 6, 3, 3, 112, 1],
    },
    {
      name: "an edge",
      given: "6 × 6 pixels, bright on the left, and the kernel of vertical edges.",
      run: (f) => f.convolve([STEP], [[EDGE]], [0], 1, 0),
      expected: [Array.from({ length: 4 }, () => [0, 30, 30, 0])],
    },
    {
      name: "one pixel of a kernel",
      given: "The numbers 1 … 9 and a kernel of 2 × 2 with 1 at the top right; bias 100.",
      run: (f) =>
        f.convolve(
          [COUNT],
          [
            [
              [
                [0, 1],
                [0, 0],
              ],
            ],
          ],
          [100],
          1,
          0,
        ),
      expected: [
        [
          [102, 103],
          [105, 106],
        ],
      ],
    },
    {
      name: "a border and a stride",
      given: "1 … 9, a kernel of 3 × 3 ones, border 1, stride 2: the four corners.",
      run: (f) => f.convolve([COUNT], [[COUNT.map((row) => row.map(() => 1))]], [0], 2, 1),
      expected: [
        [
          [12, 16],
          [24, 28],
        ],
      ],
    },
    {
      name: "channels and filters",
      given: "Two channels of one row, kernels of one pixel: 1 and 10; then −1 and 0, bias 5.",
      run: (f) =>
        f.convolve(
          [[[1, 2, 3]], [[4, 5, 6]]],
          [
            [[[1]], [[10]]],
            [[[-1]], [[0]]],
          ],
          [0, 5],
          1,
          0,
        ),
      expected: [[[41, 52, 63]], [[4, 3, 2]]],
    },
    {
      name: "random ones",
      given: "Four pictures, not square, with strides of 1 to 3 and borders of 0 to 2.",
      run: (f) => all(f.convolve),
      expected: all(convolved),
    },
    {
      name: "kernels found again",
      given:
        "Two kernels and their biases, ½ and −1, learned from what they make of six pictures, 150 passes: how far each ends from the truth.",
      swap: true,
      run: (f) => kernelsFound(f.convolve, convolveBack),
      expected: { kernels: [between(0, 1e-6), between(0, 1e-6)], bias: [0.5, -1] },
      tolerance: 1e-6,
    },
    {
      name: "in the lab",
      given: "02/convolution-step-by-step with your way forwards: its verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          convolutionStepByStep,
          { convForward: convolveBlocks(f.convolve) },
          { seeds: [1] },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the last place left out",
      explanation: "The kernel can begin at 0 as well: add 1 to the quotient.",
      wrong: { outputSize: (n, k, s, p) => Math.floor((n + 2 * p - k) / s) },
    },
    {
      name: "a border on one side",
      explanation: "The border is on both sides: twice the padding.",
      wrong: { outputSize: (n, k, s, p) => Math.floor((n + p - k) / s) + 1 },
    },
    {
      name: "rounded up",
      explanation: "A place that does not fit wholly inside does not count: round down.",
      wrong: { outputSize: (n, k, s, p) => Math.ceil((n + 2 * p - k) / s) + 1 },
    },
    {
      name: "the kernel turned round",
      explanation: "Mathematicians turn it, deep learning does not: a and b grow with i and j.",
      wrong: { convolve: slipped({ turned: true }) },
    },
    {
      name: "the bias forgotten",
      explanation: "Begin the sum with bias[f].",
      wrong: { convolve: slipped({ noBias: true }) },
    },
    {
      name: "one channel only",
      explanation: "A filter adds up what it sees in all channels.",
      wrong: { convolve: slipped({ lastChannel: true }) },
    },
    {
      name: "the stride ignored",
      explanation: "Place i of the answer looks at the pixels from i · stride on.",
      wrong: { convolve: slipped({ ignoresStride: true }) },
    },
    {
      name: "the border ignored",
      explanation: "Place 0 of the answer begins `padding` pixels outside the picture.",
      wrong: { convolve: slipped({ ignoresPadding: true }) },
    },
  ],
});
