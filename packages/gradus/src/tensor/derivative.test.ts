/**
 * Every rule of the table against finite differences in double precision, first and second order.
 *
 * For a function f of tensors x and a random cotangent c, L(x, c) = ⟨c, f(x)⟩. First order: ∂L/∂x per element against
 * central differences of L. Second order: for random v, the derivative of ⟨v, ∂L/∂x⟩ by every x and by c, against central
 * differences of ⟨v, ∂L/∂x⟩. Differences are of fourth order: (8 (f(x+h) − f(x−h)) − (f(x+2h) − f(x−2h))) / 12h.
 */
import { afterAll, expect, test } from "vitest";
import { ValueError } from "../core/errors.ts";
import { rng } from "../core/random.ts";
import { grad } from "./autograd.ts";
import { jsBackend } from "./backend/js.ts";
import { createEngine, scope, tensor, withEngine } from "./create.ts";
import { derivative } from "./derivative.ts";
import * as f from "./functions.ts";
import * as p from "./primitives.ts";
import { type Shape, sizeOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

const twin = createEngine(jsBackend({ precision: "float64", bytes: 64 << 20 }));
const firstOrder = 1e-6;
const secondOrder = 1e-4;

/** A function of tensors whose shapes are given, and where its arguments are drawn from. */
interface Case {
  readonly title: string;
  readonly shapes: readonly Shape[];
  readonly f: (...xs: Tensor[]) => Tensor;
  /** Places a uniform number on [−1, 1) where the function is smooth. */
  readonly place?: (u: number, i: number) => number;
}

/** Smallest magnitude that counts as relative: below it errors are absolute, in units of the typical slope of 1. */
const floor = 1e-2;
const relativeError = (a: number, b: number): number =>
  Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), floor);

interface Errors {
  first: number;
  second: number;
}

function leaves(values: readonly Float64Array[], shapes: readonly Shape[]): Tensor[] {
  return values.map((v, i) => {
    const t = tensor(v, shapes[i]);
    t.requiresGrad = true;
    return t;
  });
}

/** ∂y/∂x as plain numbers; zeros where y does not depend on x. */
function slopes(y: Tensor, x: Tensor, createGraph = false): Tensor | undefined {
  try {
    return grad(y, [x], { createGraph })[0];
  } catch (error) {
    if (error instanceof ValueError && error.message.includes("does not depend")) return undefined;
    throw error;
  }
}

/** Central differences of a function of many numbers, by one of them. */
function difference(values: Float64Array, i: number, at: () => number): number {
  const h = 2 ** -10;
  const x = values[i];
  const shifted = (d: number): number => {
    values[i] = x + d;
    const y = at();
    values[i] = x;
    return y;
  };
  return (8 * (shifted(h) - shifted(-h)) - (shifted(2 * h) - shifted(-2 * h))) / (12 * h);
}

/** The largest relative errors of a case. */
function errorsOf({ shapes, f: fn, place = (u) => u }: Case, seed: number): Errors {
  const random = rng(seed);
  const draw = (n: number): Float64Array =>
    Float64Array.from({ length: n }, () => random.uniform(-1, 1));
  return withEngine(twin, () => {
    const xs = shapes.map((s) => draw(sizeOf(s)).map((u, i) => place(u, i)));
    const outShape = scope(() => fn(...leaves(xs, shapes)).shape);
    const allShapes = [...shapes, outShape];
    const all = [...xs, draw(sizeOf(outShape))];
    const v = xs.map((x) => draw(x.length));

    const loss = (ts: readonly Tensor[]): Tensor =>
      fn(...ts.slice(0, -1))
        .mul(ts[ts.length - 1])
        .sum();
    const valueOf = (): number => scope(() => loss(leaves(all, allShapes)).item());
    /** ⟨v, ∂L/∂x⟩ as a tensor that can be differentiated again. */
    const along = (ts: readonly Tensor[]): Tensor => {
      const y = loss(ts);
      const parts = v.map(
        (vi, i) => slopes(y, ts[i], true)?.mul(tensor(vi, shapes[i])).sum() ?? y.mul(0),
      );
      return parts.reduce((a, b) => a.add(b));
    };
    const slopeOf = (): number => scope(() => along(leaves(all, allShapes)).item());

    const first = scope(() => {
      const ts = leaves(all, allShapes);
      const y = loss(ts);
      return ts.map((t, i) => slopes(y, t)?.data.slice() ?? new Float64Array(all[i].length));
    });
    const second = scope(() => {
      const ts = leaves(all, allShapes);
      const y = along(ts);
      return ts.map((t, i) => slopes(y, t)?.data.slice() ?? new Float64Array(all[i].length));
    });
    const worst = { first: 0, second: 0 };
    all.forEach((values, k) => {
      for (let i = 0; i < values.length; i++) {
        worst.first = Math.max(
          worst.first,
          relativeError(first[k][i], difference(values, i, valueOf)),
        );
        worst.second = Math.max(
          worst.second,
          relativeError(second[k][i], difference(values, i, slopeOf)),
        );
      }
    });
    return worst;
  });
}

