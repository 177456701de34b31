/**
 * The primitives: every operation that reaches a kernel, each with one row in the table of derivatives.
 *
 * A primitive checks its operands, allocates the result, emits its command and notes itself on the result. Views (permute,
 * expand, slice, most reshapes) emit nothing. What can be composed of primitives is in functions.ts.
 */
import { ShapeError, StateError, ValueError } from "../core/errors.ts";
import { type Engine, expired, type Ref, type Self, type Storage } from "./engine.ts";
import type { Kernel } from "./kernels.ts";
import {
  axisOf,
  broadcast,
  broadcastStrides,
  collapse,
  contiguousStrides,
  isContiguous,
  type Shape,
  sameShape,
  show,
  sizeOf,
} from "./shape.ts";
import type { DType, Operand, Tensor } from "./tensor.ts";

const unaryNames = [
  "neg",
  "abs",
  "sign",
  "square",
  "sqrt",
  "reciprocal",
  "exp",
  "log",
  "expm1",
  "log1p",
  "sin",
  "cos",
  "tanh",
  "sigmoid",
  "softplus",
  "relu",
  "gelu",
  "erf",
  "floor",
  "positive",
  "oneMinusSquare",
  "logisticSlope",
  "geluSlope",
] as const;
type Unary = (typeof unaryNames)[number];
type Binary =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "maximum"
  | "minimum"
  | "greater"
  | "greaterEqual"
  | "equal"
  | "notEqual";

/** What each primitive is told besides its operands; its rule of differentiation receives it again. */
export interface Params extends Record<Unary | Binary, undefined> {
  pow: { exponent: number };
  where: undefined;
  cast: { dtype: DType };
  contiguous: undefined;
  matmul: { transA: boolean; transB: boolean };
  conv2d: ConvGeometry;
  conv2dInput: ConvGeometry;
  conv2dWeight: ConvGeometry;
  maxPool2d: { indices: Tensor; geometry: PoolGeometry };
  avgPool2d: PoolGeometry;
  avgPool2dAdjoint: PoolGeometry;
  sum: { axes: readonly number[] };
  max: { axes: readonly number[] };
  min: { axes: readonly number[] };
  argmax: { axis: number };
  cumsum: { axis: number; reverse: boolean };
  softmax: undefined;
  logSoftmax: undefined;
  logsumexp: undefined;
  take: { indices: Tensor };
  takeAdjoint: { indices: Tensor };
  gather: { indices: Tensor; axis: number };
  gatherAdjoint: { indices: Tensor; axis: number };
  oneHot: { classes: number };
  reshape: { shape: Shape };
  permute: { order: readonly number[] };
  expand: { shape: Shape };
  slice: { starts: readonly number[]; steps: readonly number[] };
  embed: { starts: readonly number[]; steps: readonly number[] };
  concat: { axis: number };
}
export type Primitive = keyof Params;

export type Pair = number | readonly [number, number];
export interface ConvOptions {
  readonly stride?: Pair;
  readonly padding?: Pair;
  readonly groups?: number;
}
export interface PoolOptions {
  /** The kernel's size unless given. */
  readonly stride?: Pair;
  readonly padding?: Pair;
}
export interface ConvGeometry {
  /** N, C, H, W, O, OH, OW, KH, KW, strideH, strideW, padH, padW, groups: the order of the kernel's arguments. */
  readonly sizes: readonly number[];
  readonly x: Shape;
  readonly w: Shape;
  readonly y: Shape;
}
export interface PoolGeometry {
  /** planes, H, W, OH, OW, KH, KW, strideH, strideW, padH, padW. */
  readonly sizes: readonly number[];
  readonly x: Shape;
  readonly y: Shape;
}

// ── shared by all ───────────────────────────────────────────────────────────────────────────────

function alive(t: Tensor): Tensor {
  const s = t.storage;
  if (s.owner.generation !== s.generation && s.host === undefined) throw expired(s);
  return t;
}

