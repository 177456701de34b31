/** Convolution and pooling out of loops, forwards and back, beside the numbers that the course prints and beside the engine. */
import { grad, scope, tensor } from "gradus";
import { lab, type Measured } from "../../../src/lab.ts";
import { besideTheEngine, goldenVerdict, type KnownTable } from "./parts/golden.ts";
import { randn } from "./parts/numpy.ts";

/** Numbers in four dimensions, row by row; of pictures [examples, rows, columns, channels], as the course has them. */
export interface Block {
  readonly shape: readonly [number, number, number, number];
  readonly data: Float64Array;
}

type Shape = Block["shape"];
const block = (shape: Shape): Block => ({
  shape,
  data: new Float64Array(shape.reduce((a, b) => a * b, 1)),
});
const at = ({ shape: [, B, C, D] }: Block, a: number, b: number, c: number, d: number): number =>
  ((a * B + b) * C + c) * D + d;

/** Each place where the kernel stands: the output's place, and which input meets which weight. */
function* meetings(x: Block, k: number, out: Block, stride: number, pad: number) {
  const [m, rows, columns] = x.shape;
  const [, outRows, outColumns] = out.shape;
  for (let i = 0; i < m; i++)
    for (let r = 0; r < outRows; r++)
      for (let c = 0; c < outColumns; c++)
        for (let a = 0; a < k; a++)
          for (let b = 0; b < k; b++) {
            const [row, column] = [r * stride + a - pad, c * stride + b - pad];
            if (row < 0 || column < 0 || row >= rows || column >= columns) continue; // in the border of zeros
            yield { i, r, c, a, b, row, column };
          }
}

const outSize = (n: number, k: number, stride: number, pad: number): number =>
  Math.floor((n + 2 * pad - k) / stride) + 1;

/** Z = the kernels W [k, k, channels, kernels] over x, plus b. */
function convForward(x: Block, W: Block, b: number[], stride: number, pad: number): Block {
  const [m, rows, columns, channels] = x.shape;
  const [k, , , kernels] = W.shape;
  const z = block([m, outSize(rows, k, stride, pad), outSize(columns, k, stride, pad), kernels]);
  for (let p = 0; p < z.data.length; p++) z.data[p] = b[p % kernels];
  for (const s of meetings(x, k, z, stride, pad))
    for (let d = 0; d < channels; d++)
      for (let f = 0; f < kernels; f++)
        z.data[at(z, s.i, s.r, s.c, f)] +=
          x.data[at(x, s.i, s.row, s.column, d)] * W.data[at(W, s.a, s.b, d, f)];
  return z;
}

interface ConvSlopes {
  readonly dx: Block;
  readonly dW: Block;
  readonly db: number[];
}

/** The same loops: what met on the way there gets its share on the way back. */
function convBackward(dZ: Block, x: Block, W: Block, stride: number, pad: number): ConvSlopes {
  const [k, , channels, kernels] = W.shape;
  const [dx, dW] = [block(x.shape), block(W.shape)];
  const db = new Array<number>(kernels).fill(0);
  dZ.data.forEach((d, p) => {
    db[p % kernels] += d;
  });
  for (const s of meetings(x, k, dZ, stride, pad))
    for (let d = 0; d < channels; d++)
      for (let f = 0; f < kernels; f++) {
        const slope = dZ.data[at(dZ, s.i, s.r, s.c, f)];
        const [from, weight] = [at(x, s.i, s.row, s.column, d), at(W, s.a, s.b, d, f)];
        dx.data[from] += slope * W.data[weight];
        dW.data[weight] += slope * x.data[from];
      }
  return { dx, dW, db };
}

type Pooling = "max" | "mean";

/** Of each k×k window the largest, or the mean. */
function poolForward(x: Block, k: number, stride: number, how: Pooling): Block {
  const [m, rows, columns, channels] = x.shape;
  const z = block([m, outSize(rows, k, stride, 0), outSize(columns, k, stride, 0), channels]);
  if (how === "max") z.data.fill(-Infinity);
  for (const s of meetings(x, k, z, stride, 0))
    for (let d = 0; d < channels; d++) {
      const [to, v] = [at(z, s.i, s.r, s.c, d), x.data[at(x, s.i, s.row, s.column, d)]];
      z.data[to] = how === "max" ? Math.max(z.data[to], v) : z.data[to] + v / (k * k);
    }
  return z;
}