// ── the cases ───────────────────────────────────────────────────────────────────────────────────

const positive = (u: number): number => 1.2 + 0.9 * u; // [0.3, 2.1]
const awayFromZero = (u: number): number => u + (u >= 0 ? 0.2 : -0.2);
/** Distinct values at least 0.07 apart, in scrambled order: no ties, no change of winner within a step. */
const distinct = (_: number, i: number): number => ((i * 37) % 101) / 14 - 3.5;

const shapesOfOne: readonly Shape[] = [[], [1], [7], [3, 5], [1, 4, 1], [2, 3, 1, 3]];

/** A function of one operand on many shapes, and on operands that are views. */
function one(fn: (x: Tensor) => Tensor, place?: Case["place"]): Case[] {
  const more = place === undefined ? {} : { place };
  return [
    ...shapesOfOne.map((s) => ({ title: `[${s}]`, shapes: [s], f: fn, ...more })),
    { title: "transposed", shapes: [[3, 4]], f: (x) => fn(x.transpose()), ...more },
    { title: "sliced backwards", shapes: [[7, 3]], f: (x) => fn(x.slice(0, -1, -7, -2)), ...more },
    { title: "expanded", shapes: [[3, 1]], f: (x) => fn(x.expand(2, 3, 4)), ...more },
  ];
}

const pairs: readonly (readonly [Shape, Shape])[] = [
  [[], []],
  [[3], [3]],
  [[], [5]],
  [[2, 3], []],
  [
    [4, 1],
    [1, 3],
  ],
  [[3], [2, 5, 3]],
  [
    [2, 5, 3],
    [5, 1],
  ],
  [
    [1, 1, 2],
    [3, 1, 1],
  ],
];

function two(fn: (a: Tensor, b: Tensor) => Tensor, place?: Case["place"]): Case[] {
  const more = place === undefined ? {} : { place };
  return [
    ...pairs.map((shapes) => ({
      title: shapes.map((s) => `[${s}]`).join(" "),
      shapes,
      f: fn,
      ...more,
    })),
    {
      title: "transposed and sliced",
      shapes: [
        [3, 4],
        [6, 3],
      ],
      f: (a, b) => fn(a.transpose(), b.slice(0, 4, 0, -1)),
      ...more,
    },
    {
      title: "expanded both ways",
      shapes: [[3, 1], [2]],
      f: (a, b) => fn(a.expand(3, 2), b.expand(3, 2)),
      ...more,
    },
  ];
}

/** Two operands that never come close to each other: the second lies on a grid between the first's values. */
const apart = (u: number, i: number): number => Math.round(u * 6) / 3 + (i % 2) / 9;
const far = (fn: (a: Tensor, b: Tensor) => Tensor) => two((a, b) => fn(a, b.add(1 / 18)), apart);

function withNumber(fn: (x: Tensor) => Tensor, place?: Case["place"]): Case {
  return {
    title: "with a number",
    shapes: [[2, 3]],
    f: fn,
    ...(place === undefined ? {} : { place }),
  };
}