function result(engine: Engine, shape: Shape, dtype: DType = "float32"): Tensor {
  const storage = engine.allocate(sizeOf(shape));
  return engine.make({
    engine,
    storage,
    offset: 0,
    shape,
    strides: contiguousStrides(shape),
    dtype,
  });
}

function view(x: Tensor, shape: Shape, strides: Shape, offset: number = x.offset): Tensor {
  alive(x);
  return x.engine.make({
    engine: x.engine,
    storage: x.storage,
    offset,
    shape,
    strides,
    dtype: x.dtype,
  });
}

/** Notes on `out` where it came from, if a gradient may be wanted. */
function from<P extends Primitive>(
  out: Tensor,
  primitive: P,
  inputs: readonly Tensor[],
  params: Params[P],
): Tensor {
  if (out.engine.tracking && inputs.some((x) => x.tracked)) {
    out.node = { id: out.engine.nextNode++, primitive, inputs, params };
  }
  return out;
}

/** A number as an operand: it travels inside the command. */
export function operand(engine: Engine, x: Operand): Tensor {
  if (typeof x !== "number") return x;
  const storage: Storage = { address: 0, size: 1, owner: constant, generation: 0, inline: x };
  return engine.make({ engine, storage, offset: 0, shape: [], strides: [], dtype: "float32" });
}
const constant = { generation: 0, ended: "" };

function floats(operation: string, x: Tensor): Tensor {
  if (x.dtype !== "float32") {
    throw new ValueError(
      `${operation}: the operand is ${x.dtype} ${show(x.shape)}; convert it with cast("float32").`,
    );
  }
  return alive(x);
}

function indicesOf(operation: string, x: Tensor): Tensor {
  if (x.dtype !== "int32") {
    throw new ValueError(
      `${operation}: indices must be int32, these are ${x.dtype} ${show(x.shape)}; convert them with cast("int32").`,
    );
  }
  return dense(x);
}

function address(x: Tensor): Ref | Self {
  return x.storage.inline === undefined ? x : { self: x.storage.inline };
}

/** The same elements in row-major order, without a note. */
function dense(x: Tensor): Tensor {
  alive(x);
  if (x.storage.inline === undefined && isContiguous(x.shape, x.strides)) return x;
  const out = result(x.engine, x.shape, x.dtype);
  if (x.storage.inline !== undefined) x.engine.emit("fill", out, out.size, x.storage.inline);
  else copyInto(out, 0, out.strides, x);
  return out;
}

/** Writes the elements of x into out's storage, from `offset` on with these strides. */
export function copyInto(out: Tensor, offset: number, strides: Shape, x: Tensor): void {
  const c = collapse(x.shape, [strides, x.strides]);
  const rank = c.shape.length;
  x.engine.emit(
    "copy",
    { storage: out.storage, offset },
    x,
    rank,
    ...c.shape,
    ...c.strides[0],
    ...c.strides[1],
  );
}

// ── elementwise ─────────────────────────────────────────────────────────────────────────────────

function unary(name: Unary): (x: Tensor) => Tensor {
  return (x) => {
    const input = dense(floats(name, x));
    const out = result(x.engine, x.shape);
    x.engine.emit(name, out, input, out.size);
    return from(out, name, [x], undefined);
  };
}

export const neg = unary("neg");
export const abs = unary("abs");
export const sign = unary("sign");
export const square = unary("square");
export const sqrt = unary("sqrt");
export const reciprocal = unary("reciprocal");
export const exp = unary("exp");
export const log = unary("log");
export const expm1 = unary("expm1");
export const log1p = unary("log1p");
export const sin = unary("sin");
export const cos = unary("cos");
export const tanh = unary("tanh");
export const sigmoid = unary("sigmoid");
export const softplus = unary("softplus");
export const relu = unary("relu");
export const gelu = unary("gelu");
export const erf = unary("erf");
export const floor = unary("floor");
/** 1 where x > 0, else 0. */
export const positive = unary("positive");
/** 1 − x², the slope of tanh at its value. */
export const oneMinusSquare = unary("oneMinusSquare");
/** x (1 − x), the slope of the logistic function at its value. */
export const logisticSlope = unary("logisticSlope");
/** Φ(x) + x φ(x), the slope of gelu. */
export const geluSlope = unary("geluSlope");

