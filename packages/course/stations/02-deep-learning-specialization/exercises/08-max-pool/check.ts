/** Checks of pooling: by hand, ties, overlaps, finite differences, and a picture painted from its blocks. */
import { rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { plane } from "../convolutions.ts";
import { nestedSlopes } from "../numeric.ts";
import * as reference from "./reference.ts";

type Plane = number[][];
type Pool = (x: Plane, size: number, stride: number) => { out: Plane; at: Plane };
interface Solution {
  maxPool: Pool;
  maxPoolBack(dOut: Plane, at: Plane, height: number, width: number): Plane;
}

interface Slip {
  readonly start?: (first: number) => number;
  readonly wins?: (a: number, b: number) => boolean;
  readonly step?: (stride: number, size: number) => number;
  readonly places?: (n: number, size: number, stride: number) => number;
  readonly mean?: boolean;
  readonly counts?: (i: number, j: number, height: number, width: number) => number;
}

const fits = (n: number, size: number, stride: number): number =>
  Array.from({ length: n }, (_, i) => i * stride).filter((i) => i + size <= n).length;

/** Pooling with a slip: the block as a list, and its best. */
const slipped =
  (slip: Slip): Pool =>
  (x, size, stride) => {
    const [height, width] = [x.length, x[0].length];
    const step = (slip.step ?? ((s) => s))(stride, size);
    const count = (n: number): number => (slip.places ?? fits)(n, size, step);
    const block = (top: number, left: number) =>
      Array.from({ length: size * size }, (_, k) => {
        const [i, j] = [top + Math.floor(k / size), left + (k % size)];
        return {
          v: x[i]?.[j],
          at: (slip.counts ?? ((a, b, _h, w) => a * w + b))(i, j, height, width),
        };
      }).filter(({ v }) => v !== undefined);
    const best = (top: number, left: number) => {
      const all = block(top, left);
      let won = { v: (slip.start ?? ((v) => v))(all[0].v), at: all[0].at };
      for (const one of all) if ((slip.wins ?? ((a, b) => a > b))(one.v, won.v)) won = one;
      const mean = all.reduce((s, { v }) => s + v, 0) / all.length;
      return slip.mean ? { ...won, v: mean } : won;
    };
    const grid = Array.from({ length: count(height) }, (_, i) =>
      Array.from({ length: count(width) }, (_2, j) => best(i * step, j * step)),
    );
    return {
      out: grid.map((row) => row.map(({ v }) => v)),
      at: grid.map((row) => row.map(({ at }) => at)),
    };
  };

const P = [
  [1, 3, 2, 1],
  [2, 9, 1, 1],
  [1, 3, 2, 3],
  [5, 6, 1, 2],
];
const stream = rng(108);
const draws = [
  { x: plane(4, 6, stream), size: 2, stride: 2 },
  { x: plane(7, 5, stream), size: 3, stride: 2 },
  { x: plane(5, 8, stream), size: 3, stride: 1 },
  { x: plane(6, 5, stream), size: 2, stride: 3 },
].map((one) => {
  const { out } = slipped({})(one.x, one.size, one.stride);
  return { ...one, dOut: plane(out.length, out[0].length, stream) };
});

/** Paints a picture whose blocks have given largest numbers: what is left of the difference after 150 steps. */
function painted(f: Solution): number {
  const random = rng(43);
  const wanted = plane(3, 4, random);
  let x = plane(6, 8, random);
  let left = 0;
  for (let k = 0; k < 150; k++) {
    const { out, at } = f.maxPool(x, 2, 2);
    const d = out.map((row, i) => row.map((v, j) => v - wanted[i][j]));
    const dX = f.maxPoolBack(d, at, 6, 8);
    x = x.map((row, i) => row.map((v, j) => v - 0.5 * dX[i][j]));
    left = Math.max(...d.flat().map(Math.abs));
  }
  return left;
}

export const maxPoolExercise = exercise<Solution>({
  id: "02/max-pool",
  folder: "02-deep-learning-specialization/exercises/08-max-pool",
  title: "Who won?",
  source: "A. Ng, Convolutional Neural Networks, week 1",
  functions: ["maxPool", "maxPoolBack"],
  reference,
  cases: [
    {
      name: "four blocks",
      given: "4 × 4 pixels, blocks of 2 × 2.",
      run: (f) => ({ ...f.maxPool(P, 2, 2) }),
      expected: {
        out: [
          [9, 2],
          [6, 3],
        ],
        at: [
          [5, 2],
          [13, 11],
        ],
      },
    },
    {
      name: "below zero, and equal",
      given: "A row of −5, −2, −2, −7 over one of −3, −9, −2, −2: blocks of 2 × 2.",
      run: (f) => ({
        ...f.maxPool(
          [
            [-5, -2, -2, -7],
            [-3, -9, -2, -2],
          ],
          2,
          2,
        ),
      }),
      expected: { out: [[-2, -2]], at: [[1, 2]] },
    },
    {
      name: "what does not fit",
      given:
        "3 × 5 pixels, 0 … 14, blocks of 2 × 2, stride 2: one row and one column are left over.",
      run: (f) => ({
        ...f.maxPool(
          [0, 5, 10].map((s) => [0, 1, 2, 3, 4].map((j) => s + j)),
          2,
          2,
        ),
      }),
      expected: { out: [[6, 8]], at: [[6, 8]] },
    },
    {
      name: "overlapping blocks",
      given: "The 4 × 4 pixels, blocks of 3 × 3, stride 1: the 9 wins four times.",
      run: (f) => f.maxPool(P, 3, 1),
      expected: {
        out: [
          [9, 9],
          [9, 9],
        ],
        at: [
          [5, 5],
          [5, 5],
        ],
      },
    },
    {
      name: "the way back",
      given: "Slopes (1, 2; 3, 4) for winners at places 5, 2, 13, 11 of 4 × 4.",
      run: (f) =>
        f.maxPoolBack(
          [
            [1, 2],
            [3, 4],
          ],
          [
            [5, 2],
            [13, 11],
          ],
          4,
          4,
        ),
      expected: [
        [0, 0, 2, 0],
        [0, 1, 0, 0],
        [0, 0, 0, 4],
        [0, 3, 0, 0],
      ],
    },
    {
      name: "one who won twice",
      given: "Slopes 1 and 10 for the same winner at place 7, and 100 for place 2, of 2 × 5.",
      run: (f) => f.maxPoolBack([[1, 10, 100]], [[7, 7, 2]], 2, 5),
      expected: [
        [0, 0, 100, 0, 0],
        [0, 0, 11, 0, 0],
      ],
    },
    {
      name: "random ones, and finite differences",
      given:
        "Four pictures with strides of 1 to 3; slopes against Σ dOut · out at each pixel ± 10⁻⁵.",
      run: (f) =>
        draws.map(({ x, size, stride, dOut }) => {
          const { out, at } = f.maxPool(x, size, stride);
          return { out, dX: f.maxPoolBack(dOut, at, x.length, x[0].length) };
        }),
      expected: draws.map(({ x, size, stride, dOut }) => ({
        out: slipped({})(x, size, stride).out,
        dX: nestedSlopes(
          (v: Plane) =>
            slipped({})(v, size, stride)
              .out.flat()
              .reduce((sum, o, k) => sum + o * dOut.flat()[k], 0),
          x,
        ),
      })),
      tolerance: 1e-8,
    },
    {
      name: "a picture painted",
      given:
        "A random picture of 6 × 8, moved until its blocks have given largest numbers: the difference that is left after 150 steps.",
      swap: true,
      run: painted,
      expected: between(0, 1e-6),
    },
  ],
  mistakes: [
    {
      name: "starting from zero",
      explanation: "All numbers of a block may be negative: begin with its first, not with 0.",
      wrong: { maxPool: slipped({ start: (first) => Math.max(0, first) }) },
    },
    {
      name: "the last of equals",
      explanation: "Among equal numbers the first counts: replace the best only by a larger one.",
      wrong: { maxPool: slipped({ wins: (a, b) => a >= b }) },
    },
    {
      name: "the smallest",
      explanation: "The largest number of a block is kept.",
      wrong: { maxPool: slipped({ wins: (a, b) => a < b }) },
    },
    {
      name: "the mean",
      explanation: "That is another kind of pooling; here the largest number is kept.",
      wrong: { maxPool: slipped({ mean: true }) },
    },
    {
      name: "blocks beyond the edge",
      explanation: "A block that does not fit wholly inside is left out.",
      wrong: { maxPool: slipped({ places: (n, _, stride) => Math.ceil(n / stride) }) },
    },
    {
      name: "the size as stride",
      explanation: "Blocks begin at multiples of stride, which may be less than their size.",
      wrong: { maxPool: slipped({ step: (_, size) => size }) },
    },
    {
      name: "counted by the height",
      explanation: "A place is i · width + j.",
      wrong: { maxPool: slipped({ counts: (i, j, height) => i * height + j }) },
    },
    {
      name: "slopes overwritten",
      explanation: "A pixel that won twice gets both slopes: +=, not =.",
      wrong: {
        maxPoolBack(dOut, at, height, width) {
          const flat = new Array<number>(height * width).fill(0);
          at.flat().forEach((k, i) => {
            flat[k] = dOut.flat()[i];
          });
          return Array.from({ length: height }, (_, i) => flat.slice(i * width, (i + 1) * width));
        },
      },
    },
    {
      name: "the slope shared out",
      explanation: "Only the winner had a part in the result; it gets all of the slope.",
      wrong: {
        maxPoolBack: (dOut, at, height, width) =>
          reference.maxPoolBack(dOut, at, height, width).map((row) => row.map((d) => d / 4)),
      },
    },
  ],
});