function matmulCases(): Case[] {
  const cases: Case[] = [];
  for (const [transA, transB] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ]) {
    for (const [m, k, n] of [
      [2, 3, 4],
      [1, 5, 1],
      [3, 1, 2],
    ]) {
      const a = transA ? [k, m] : [m, k];
      const b = transB ? [n, k] : [k, n];
      const how = `${transA ? "Aᵀ" : "A"} ${transB ? "Bᵀ" : "B"}`;
      const fn = (x: Tensor, y: Tensor): Tensor => p.matmul(x, y, transA, transB);
      cases.push({ title: `${how} ${m}×${k}×${n}`, shapes: [a, b], f: fn });
      cases.push({
        title: `${how} batch of 2`,
        shapes: [
          [2, ...a],
          [2, ...b],
        ],
        f: fn,
      });
      cases.push({ title: `${how} one A for 3 B`, shapes: [a, [3, ...b]], f: fn });
      cases.push({
        title: `${how} batches [2, 1] and [3]`,
        shapes: [
          [2, 1, ...a],
          [3, ...b],
        ],
        f: fn,
      });
    }
  }
  return [
    ...cases,
    {
      title: "views as operands",
      shapes: [
        [3, 2],
        [4, 3],
      ],
      f: (a, b) => f.matmul(a.transpose(), b.transpose()),
    },
    {
      title: "batch of views",
      shapes: [
        [2, 3, 2],
        [2, 4, 3],
      ],
      f: (a, b) => f.matmul(a.transpose(), b.transpose()),
    },
    {
      title: "rank 3 by rank 2",
      shapes: [
        [2, 3, 4],
        [2, 4],
      ],
      f: (a, b) => f.matmul(a, b.transpose()),
    },
    { title: "vector by matrix", shapes: [[3], [3, 2]], f: f.matmul },
    { title: "matrix by vector", shapes: [[2, 3], [3]], f: f.matmul },
    { title: "vector by vector", shapes: [[4], [4]], f: f.matmul },
    {
      title: "expanded rows",
      shapes: [
        [1, 3],
        [3, 2],
      ],
      f: (a, b) => f.matmul(a.expand(4, 3), b),
    },
    {
      title: "reversed and sliced",
      shapes: [
        [4, 3],
        [6, 2],
      ],
      f: (a, b) => f.matmul(a.flip(1), b.slice(0, 0, 6, 2)),
    },
    {
      title: "permuted batch",
      shapes: [
        [3, 2, 4],
        [2, 4, 2],
      ],
      f: (a, b) => f.matmul(a.permute(1, 0, 2), b),
    },
  ];
}

interface ConvCase {
  readonly x: Shape;
  readonly w: Shape;
  readonly options: p.ConvOptions;
}
const convs: readonly ConvCase[] = [
  { x: [2, 2, 4, 5], w: [3, 2, 3, 2], options: {} },
  { x: [1, 1, 5, 4], w: [1, 1, 1, 1], options: { stride: 2 } },
  { x: [1, 2, 5, 5], w: [2, 2, 3, 3], options: { stride: [2, 1], padding: [1, 2] } },
  { x: [2, 4, 3, 3], w: [6, 2, 2, 2], options: { groups: 2, padding: 1 } },
  { x: [1, 3, 4, 4], w: [3, 1, 3, 3], options: { groups: 3, stride: 2, padding: 1 } },
  { x: [1, 1, 3, 6], w: [2, 1, 3, 6], options: {} },
];
const nameOf = ({ x, w, options }: ConvCase): string =>
  `[${x}] ⋆ [${w}] ${JSON.stringify(options)}`;

/** The geometry of a convolution, from the note that it leaves. */
function geometry({ x, w, options }: ConvCase): p.ConvGeometry {
  return withEngine(twin, () =>
    scope(() => {
      const [a, b] = leaves([new Float64Array(sizeOf(x)), new Float64Array(sizeOf(w))], [x, w]);
      const { params } = p.conv2d(a, b, options).node as { params: unknown };
      return { geometry: params as p.ConvGeometry };
    }),
  ).geometry;
}

function poolParams(x: Shape, kernel: p.Pair, options: p.PoolOptions): p.PoolGeometry {
  return withEngine(twin, () =>
    scope(() => {
      const [a] = leaves([new Float64Array(sizeOf(x))], [x]);
      const { params } = p.avgPool2d(a, kernel, options).node as { params: unknown };
      return { geometry: params as p.PoolGeometry };
    }),
  ).geometry;
}