export function pow(x: Tensor, exponent: number): Tensor {
  const input = dense(floats("pow", x));
  const out = result(x.engine, x.shape);
  x.engine.emit("pow", out, input, out.size, exponent);
  return from(out, "pow", [x], { exponent });
}

function sameEngine(operation: string, a: Tensor, ...others: readonly Tensor[]): Engine {
  const b = others.find((x) => x.engine !== a.engine);
  if (b === undefined) return a.engine;
  throw new StateError(
    `${operation}: the operands belong to two engines (${a.engine.backend.build}, ${b.engine.backend.build}).`,
  );
}

function pairwise(name: Binary, kernel: Kernel, a: Tensor, b: Tensor): Tensor {
  const engine = sameEngine(name, alive(a), alive(b));
  const shape = sameShape(a.shape, b.shape) ? a.shape : broadcast(name, a.shape, b.shape);
  const out = result(engine, shape);
  const c = collapse(shape, [
    out.strides,
    broadcastStrides(a.shape, a.strides, shape),
    broadcastStrides(b.shape, b.strides, shape),
  ]);
  engine.emit(
    kernel,
    out,
    address(a),
    address(b),
    c.shape.length,
    ...c.shape,
    ...c.strides[1],
    ...c.strides[2],
  );
  return out;
}

type BinaryFunction = (a: Operand, b: Operand) => Tensor;

function binary(name: Binary): BinaryFunction {
  return (first, second) => {
    const engine = typeof first === "number" ? (second as Tensor).engine : first.engine;
    const a = floats(name, operand(engine, first));
    const b = floats(name, operand(engine, second));
    return from(pairwise(name, name, a, b), name, [a, b], undefined);
  };
}

export const add: BinaryFunction = binary("add");
export const sub: BinaryFunction = binary("sub");
export const mul: BinaryFunction = binary("mul");
export const div: BinaryFunction = binary("div");
export const maximum: BinaryFunction = binary("maximum");
export const minimum: BinaryFunction = binary("minimum");
/** 1 where a > b, else 0. */
export const greater: BinaryFunction = binary("greater");
export const greaterEqual: BinaryFunction = binary("greaterEqual");
export const notEqual: BinaryFunction = binary("notEqual");

const equalFloats = binary("equal");

/** 1 where a = b, else 0; both float32 or both int32. */
export function equal(a: Tensor, b: Operand): Tensor {
  if (typeof b === "number" || a.dtype !== "int32" || b.dtype !== "int32") return equalFloats(a, b);
  return pairwise("equal", "equalInt", a, b);
}

/** a where condition ≠ 0, else b. */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  const { engine } = condition;
  const inputs = [condition, operand(engine, a), operand(engine, b)].map((x) => floats("where", x));
  sameEngine("where", condition, ...inputs);
  const shape = inputs.reduce((s: Shape, x) => broadcast("where", s, x.shape), []);
  const out = result(engine, shape);
  const c = collapse(shape, [
    out.strides,
    ...inputs.map((x) => broadcastStrides(x.shape, x.strides, shape)),
  ]);
  engine.emit(
    "where",
    out,
    ...inputs.map(address),
    c.shape.length,
    ...c.shape,
    ...c.strides.slice(1).flat(),
  );
  return from(out, "where", inputs, undefined);
}

export function cast(x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x;
  const input = dense(x);
  const out = result(x.engine, x.shape, dtype);
  x.engine.emit(dtype === "int32" ? "toInt" : "toFloat", out, input, out.size);
  return out;
}

/** The same tensor with its elements in row-major order. */
export function contiguous(x: Tensor): Tensor {
  const out = dense(x);
  return out === x ? x : from(out, "contiguous", [x], undefined);
}

// ── products ────────────────────────────────────────────────────────────────────────────────────

