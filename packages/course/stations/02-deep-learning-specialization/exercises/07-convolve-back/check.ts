/** Checks of convolution's slopes: by hand, at the border, by finite differences, and in two searches. */
import { rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { convolutionStepByStep } from "../../labs/convolution-step-by-step.ts";
import { convolve } from "../06-convolve/reference.ts";
import { convolveBlocksBack } from "../blocks.ts";
import {
  type ConvolveBack,
  convolved,
  inner,
  type Kernels,
  kernelsFound,
  type Picture,
  picture,
  pictureFound,
  type Slopes,
} from "../convolutions.ts";
import { nestedSlopes } from "../numeric.ts";
import * as reference from "./reference.ts";

interface Solution {
  convolveBack: ConvolveBack;
}

interface Slip {
  readonly stride?: boolean;
  readonly overwritesX?: boolean;
  readonly overwritesKernels?: boolean;
  readonly turned?: boolean;
  readonly meanBias?: boolean;
  readonly noPadding?: boolean;
}

const zeros = <T>(x: T): T => (Array.isArray(x) ? x.map(zeros) : 0) as T;

const slipped =
  (slip: Slip): ConvolveBack =>
  (x, kernels, dOut, stride, padding) => {
    const found: Slopes = { dX: zeros(x), dKernels: zeros(kernels), dBias: [] };
    const [s, p] = [slip.stride ? 1 : stride, slip.noPadding ? 0 : padding];
    for (const [f, plane] of dOut.entries()) {
      const all = plane.flat();
      const sum = all.reduce((a, b) => a + b, 0);
      found.dBias.push(slip.meanBias ? sum / all.length : sum);
      for (const [i, row] of plane.entries())
        for (const [j, d] of row.entries()) add(found, f, i * s - p, j * s - p, d);
    }
    return found;
    function add({ dX, dKernels }: Slopes, f: number, top: number, left: number, d: number): void {
      const k = kernels[f][0].length;
      x.forEach((channel, c) => {
        for (let a = 0; a < k; a++) {
          for (let b = 0; b < k; b++) {
            const pixel = channel[top + a]?.[left + b];
            if (pixel === undefined) continue;
            const w = slip.turned ? kernels[f][c][k - 1 - a][k - 1 - b] : kernels[f][c][a][b];
            dX[c][top + a][left + b] = (slip.overwritesX ? 0 : dX[c][top + a][left + b]) + d * w;
            dKernels[f][c][a][b] = (slip.overwritesKernels ? 0 : dKernels[f][c][a][b]) + d * pixel;
          }
        }
      });
    }
  };

const X = [
  [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ],
];
const K = [
  [
    [
      [1, 10],
      [100, 1000],
    ],
  ],
];
const stream = rng(107);
const draws = [
  { channels: 1, filters: 1, h: 4, w: 3, k: 3, stride: 1, padding: 1 },
  { channels: 2, filters: 2, h: 5, w: 4, k: 3, stride: 2, padding: 1 },
  { channels: 1, filters: 3, h: 6, w: 5, k: 2, stride: 3, padding: 0 },
].map(({ channels, filters, h, w, k, stride, padding }) => {
  const x = picture(channels, h, w, stream);
  const kernels: Kernels = Array.from({ length: filters }, () => picture(channels, k, k, stream));
  const bias = Array.from({ length: filters }, () => stream.normal());
  const out = convolved(x, kernels, bias, stride, padding);
  const dOut = picture(filters, out[0].length, out[0][0].length, stream);
  return { x, kernels, bias, dOut, stride, padding };
});

export const convolveBackExercise = exercise<Solution>({
  id: "02/convolve-back",
  folder: "02-deep-learning-specialization/exercises/07-convolve-back",
  title: "Convolution, backwards",
  source: "A. Ng, Convolutional Neural Networks, week 1, backward passes",
  functions: ["convolveBack"],
  reference,
  cases: [
    {
      name: "one place",
      given: "1 … 9, a kernel (1, 10; 100, 1000), and a slope of 2 at the bottom right place only.",
      run: (f) => ({
        ...f.convolveBack(
          X,
          K,
          [
            [
              [0, 0],
              [0, 2],
            ],
          ],
          1,
          0,
        ),
      }),
      expected: {
        dX: [
          [
            [0, 0, 0],
            [0, 2, 20],
            [0, 200, 2000],
          ],
        ],
        dKernels: [
          [
            [
              [10, 12],
              [16, 18],
            ],
          ],
        ],
        dBias: [2],
      },
    },
    {
      name: "all places",
      given: "The same, with a slope of 1 at all four.",
      run: (f) => ({
        ...f.convolveBack(
          X,
          K,
          [
            [
              [1, 1],
              [1, 1],
            ],
          ],
          1,
          0,
        ),
      }),
      expected: {
        dX: [
          [
            [1, 11, 10],
            [101, 1111, 1010],
            [100, 1100, 1000],
          ],
        ],
        dKernels: [
          [
            [
              [12, 16],
              [24, 28],
            ],
          ],
        ],
        dBias: [4],
      },
    },
    {
      name: "a border and a stride",
      given:
        "1 … 9, border 1, stride 2: the places look at the corners 1, 3, 7, 9 and around them.",
      run: (f) => ({
        ...f.convolveBack(
          X,
          K,
          [
            [
              [1, 2],
              [3, 4],
            ],
          ],
          2,
          1,
        ),
      }),
      expected: {
        dX: [
          [
            [1000, 200, 2000],
            [30, 4, 40],
            [3000, 400, 4000],
          ],
        ],
        dKernels: [
          [
            [
              [20, 36],
              [36, 64],
            ],
          ],
        ],
        dBias: [10],
      },
    },
    {
      name: "finite differences",
      given: "Three pictures with strides of 1 to 3: Σ dOut · out at each number ± 10⁻⁵.",
      run: (f) =>
        draws.map(({ x, kernels, dOut, stride, padding }) => ({
          ...f.convolveBack(x, kernels, dOut, stride, padding),
        })),
      expected: draws.map(({ x, kernels, bias, dOut, stride, padding }) => ({
        dX: nestedSlopes(
          (v: Picture) => inner(dOut, convolved(v, kernels, bias, stride, padding)),
          x,
        ),
        dKernels: nestedSlopes(
          (v: Kernels) => inner(dOut, convolved(x, v, bias, stride, padding)),
          kernels,
        ),
        dBias: nestedSlopes(
          (v: number[]) => inner(dOut, convolved(x, kernels, v, stride, padding)),
          bias,
        ),
      })),
      tolerance: 1e-8,
    },
    {
      name: "kernels and a picture found again",
      given:
        "Two kernels and their biases learned from six pictures, and a picture from what a kernel made of it, 150 passes each: how far each ends from the truth.",
      swap: true,
      run: (f) => ({
        ...kernelsFound(convolve, f.convolveBack),
        picture: pictureFound(convolve, f.convolveBack),
      }),
      expected: {
        kernels: [between(0, 1e-6), between(0, 1e-6)],
        bias: [0.5, -1],
        picture: between(0, 1e-6),
      },
      tolerance: 1e-6,
    },
    {
      name: "in the lab",
      given: "02/convolution-step-by-step with your way back: its verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          convolutionStepByStep,
          { convBackward: convolveBlocksBack(f.convolveBack) },
          { seeds: [1] },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "pixels overwritten",
      explanation: "Several places look at a pixel, and each adds its part: +=, not =.",
      wrong: { convolveBack: slipped({ overwritesX: true }) },
    },
    {
      name: "weights overwritten",
      explanation: "A weight is used at every place, and each adds its part: +=, not =.",
      wrong: { convolveBack: slipped({ overwritesKernels: true }) },
    },
    {
      name: "the kernel turned round",
      explanation:
        "Along the loops of the forward pass nothing is turned: the weight that met the pixel passes its slope.",
      wrong: { convolveBack: slipped({ turned: true }) },
    },
    {
      name: "the stride ignored",
      explanation: "Place i looks at the pixels from i · stride − padding on.",
      wrong: { convolveBack: slipped({ stride: true }) },
    },
    {
      name: "the border ignored",
      explanation: "Place 0 begins `padding` pixels outside the picture.",
      wrong: { convolveBack: slipped({ noPadding: true }) },
    },
    {
      name: "the mean for the bias",
      explanation: "The bias is added at every place: its slope is the sum.",
      wrong: { convolveBack: slipped({ meanBias: true }) },
    },
  ],
});