const pools: readonly (readonly [Shape, p.Pair, p.PoolOptions])[] = [
  [[1, 2, 4, 6], 2, {}],
  [[2, 1, 5, 5], 3, { stride: 2, padding: 1 }],
  [[1, 1, 4, 5], [3, 2], { stride: 1 }],
  [[1, 1, 3, 3], 2, { stride: [1, 2], padding: [1, 0] }],
];

const ints = (values: readonly number[], shape: Shape): Tensor =>
  tensor(Int32Array.from(values), shape);
const reductions: readonly (readonly [Shape, readonly number[]])[] = [
  [[5], [0]],
  [[3, 4], [0]],
  [[3, 4], [1]],
  [[2, 3, 4], [1]],
  [
    [2, 3, 4],
    [0, 2],
  ],
  [
    [2, 3, 2, 3],
    [1, 3],
  ],
  [
    [2, 3, 4],
    [2, 0, 1],
  ],
  [[3, 1], [1]],
  [[], []],
];

function reduced(
  fn: (x: Tensor, axes: readonly number[]) => Tensor,
  place?: Case["place"],
): Case[] {
  return reductions.map(([shape, axes]) => ({
    title: `[${shape}] over [${axes}]`,
    shapes: [shape],
    f: (x: Tensor) => fn(x, axes),
    ...(place === undefined ? {} : { place }),
  }));
}

const rowShapes: readonly Shape[] = [[1], [5], [2, 3], [3, 1], [2, 2, 3]];
const rowwise = (fn: (x: Tensor) => Tensor): Case[] => [
  ...rowShapes.map((s) => ({ title: `[${s}]`, shapes: [s], f: fn })),
  { title: "transposed", shapes: [[3, 4]], f: (x) => fn(x.transpose()) },
];

/** Zero almost everywhere, and so without a rule; that they are flat is tested below. */
const piecewiseConstant: { readonly [P in p.Primitive]?: (x: Tensor) => Tensor } = {
  greater: (x) => p.greater(x, 0.5),
  greaterEqual: (x) => p.greaterEqual(0.5, x),
  equal: (x) => p.equal(x, 0.5),
  notEqual: (x) => p.notEqual(x, 0.5),
  cast: (x) => x.cast("int32").cast("float32"),
  sign: p.sign,
  argmax: (x) => x.argmax().cast("float32"),
  floor: p.floor,
  positive: p.positive,
  oneHot: (x) => x.mul(3).cast("int32").oneHot(4),
};