/** How gemm may read a matrix: leading dimension and whether it lies transposed. A copy where neither stride is 1. */
function layout(x: Tensor): { x: Tensor; ld: number; trans: boolean } {
  const [rows, cols] = x.shape.slice(-2);
  const [rowStride, colStride] = x.strides.slice(-2);
  if (x.storage.inline === undefined) {
    if ((colStride === 1 || cols === 1) && (rows === 1 || rowStride >= cols)) {
      return { x, ld: rows === 1 ? cols : rowStride, trans: false };
    }
    if ((rowStride === 1 || rows === 1) && (cols === 1 || colStride >= rows)) {
      return { x, ld: cols === 1 ? rows : colStride, trans: true };
    }
  }
  return { x: dense(x), ld: cols, trans: false };
}

/** Whether a matrix, or each of a batch, lies in memory column by column, as a transposed view does. */
export function liesTransposed(x: Tensor): boolean {
  return x.strides[x.rank - 2] === 1 && x.strides[x.rank - 1] !== 1;
}

/** The one stride that walks through a batch, or undefined if there is none. */
function batchStride(batch: Shape, x: Tensor): number | undefined {
  const lead = x.shape.slice(0, -2);
  const strides = broadcastStrides(lead, x.strides.slice(0, -2), batch);
  const c = collapse(batch, [strides]);
  return c.shape.length === 1 ? c.strides[0][0] : undefined;
}

/**
 * op(A) op(B), where op transposes the last two axes if told to; leading axes broadcast. Rank ≥ 2.
 */
export function matmul(a: Tensor, b: Tensor, transA = false, transB = false): Tensor {
  const engine = sameEngine("matmul", floats("matmul", a), floats("matmul", b));
  const [m, k] = transA ? [a.shape.at(-1), a.shape.at(-2)] : [a.shape.at(-2), a.shape.at(-1)];
  const [k2, n] = transB ? [b.shape.at(-1), b.shape.at(-2)] : [b.shape.at(-2), b.shape.at(-1)];
  if (m === undefined || n === undefined || k !== k2 || k === undefined) {
    const hint =
      !transA && !transB && a.shape.at(-1) === b.shape.at(-1)
        ? " Did you mean a.matmul(b.transpose())?"
        : "";
    throw new ShapeError(
      `matmul: ${show(a.shape)} · ${show(b.shape)} — the inner sizes differ, ${k} and ${k2}.${hint}`,
    );
  }
  const batch = broadcast("matmul", a.shape.slice(0, -2), b.shape.slice(0, -2));
  const out = result(engine, [...batch, m, n]);
  const [left, right] = [a, b].map((x) => {
    const l = layout(x);
    if (batchStride(batch, l.x) !== undefined) return l;
    return layout(
      dense(
        view(
          l.x,
          [...batch, ...x.shape.slice(-2)],
          broadcastStrides(l.x.shape, l.x.strides, [...batch, ...x.shape.slice(-2)]),
        ),
      ),
    );
  });
  engine.emit(
    ...(["gemm", out, left.x, right.x, 0, m, n, k, left.ld, right.ld] as const),
    Number(left.trans !== transA),
    Number(right.trans !== transB),
    sizeOf(batch),
    batchStride(batch, left.x) as number,
    batchStride(batch, right.x) as number,
    0,
    n,
  );
  return from(out, "matmul", [a, b], { transA, transB });
}

function pair(p: Pair): readonly [number, number] {
  return typeof p === "number" ? [p, p] : p;
}

function checkedPair(
  operation: string,
  what: string,
  p: Pair,
  least: number,
): readonly [number, number] {
  const [a, b] = pair(p);
  for (const v of [a, b]) {
    if (Number.isInteger(v) && v >= least) continue;
    throw new ValueError(
      `${operation}: ${what} is ${v}; it must be a whole number of at least ${least}.`,
    );
  }
  return [a, b];
}