/** The slope goes to the largest of each window, or to all alike. */
function poolBackward(dZ: Block, x: Block, k: number, stride: number, how: Pooling): Block {
  const dx = block(x.shape);
  const z = poolForward(x, k, stride, how);
  for (const s of meetings(x, k, dZ, stride, 0))
    for (let d = 0; d < x.shape[3]; d++) {
      const [from, to] = [at(x, s.i, s.row, s.column, d), at(z, s.i, s.r, s.c, d)];
      if (how === "mean") dx.data[from] += dZ.data[to] / (k * k);
      else if (x.data[from] === z.data[to]) dx.data[from] += dZ.data[to];
    }
  return dx;
}

const parts = { convForward, convBackward, poolForward, poolBackward };
type Own = typeof parts;

const filled = (shape: Shape, numbers: readonly number[]): Block => ({
  shape,
  data: Float64Array.from(numbers),
});
const mean = (x: ArrayLike<number>): number =>
  Array.from(x).reduce((sum, v) => sum + v, 0) / x.length;

/** The examples of the assignment. */
function printedCases(own: Own): Record<string, number[]> {
  const single = randn(1);
  const [slice, kernel] = [filled([1, 4, 4, 3], single(48)), filled([4, 4, 3, 1], single(48))];
  const draw = randn(1);
  const [x, W, b] = [filled([10, 4, 4, 3], draw(480)), filled([2, 2, 3, 8], draw(96)), draw(8)];
  const Z = own.convForward(x, W, b, 2, 2);
  const { dx, dW, db } = own.convBackward(Z, x, W, 2, 2); // the assignment sends Z itself back
  const pooled = filled([2, 4, 4, 3], randn(1)(96));
  const first = at(Z, 3, 2, 1, 0);
  return {
    "one step": [...own.convForward(slice, kernel, single(1), 1, 0).data],
    "mean of Z": [mean(Z.data)],
    "Z[3, 2, 1]": [...Z.data.subarray(first, first + 8)],
    "mean of dA": [mean(dx.data)],
    "mean of dW": [mean(dW.data)],
    "mean of db": [mean(db)],
    "max-pooling": [...own.poolForward(pooled, 3, 2, "max").data],
    "mean-pooling": [...own.poolForward(pooled, 3, 2, "mean").data],
  };
}

const known: KnownTable = {
  "one step": { values: [-6.99908945068], within: 0.5e-11 },
  "mean of Z": { values: [0.0489952035289], within: 0.5e-13 },
  "Z[3, 2, 1]": {
    values: [
      -0.61490741, -6.7439236, -2.55153897, 1.75698377, 3.56208902, 0.53036437, 5.18531798,
      8.75898442,
    ],
    within: 0.5e-8,
  },
  "mean of dA": { values: [1.45243777754], within: 0.5e-11 },
  "mean of dW": { values: [1.72699145831], within: 0.5e-11 },
  "mean of db": { values: [7.83923256462], within: 0.5e-11 },
  "max-pooling": {
    values: [1.74481176, 0.86540763, 1.13376944, 1.13162939, 1.51981682, 2.18557541],
    within: 0.5e-8,
  },
  "mean-pooling": {
    values: [0.02105773, -0.20328806, -0.40389855, -0.22154621, 0.51716526, 0.48155844],
    within: 0.5e-8,
  },
};

/** [kernel, stride, padding] that are compared with the engine. */
const CASES = [
  [3, 1, 0],
  [3, 1, 1],
  [3, 2, 1],
  [2, 2, 0],
  [1, 1, 0],
  [5, 1, 2],
] as const;

/** [examples, rows, columns, channels] ↔ the engine's [examples, channels, rows, columns]; of weights the other way round. */
const channelsFirst = (x: Block) =>
  tensor(Float32Array.from(x.data), [...x.shape]).permute(0, 3, 1, 2);
const kernelsFirst = (w: Block) =>
  tensor(Float32Array.from(w.data), [...w.shape]).permute(3, 2, 0, 1);