const cases: { readonly [P in p.Primitive]?: readonly Case[] } = {
  add: [...two(p.add), withNumber((x) => p.add(2, x))],
  sub: [...two(p.sub), withNumber((x) => p.sub(2, x)), withNumber((x) => p.sub(x, 2))],
  mul: [
    ...two(p.mul),
    withNumber((x) => p.mul(x, -3)),
    { title: "by itself", shapes: [[3]], f: (x) => x.mul(x) },
  ],
  div: [
    ...two(p.div, awayFromZero),
    withNumber((x) => p.div(2, x), awayFromZero),
    withNumber((x) => p.div(x, 4)),
  ],
  maximum: [...far(p.maximum), withNumber((x) => p.maximum(x, 0.31), distinct)],
  minimum: [...far(p.minimum), withNumber((x) => p.minimum(0.31, x), distinct)],
  where: [
    ...two((a, b) => p.where(p.greater(a.detach(), 0), a, b), awayFromZero),
    {
      title: "broadcast condition",
      shapes: [[2, 1], [3]],
      f: (a, b) => p.where(tensor([[1], [0]]), a, b),
    },
    {
      title: "numbers",
      shapes: [[3]],
      f: (a) => p.where(tensor([1, 0, 1]), a, 5).add(p.where(tensor([1, 0, 0]), 5, a)),
    },
  ],
  contiguous: [
    { title: "transposed", shapes: [[2, 3]], f: (x) => x.transpose().contiguous() },
    { title: "expanded", shapes: [[2, 1]], f: (x) => x.expand(3, 2, 2).contiguous() },
    { title: "reversed", shapes: [[4, 2]], f: (x) => x.flip(0).flip(1).contiguous() },
  ],
  neg: one(p.neg),
  abs: one(p.abs, awayFromZero),
  square: one(p.square),
  sqrt: one(p.sqrt, positive),
  reciprocal: one(p.reciprocal, awayFromZero),
  exp: one(p.exp),
  log: one(p.log, positive),
  expm1: one(p.expm1),
  log1p: one(p.log1p, (u) => 0.6 * u),
  sin: one(p.sin, (u) => 4 * u),
  cos: one(p.cos, (u) => 4 * u),
  tanh: one(p.tanh, (u) => 2 * u),
  sigmoid: one(p.sigmoid, (u) => 4 * u),
  softplus: one(p.softplus, (u) => 4 * u),
  relu: one(p.relu, awayFromZero),
  gelu: one(p.gelu, (u) => 3 * u),
  erf: one(p.erf, (u) => 2 * u),
  oneMinusSquare: one(p.oneMinusSquare),
  logisticSlope: one(p.logisticSlope),
  geluSlope: one(p.geluSlope, (u) => 3 * u),
  pow: [0.5, 2, 3, -1.5].flatMap((e) => one((x) => p.pow(x, e), positive)),
  matmul: matmulCases(),
  conv2d: [
    ...convs.map((c) => ({
      title: nameOf(c),
      shapes: [c.x, c.w],
      f: (x: Tensor, w: Tensor) => p.conv2d(x, w, c.options),
    })),
    {
      title: "views",
      shapes: [
        [4, 4, 2, 1],
        [2, 2, 3, 3],
      ],
      f: (x, w) => p.conv2d(x.permute(3, 2, 0, 1), w.transpose(), { padding: 1 }),
    },
  ],
  conv2dInput: convs.map((c) => {
    const g = geometry(c);
    return {
      title: nameOf(c),
      shapes: [g.y, g.w],
      f: (y: Tensor, w: Tensor) => p.convInput(y, w, g),
    };
  }),
  conv2dWeight: convs.map((c) => {
    const g = geometry(c);
    return {
      title: nameOf(c),
      shapes: [g.x, g.y],
      f: (x: Tensor, y: Tensor) => p.convWeight(x, y, g),
    };
  }),
  maxPool2d: pools.map(([x, kernel, options]) => ({
    title: `[${x}] ${kernel} ${JSON.stringify(options)}`,
    shapes: [x],
    f: (t: Tensor) => p.maxPool2d(t, kernel, options),
    place: distinct,
  })),
  avgPool2d: pools.map(([x, kernel, options]) => ({
    title: `[${x}] ${kernel} ${JSON.stringify(options)}`,
    shapes: [x],
    f: (t: Tensor) => p.avgPool2d(t, kernel, options),
  })),
  avgPool2dAdjoint: pools.map(([x, kernel, options]) => {
    const g = poolParams(x, kernel, options);
    return { title: `[${x}] ${kernel}`, shapes: [g.y], f: (t: Tensor) => p.avgPoolAdjoint(t, g) };
  }),
  sum: reduced(p.sum),
  max: reduced(p.max, distinct),
  min: reduced(p.min, distinct),
  cumsum: [
    { title: "[5]", shapes: [[5]], f: (x) => x.cumsum(0) },
    { title: "middle axis", shapes: [[2, 3, 2]], f: (x) => x.cumsum(1) },
    { title: "reverse", shapes: [[2, 4]], f: (x) => x.cumsum(-1, { reverse: true }) },
    {
      title: "reverse, transposed",
      shapes: [[3, 2]],
      f: (x) => x.transpose().cumsum(0, { reverse: true }),
    },
  ],
  softmax: rowwise(p.softmax),
  logSoftmax: rowwise(p.logSoftmax),
  logsumexp: rowwise(p.logsumexp),
  take: [
    { title: "rows, one twice", shapes: [[4, 3]], f: (x) => x.take(ints([2, 0, 2], [3])) },
    {
      title: "a matrix of indices",
      shapes: [[3, 2, 2]],
      f: (x) => x.take(ints([0, 2, 2, 1], [2, 2])),
    },
    { title: "of a vector", shapes: [[5]], f: (x) => x.take(ints([4, 4, 1], [3])) },
    {
      title: "of a transposed table",
      shapes: [[2, 4]],
      f: (x) => x.transpose().take(ints([3, 1], [2])),
    },
  ],
  takeAdjoint: [
    { title: "rows", shapes: [[3, 2]], f: (y) => p.takeAdjoint(y, ints([2, 0, 2], [3]), 4) },
    {
      title: "a matrix of indices",
      shapes: [[2, 2, 3]],
      f: (y) => p.takeAdjoint(y, ints([0, 1, 1, 1], [2, 2]), 2),
    },
  ],
  gather: [
    {
      title: "along the last axis",
      shapes: [[3, 4]],
      f: (x) => x.gather(ints([1, 3, 0], [3, 1]), 1),
    },
    {
      title: "along the first, repeated",
      shapes: [[3, 2]],
      f: (x) => x.gather(ints([1, 1, 2, 1, 0, 1, 2, 2], [4, 2]), 0),
    },
    {
      title: "in the middle",
      shapes: [[2, 3, 2]],
      f: (x) => x.gather(ints([0, 2, 1, 1], [2, 1, 2]), 1),
    },
    {
      title: "transposed",
      shapes: [[2, 3]],
      f: (x) => x.transpose().gather(ints([1, 0, 0], [3, 1]), 1),
    },
  ],
  gatherAdjoint: [
    {
      title: "last",
      shapes: [[3, 2]],
      f: (y) => p.gatherAdjoint(y, ints([1, 1, 0, 3, 2, 2], [3, 2]), 1, 4),
    },
    {
      title: "first",
      shapes: [[2, 2]],
      f: (y) => p.gatherAdjoint(y, ints([1, 0, 1, 2], [2, 2]), 0, 3),
    },
  ],
  reshape: [
    {
      title: "[2, 6] to [3, 4]",
      shapes: [[2, 6]],
      f: (x) => x.reshape(3, 4).mul(x.reshape(3, -1)),
    },
    { title: "transposed", shapes: [[2, 3]], f: (x) => x.transpose().reshape(6).square() },
    { title: "to a scalar", shapes: [[1, 1]], f: (x) => x.reshape() },
  ],
  permute: [
    { title: "a cycle", shapes: [[2, 3, 4]], f: (x) => x.permute(2, 0, 1) },
    { title: "all of rank 4", shapes: [[1, 2, 3, 2]], f: (x) => x.permute(3, 1, 0, 2).square() },
  ],
  expand: [
    { title: "[3, 1] to [2, 3, 4]", shapes: [[3, 1]], f: (x) => x.expand(2, 3, 4) },
    { title: "a scalar", shapes: [[]], f: (x) => x.expand(2, 2).square() },
    { title: "[1, 3, 1]", shapes: [[1, 3, 1]], f: (x) => x.expand(2, 3, 2) },
  ],
  slice: [
    { title: "forwards", shapes: [[5, 3]], f: (x) => x.slice(0, 1, 4) },
    { title: "every second", shapes: [[2, 5]], f: (x) => x.slice(1, 0, 5, 2) },
    { title: "backwards", shapes: [[6]], f: (x) => x.slice(0, -1, undefined, -1) },
    {
      title: "backwards by 2, of a transposed",
      shapes: [[3, 5]],
      f: (x) => x.transpose().slice(0, 4, 0, -2).square(),
    },
    { title: "select", shapes: [[3, 4]], f: (x) => x.select(1, -2) },
    {
      title: "unbind",
      shapes: [[2, 5]],
      f: (x) => f.unbind(x, 1).reduce((sum, part, i) => sum.add(part.mul(i + 1).square())),
    },
  ],
  embed: [
    {
      title: "pad",
      shapes: [[2, 3]],
      f: (x) =>
        x.pad(
          [
            [1, 0],
            [2, 1],
          ],
          0.5,
        ),
    },
    { title: "every second", shapes: [[2, 2]], f: (x) => p.embed(x, [2, 5], [0, 1], [1, 2]) },
    { title: "backwards", shapes: [[3, 2]], f: (x) => p.embed(x, [5, 2], [4, 1], [-2, -1]) },
    {
      title: "of a transposed",
      shapes: [[2, 3]],
      f: (x) =>
        x
          .transpose()
          .pad([
            [0, 1],
            [1, 0],
          ])
          .square(),
    },
  ],
  concat: [
    {
      title: "axis 0",
      shapes: [
        [2, 3],
        [1, 3],
      ],
      f: (a, b) => f.concat([a, b, a]),
    },
    {
      title: "last axis",
      shapes: [
        [2, 1],
        [2, 3],
      ],
      f: (a, b) => f.concat([a, b], -1).square(),
    },
    {
      title: "stack of views",
      shapes: [
        [2, 3],
        [3, 2],
      ],
      f: (a, b) => f.stack([a.transpose(), b], 1),
    },
  ],
};