function outputSize(
  operation: string,
  size: number,
  kernel: number,
  stride: number,
  pad: number,
): number {
  const n = Math.floor((size + 2 * pad - kernel) / stride) + 1;
  if (n >= 1) return n;
  throw new ShapeError(
    `${operation}: a kernel of ${kernel} does not fit into ${size} with padding ${pad}; use a smaller kernel or more padding.`,
  );
}

/** What the kernels' working memory holds: eight million bytes for 32 patches of four-byte numbers. */
const largestPatch = 65_536;

function convGeometry(x: Shape, w: Shape, options: ConvOptions): ConvGeometry {
  const [strideH, strideW] = checkedPair("conv2d", "stride", options.stride ?? 1, 1);
  const [padH, padW] = checkedPair("conv2d", "padding", options.padding ?? 0, 0);
  const groups = options.groups ?? 1;
  if (x.length !== 4 || w.length !== 4) {
    throw new ShapeError(
      `conv2d: expected images [N, C, H, W] and weights [O, C/groups, KH, KW], got ${show(x)} and ${show(w)}.`,
    );
  }
  const [N, C, H, W] = x;
  const [O, perGroup, KH, KW] = w;
  if (!Number.isInteger(groups) || groups < 1 || C % groups !== 0 || O % groups !== 0) {
    throw new ShapeError(
      `conv2d: groups is ${groups}; it must divide the ${C} input and ${O} output channels.`,
    );
  }
  if (perGroup * groups !== C) {
    throw new ShapeError(
      `conv2d: images ${show(x)} have ${C} channels, weights ${show(w)} with ${groups} groups want ${perGroup * groups}.`,
    );
  }
  if (perGroup * KH * KW > largestPatch) {
    throw new ShapeError(
      `conv2d: one patch of ${show(w)} has ${perGroup * KH * KW} elements; at most ${largestPatch} are supported. Use groups or a smaller kernel.`,
    );
  }
  const OH = outputSize("conv2d", H, KH, strideH, padH);
  const OW = outputSize("conv2d", W, KW, strideW, padW);
  return {
    sizes: [N, C, H, W, O, OH, OW, KH, KW, strideH, strideW, padH, padW, groups],
    x,
    w,
    y: [N, O, OH, OW],
  };
}

/** y[n,o,i,j] = Σ x[n, c, i·s + u − p, j·s + v − p] w[o,c,u,v]: cross-correlation, as everywhere in deep learning. */
export function conv2d(x: Tensor, w: Tensor, options: ConvOptions = {}): Tensor {
  return convForward(x, w, convGeometry(x.shape, w.shape, options));
}

type ConvKernel = "conv2d" | "conv2dInput" | "conv2dWeight";

function conv(kernel: ConvKernel, shape: (g: ConvGeometry) => Shape) {
  return (a: Tensor, b: Tensor, g: ConvGeometry): Tensor => {
    sameEngine(kernel, a, b);
    const first = dense(floats(kernel, a));
    const second = dense(floats(kernel, b));
    const out = result(a.engine, shape(g));
    const [, C, , , O] = g.sizes;
    const groups = g.sizes[13];
    const whole = kernel === "conv2dWeight" ? [0, C / groups, 0, O / groups] : [];
    a.engine.emit(kernel, out, first, second, ...g.sizes, ...whole);
    return from(out, kernel, [a, b], g);
  };
}
type ConvFunction = (a: Tensor, b: Tensor, g: ConvGeometry) => Tensor;

/** The three sides of one trilinear form: each is linear in its operands, and the others are its derivatives. */
export const convForward: ConvFunction = conv("conv2d", (g) => g.y);
export const convInput: ConvFunction = conv("conv2dInput", (g) => g.x);
export const convWeight: ConvFunction = conv("conv2dWeight", (g) => g.w);