/** The largest relative distance of our results and slopes from the engine's. */
function fromTheEngine(
  own: Own,
  x: Block,
  W: Block,
  b: number[],
  stride: number,
  padding: number,
): number {
  const z = own.convForward(x, W, b, stride, padding);
  const slopes = own.convBackward(z, x, W, stride, padding);
  const how = ["max", "mean"] as const;
  const pooled = how.map((h) => own.poolForward(x, 2, 2, h));
  const back = how.map((h, i) => own.poolBackward(pooled[i], x, 2, 2, h));
  return scope(() => {
    const [tx, tw, tb] = [channelsFirst(x), kernelsFirst(W), tensor(b)].map((t) => {
      const leaf = tensor(t.contiguous().data.slice(), [...t.shape]);
      leaf.requiresGrad = true;
      return leaf;
    });
    const y = tx.conv2d(tw, { stride, padding }).add(tb.reshape(b.length, 1, 1));
    const [dx, dw, db] = grad(y.square().sum().mul(0.5), [tx, tw, tb]); // its slope in y is y itself
    const pools = [tx.maxPool2d(2), tx.avgPool2d(2)];
    const poolBack = pools.map((p) => grad(p.square().sum().mul(0.5), [tx])[0]);
    const pairs = [
      [z.data, y.permute(0, 2, 3, 1)],
      [slopes.dx.data, dx.permute(0, 2, 3, 1)],
      [slopes.dW.data, dw.permute(2, 3, 1, 0)],
      [slopes.db, db],
      ...pooled.map((p, i) => [p.data, pools[i].permute(0, 2, 3, 1)] as const),
      ...back.map((p, i) => [p.data, poolBack[i].permute(0, 2, 3, 1)] as const),
    ] as const;
    return Math.max(...pairs.map(([ours, theirs]) => relative(ours, theirs.contiguous().data)));
  });
}

function relative(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let [most, largest] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    most = Math.max(most, Math.abs(a[i] - b[i])); // NaN stays
    largest = Math.max(largest, Math.abs(b[i]));
  }
  return most / largest;
}

const ROUNDED = 1e-5;

export const convolutionStepByStep = lab({
  id: "02/convolution-step-by-step",
  row: "D12",
  title: "Loops that are a layer",
  question:
    "A convolution is four loops with a multiplication in the middle. What stands in the middle on the way back, and is it what the engine finds?",
  source: "A. Ng, Convolutional Neural Networks, week 1: convolution model, step by step",
  kind: "golden",
  knobs: {},
  quick: { seconds: 0.5, seeds: [1, 2] },
  full: { seconds: 2, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts,
  chart: {
    x: { key: "case", label: "kernel, stride and padding: six cases", range: [1, 6] },
    y: {
      key: "distance",
      label: "largest difference from the engine, relatively",
      range: [1e-9, 10],
      scale: "log",
    },
    reference: { label: "what rounding may do: 10⁻⁵", y: ROUNDED },
    pace: 4,
  },
  *run(_config, random, _data, own) {
    const distances: number[] = [];
    for (const [i, [k, stride, pad]] of CASES.entries()) {
      const draw = (shape: Shape): Block => {
        const empty = block(shape);
        return { shape, data: empty.data.map(() => Math.fround(random.normal())) };
      };
      const [x, W] = [draw([2, 8, 6, 3]), draw([k, k, 3, 4])];
      const b = [...draw([1, 1, 1, 4]).data];
      distances.push(fromTheEngine(own, x, W, b, stride, pad));
      yield {
        progress: (i + 1) / CASES.length,
        series: { case: i + 1, distance: Math.max(1e-9, distances[i]) },
        text: `kernel ${k}×${k}, stride ${stride}, padding ${pad}`,
      };
    }
    return { ...printedCases(own), distances };
  },
  verdict(measured: readonly Measured[]) {
    const verdict = goldenVerdict(known, measured, {
      published:
        "the expected outputs of the assignment, on the same random numbers, to eight to thirteen digits",
      tolerance:
        "Half a unit of the last digit printed. From the engine at most 10⁻⁵ of the largest number: its sums of up to 100 terms of 24 bits (2⁻²⁴ = 6 · 10⁻⁸ each) can be off by 6 · 10⁻⁶. One input in the wrong place is a tenth or more.",
    });
    return besideTheEngine(verdict, measured, ROUNDED, "The layer differs");
  },
});