// ── the tests ───────────────────────────────────────────────────────────────────────────────────

const largest = { first: { error: 0, at: "" }, second: { error: 0, at: "" } };
let checked = 0;

for (const name of Object.keys(derivative) as p.Primitive[]) {
  if (name in piecewiseConstant) continue;
  test(`${name}: first and second derivatives equal finite differences`, () => {
    const list = cases[name];
    expect(list, `no case for "${name}"; add one`).toBeDefined();
    list?.forEach((c, i) => {
      const { first, second } = errorsOf(c, 100 + i);
      expect(first, `${name} ${c.title}: first order`).toBeLessThanOrEqual(firstOrder);
      expect(second, `${name} ${c.title}: second order`).toBeLessThanOrEqual(secondOrder);
      checked++;
      if (first > largest.first.error) largest.first = { error: first, at: `${name} ${c.title}` };
      if (second > largest.second.error)
        largest.second = { error: second, at: `${name} ${c.title}` };
    });
  });
}

test.each(Object.entries(piecewiseConstant))(
  "%s is flat: it has no slope, and passes no gradient",
  (name, fn) => {
    expect(derivative[name as p.Primitive].length, "a rule that uses nothing").toBe(0);
    withEngine(twin, () =>
      scope(() => {
        const values = Float64Array.of(0.1, 0.8, 0.4, 0.9);
        const [x] = leaves([values], [[4]]);
        const before = fn(x).data.slice();
        const after = fn(tensor(values.map((v) => v + 1e-6))).data.slice();
        expect(after).toEqual(before);
        expect(slopes(fn(x).mul(2).sum(), x)).toBeUndefined();
      }),
    );
  },
);