function poolGeometry(
  operation: string,
  x: Shape,
  kernel: Pair,
  options: PoolOptions,
): PoolGeometry {
  if (x.length !== 4)
    throw new ShapeError(`${operation}: expected images [N, C, H, W], got ${show(x)}.`);
  const [KH, KW] = checkedPair(operation, "the kernel", kernel, 1);
  const [strideH, strideW] = checkedPair(operation, "stride", options.stride ?? kernel, 1);
  const [padH, padW] = checkedPair(operation, "padding", options.padding ?? 0, 0);
  if (2 * padH > KH || 2 * padW > KW) {
    throw new ValueError(
      `${operation}: padding ${padH}, ${padW} is more than half the kernel ${KH}, ${KW}.`,
    );
  }
  const [N, C, H, W] = x;
  const OH = outputSize(operation, H, KH, strideH, padH);
  const OW = outputSize(operation, W, KW, strideW, padW);
  return {
    sizes: [N * C, H, W, OH, OW, KH, KW, strideH, strideW, padH, padW],
    x,
    y: [N, C, OH, OW],
  };
}

/** The greatest element under each window; the gradient goes to the first of equals. */
export function maxPool2d(x: Tensor, kernel: Pair, options: PoolOptions = {}): Tensor {
  const geometry = poolGeometry("maxPool2d", x.shape, kernel, options);
  const input = dense(floats("maxPool2d", x));
  const out = result(x.engine, geometry.y);
  const indices = result(x.engine, geometry.y, "int32");
  x.engine.emit("maxPool2d", out, indices, input, ...geometry.sizes);
  return from(out, "maxPool2d", [x], { indices, geometry });
}

export function avgPool2d(x: Tensor, kernel: Pair, options: PoolOptions = {}): Tensor {
  return avgPool(x, poolGeometry("avgPool2d", x.shape, kernel, options));
}
export function avgPool(x: Tensor, g: PoolGeometry): Tensor {
  const input = dense(floats("avgPool2d", x));
  const out = result(x.engine, g.y);
  x.engine.emit("avgPool2d", out, input, ...g.sizes);
  return from(out, "avgPool2d", [x], g);
}
export function avgPoolAdjoint(y: Tensor, g: PoolGeometry): Tensor {
  const input = dense(floats("avgPool2dAdjoint", y));
  const out = result(y.engine, g.x);
  y.engine.emit("avgPool2dAdjoint", out, input, ...g.sizes);
  return from(out, "avgPool2dAdjoint", [y], g);
}

// ── reductions ──────────────────────────────────────────────────────────────────────────────────

/** A tensor seen as [outer, n, inner] with the axes to reduce in the middle. */
function middle(
  x: Tensor,
  axes: readonly number[],
): { x: Tensor; outer: number; n: number; inner: number } {
  const sorted = [...axes].sort((a, b) => a - b);
  const block = sorted.every((a, i) => i === 0 || a === sorted[i - 1] + 1);
  const n = sizeOf(sorted.map((a) => x.shape[a]));
  if (block) {
    const first = sorted[0] ?? x.shape.length;
    const outer = sizeOf(x.shape.slice(0, first));
    return { x: dense(x), outer, n, inner: x.size / outer / n };
  }
  const rest = x.shape.map((_, i) => i).filter((i) => !sorted.includes(i));
  const order = [...rest, ...sorted];
  const moved = view(
    x,
    order.map((i) => x.shape[i]),
    order.map((i) => x.strides[i]),
  );
  return { x: dense(moved), outer: x.size / n, n, inner: 1 };
}

function reduction(name: "sum" | "max" | "min") {
  return (x: Tensor, axes: readonly number[]): Tensor => {
    const m = middle(floats(name, x), axes);
    const out = result(
      x.engine,
      x.shape.map((d, i) => (axes.includes(i) ? 1 : d)),
    );
    x.engine.emit(name, out, m.x, m.outer, m.n, m.inner);
    return from(out, name, [x], { axes });
  };
}
type Reduction = (x: Tensor, axes: readonly number[]) => Tensor;

/** Reductions keep the reduced axes with size 1. */
export const sum: Reduction = reduction("sum");
export const max: Reduction = reduction("max");
export const min: Reduction = reduction("min");

export function argmax(x: Tensor, axis: number): Tensor {
  const a = axisOf("argmax", axis, x.rank);
  const m = middle(floats("argmax", x), [a]);
  const out = result(
    x.engine,
    x.shape.filter((_, i) => i !== a),
    "int32",
  );
  x.engine.emit("argmax", out, m.x, m.outer, m.n, m.inner);
  return out;
}

export function cumsum(x: Tensor, axis: number, reverse: boolean): Tensor {
  const a = axisOf("cumsum", axis, x.rank);
  const m = middle(floats("cumsum", x), [a]);
  const out = result(x.engine, x.shape);
  x.engine.emit("cumsum", out, m.x, m.outer, m.n, m.inner, Number(reverse));
  return from(out, "cumsum", [x], { axis: a, reverse });
}

function rowwise(name: "softmax" | "logSoftmax" | "logsumexp") {
  return (x: Tensor): Tensor => {
    const n = x.shape.at(-1);
    if (n === undefined)
      throw new ShapeError(`${name}: a single number has no axis to work along.`);
    const input = dense(floats(name, x));
    const out = result(x.engine, name === "logsumexp" ? [...x.shape.slice(0, -1), 1] : x.shape);
    x.engine.emit(name, out, input, x.size / n, n);
    return from(out, name, [x], undefined);
  };
}
type Rowwise = (x: Tensor) => Tensor;

/** Along the last axis. */
export const softmax: Rowwise = rowwise("softmax");
export const logSoftmax: Rowwise = rowwise("logSoftmax");
/** Along the last axis, which stays with size 1. */
export const logsumexp: Rowwise = rowwise("logsumexp");

// ── indices ─────────────────────────────────────────────────────────────────────────────────────

export function take(x: Tensor, indices: Tensor): Tensor {
  const idx = indicesOf("take", indices);
  sameEngine("take", x, idx);
  if (x.rank === 0) throw new ShapeError("take: a single number has no rows.");
  const input = dense(floats("take", x));
  const out = result(x.engine, [...idx.shape, ...x.shape.slice(1)]);
  x.engine.emit("take", out, input, idx, idx.size, x.size / x.shape[0], x.shape[0]);
  return from(out, "take", [x], { indices: idx });
}

/** [rows, ..]: the sum over i of y[i] at row indices[i]. */
export function takeAdjoint(y: Tensor, indices: Tensor, rows: number): Tensor {
  const input = dense(y);
  const width = y.size / indices.size;
  const out = result(y.engine, [rows, ...y.shape.slice(indices.rank)]);
  y.engine.emit("takeAdjoint", out, input, indices, indices.size, width, rows);
  return from(out, "takeAdjoint", [y], { indices });
}

export function gather(x: Tensor, indices: Tensor, axis: number): Tensor {
  const a = axisOf("gather", axis, x.rank);
  const idx = indicesOf("gather", indices);
  sameEngine("gather", x, idx);
  if (idx.rank !== x.rank || idx.shape.some((d, i) => i !== a && d !== x.shape[i])) {
    throw new ShapeError(
      `gather: indices ${show(idx.shape)} must have the shape of ${show(x.shape)} except along axis ${a}.`,
    );
  }
  const m = middle(floats("gather", x), [a]);
  const out = result(x.engine, idx.shape);
  x.engine.emit("gather", out, m.x, idx, m.outer, m.n, idx.shape[a], m.inner);
  return from(out, "gather", [x], { indices: idx, axis: a });
}

/** The adjoint of gather: sums of y at the places that `indices` name, along an axis of size n. */
export function gatherAdjoint(y: Tensor, indices: Tensor, axis: number, n: number): Tensor {
  const m = middle(y, [axis]);
  const out = result(
    y.engine,
    y.shape.map((d, i) => (i === axis ? n : d)),
  );
  y.engine.emit("gatherAdjoint", out, m.x, indices, m.outer, n, m.n, m.inner);
  return from(out, "gatherAdjoint", [y], { indices, axis });
}

export function oneHot(indices: Tensor, classes: number): Tensor {
  const idx = indicesOf("oneHot", indices);
  if (!Number.isInteger(classes) || classes < 1) {
    throw new ValueError(`oneHot: classes is ${classes}; it must be a whole number of at least 1.`);
  }
  const out = result(idx.engine, [...idx.shape, classes]);
  idx.engine.emit("oneHot", out, idx, idx.size, classes);
  return out;
}