// ── the checker itself ──────────────────────────────────────────────────────────────────────────

const rules = derivative as {
  tanh: (typeof derivative)["tanh"];
  matmul: (typeof derivative)["matmul"];
};

/** The errors that the checker finds in a case while another rule stands in the table. */
function withRule<N extends keyof typeof rules>(
  name: N,
  wrong: (typeof rules)[N],
  c: Case,
): Errors {
  const right = rules[name];
  rules[name] = wrong;
  try {
    return errorsOf(c, 1);
  } finally {
    rules[name] = right;
  }
}

test("the checker catches a slope that is wrong by a hundred-thousandth", () => {
  const c = one(p.tanh)[2];
  const { first } = withRule(
    "tanh",
    (dy, _, y) => [() => p.mul(dy, p.oneMinusSquare(y).mul(1.00001))],
    c,
  );
  expect(first).toBeGreaterThan(firstOrder);
});

test("the checker catches a rule that is right once but cannot be differentiated again", () => {
  const c = one(p.tanh)[2];
  const { first, second } = withRule(
    "tanh",
    (dy, _, y) => [() => p.mul(dy, p.oneMinusSquare(y.detach()))],
    c,
  );
  expect(first).toBeLessThanOrEqual(firstOrder);
  expect(second).toBeGreaterThan(secondOrder);
});

test("the checker catches a gradient that forgets an operand", () => {
  const c = matmulCases()[0];
  const { first } = withRule(
    "matmul",
    (dy, [, b], _, { transB }) => [() => p.matmul(dy, b, false, !transB)],
    c,
  );
  expect(first).toBeGreaterThan(firstOrder);
});

afterAll(() =>
  console.log(`${checked} cases; largest relative errors: ${JSON.stringify(largest)}`),
);