// ── shape ───────────────────────────────────────────────────────────────────────────────────────

export function reshape(x: Tensor, shape: Shape): Tensor {
  if (sameShape(shape, x.shape)) return x;
  const strides = isContiguous(x.shape, x.strides) && x.storage.inline === undefined;
  const source = strides ? x : dense(x);
  return from(view(source, shape, contiguousStrides(shape)), "reshape", [x], { shape });
}

export function permute(x: Tensor, order: readonly number[]): Tensor {
  const axes = order.map((a) => axisOf("permute", a, x.rank));
  if (axes.length !== x.rank || axes.some((a, i) => axes.indexOf(a) !== i)) {
    throw new ShapeError(
      `permute: [${order.join(", ")}] is not an order of the ${x.rank} axes of ${show(x.shape)}.`,
    );
  }
  const out = view(
    x,
    axes.map((a) => x.shape[a]),
    axes.map((a) => x.strides[a]),
  );
  return from(out, "permute", [x], { order: axes });
}

export function expand(x: Tensor, shape: Shape): Tensor {
  if (sameShape(shape, x.shape)) return x;
  if (!sameShape(broadcast("expand", x.shape, shape), shape)) {
    throw new ShapeError(
      `expand: ${show(x.shape)} cannot be repeated to ${show(shape)}; only sizes of 1 can grow.`,
    );
  }
  return from(view(x, shape, broadcastStrides(x.shape, x.strides, shape)), "expand", [x], {
    shape,
  });
}

/** Elements starts[i] + j·steps[i], 0 ≤ j < shape[i], of each axis. A view. */
export function slice(
  x: Tensor,
  starts: readonly number[],
  shape: Shape,
  steps: readonly number[],
): Tensor {
  const offset = starts.reduce((o, s, i) => o + s * x.strides[i], x.offset);
  const out = view(
    x,
    shape,
    x.strides.map((s, i) => s * steps[i]),
    offset,
  );
  return from(out, "slice", [x], { starts, steps });
}

/** Zeros of the given shape with x at starts[i] + j·steps[i]: the adjoint of slice. */
export function embed(
  x: Tensor,
  shape: Shape,
  starts: readonly number[],
  steps: readonly number[],
): Tensor {
  const out = result(x.engine, shape, x.dtype);
  x.engine.emit("fill", out, out.size, 0);
  const offset = starts.reduce((o, s, i) => o + s * out.strides[i], 0);
  const source = x.storage.inline === undefined ? alive(x) : dense(x);
  copyInto(
    out,
    offset,
    out.strides.map((s, i) => s * steps[i]),
    source,
  );
  return from(out, "embed", [x], { starts, steps });
}

export function concat(xs: readonly Tensor[], axis: number): Tensor {
  if (xs.length === 0) throw new ShapeError("concat: nothing to join; give at least one tensor.");
  const first = xs[0];
  const a = axisOf("concat", axis, first.rank);
  sameEngine("concat", first, ...xs);
  for (const x of xs) {
    if (
      x.dtype === first.dtype &&
      x.rank === first.rank &&
      x.shape.every((d, i) => i === a || d === first.shape[i])
    )
      continue;
    throw new ShapeError(
      `concat: ${first.dtype} ${show(first.shape)} and ${x.dtype} ${show(x.shape)} must agree in everything but the size of axis ${a}.`,
    );
  }
  const shape = first.shape.map((d, i) => (i === a ? xs.reduce((n, x) => n + x.shape[a], 0) : d));
  const out = result(first.engine, shape, first.dtype);
  let at = 0;
  for (const x of xs) {
    const source = x.storage.inline === undefined ? alive(x) : dense(x);
    copyInto(out, at * out.strides[a], out.strides, source);
    at += x.shape[a];
  }
  return from(out, "concat", xs, { axis: a });
}
