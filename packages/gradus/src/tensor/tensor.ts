/**
 * Tensor: numbers in a row-major grid, with the operations of PyTorch.
 *
 * A tensor is a view (shape, strides, offset) of a storage. Operations never change their operands. The methods are thin:
 * what they do is in primitives.ts (one kernel each, with a derivative) and functions.ts (composed of primitives).
 */
import { ShapeError, StateError } from "../core/errors.ts";
import { backward } from "./autograd.ts";
import type { Engine, HostArray, Storage } from "./engine.ts";
import * as f from "./functions.ts";
import type { Primitive } from "./primitives.ts";
import * as p from "./primitives.ts";
import { isContiguous, type Shape, show, sizeOf } from "./shape.ts";

export type DType = "float32" | "int32";
export type Operand = Tensor | number;
export type Nested = number | readonly Nested[];

/** How a tensor came to be, for backward(). */
export interface Node {
  readonly id: number;
  readonly primitive: Primitive;
  readonly inputs: readonly Tensor[];
  readonly params: unknown;
}

export interface TensorFields {
  readonly engine: Engine;
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: Shape;
  readonly strides: Shape;
  readonly dtype: DType;
}

/** Whether the memory of a tensor's elements was reclaimed. */
function isDead({ storage }: Tensor): boolean {
  return storage.host === undefined && storage.owner.generation !== storage.generation;
}

export class Tensor {
  readonly engine: Engine;
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: Shape;
  readonly strides: Shape;
  readonly dtype: DType;
  /** Set when the result depends on something that wants a gradient. */
  node: Node | undefined = undefined;
  /** A leaf (a parameter) that collects its gradient in `grad`. */
  requiresGrad = false;
  private gradient: Tensor | undefined = undefined;

  constructor(fields: TensorFields) {
    this.engine = fields.engine;
    this.storage = fields.storage;
    this.offset = fields.offset;
    this.shape = fields.shape;
    this.strides = fields.strides;
    this.dtype = fields.dtype;
  }

  get size(): number {
    return sizeOf(this.shape);
  }
  get rank(): number {
    return this.shape.length;
  }
  /** Whether a gradient can flow through this tensor. */
  get tracked(): boolean {
    return this.requiresGrad || this.node !== undefined;
  }

  /** ∂loss/∂this after backward(), for a leaf with requiresGrad; undefined before, and after the optimiser's step. */
  get grad(): Tensor | undefined {
    const g = this.gradient;
    if (g !== undefined && isDead(g)) this.gradient = undefined;
    return this.gradient;
  }
  set grad(g: Tensor | undefined) {
    this.gradient = g;
  }

  // ── reading ─────────────────────────────────────────────────────────────────────────────────

  /**
   * The elements, as a view that is taken fresh: read it at once, do not store it.
   * For a parameter or a plain tensor writing into it changes the tensor.
   * @throws StateError after the tensor's memory was reclaimed; CaptureError while a function is being captured
   */
  get data(): HostArray {
    const { storage, engine } = this;
    if (storage.inline !== undefined)
      return new (engine.float instanceof Float64Array ? Float64Array : Float32Array)(
        this.size,
      ).fill(storage.inline);
    if (engine.recorder !== undefined) throw f.readWhileCaptured(this);
    const source = isContiguous(this.shape, this.strides) ? this : p.contiguous(this);
    if (source.storage.host !== undefined) {
      source.storage.address = 0; // it may be written to: copy it in again at the next use
      return source.storage.host.subarray(source.offset, source.offset + source.size);
    }
    const start = (engine.addressOf(source.storage) >> 2) + source.offset;
    return (this.dtype === "int32" ? engine.int : engine.float).subarray(start, start + this.size);
  }

  /** A copy of the elements as nested arrays (a number for rank 0). */
  toArray(): Nested {
    const flat = this.data;
    const build = (axis: number, start: number, span: number): Nested => {
      if (axis === this.rank) return flat[start];
      const step = span / this.shape[axis];
      return Array.from({ length: this.shape[axis] }, (_, i) =>
        build(axis + 1, start + i * step, step),
      );
    };
    return build(0, 0, this.size);
  }

  /** The only element. */
  item(): number {
    if (this.size !== 1) {
      throw new ShapeError(
        `item: the tensor has shape ${show(this.shape)}; item() needs exactly one element.`,
      );
    }
    return this.data[0];
  }

  toString(): string {
    const head = `tensor ${this.dtype} ${show(this.shape)}`;
    if (isDead(this) || this.engine.recorder !== undefined || this.size > 1000) return head;
    return `${head} ${JSON.stringify(this.toArray())}`;
  }

  /** Overwrites the elements of a parameter or buffer in place. */
  assign(values: ArrayLike<number>): this {
    if (values.length !== this.size) {
      throw new ShapeError(
        `assign: ${values.length} values for a tensor of shape ${show(this.shape)}, which has ${this.size}.`,
      );
    }
    if (!isContiguous(this.shape, this.strides))
      throw new StateError("assign: this tensor is a strided view; assign to the tensor it views.");
    this.data.set(values);
    return this;
  }

  // ── gradients ───────────────────────────────────────────────────────────────────────────────

  /** Fills `grad` of every leaf this scalar depends on. */
  backward(): void {
    backward(this);
  }

  /** The same values, cut off from the graph. */
  detach(): Tensor {
    return this.engine.make(this);
  }

  // ── elementwise ─────────────────────────────────────────────────────────────────────────────

  add(b: Operand): Tensor {
    return p.add(this, b);
  }
  sub(b: Operand): Tensor {
    return p.sub(this, b);
  }
  mul(b: Operand): Tensor {
    return p.mul(this, b);
  }
  div(b: Operand): Tensor {
    return p.div(this, b);
  }
  neg(): Tensor {
    return p.neg(this);
  }
  abs(): Tensor {
    return p.abs(this);
  }
  sign(): Tensor {
    return p.sign(this);
  }
  square(): Tensor {
    return p.square(this);
  }
  sqrt(): Tensor {
    return p.sqrt(this);
  }
  reciprocal(): Tensor {
    return p.reciprocal(this);
  }
  exp(): Tensor {
    return p.exp(this);
  }
  log(): Tensor {
    return p.log(this);
  }
  expm1(): Tensor {
    return p.expm1(this);
  }
  log1p(): Tensor {
    return p.log1p(this);
  }
  sin(): Tensor {
    return p.sin(this);
  }
  cos(): Tensor {
    return p.cos(this);
  }
  tanh(): Tensor {
    return p.tanh(this);
  }
  sigmoid(): Tensor {
    return p.sigmoid(this);
  }
  /** log(1 + eˣ), without overflow. */
  softplus(): Tensor {
    return p.softplus(this);
  }
  relu(): Tensor {
    return p.relu(this);
  }
  /** x Φ(x) with the exact normal distribution function. */
  gelu(): Tensor {
    return p.gelu(this);
  }
  erf(): Tensor {
    return p.erf(this);
  }
  floor(): Tensor {
    return p.floor(this);
  }
  /** xⁿ for a number n. */
  pow(exponent: number): Tensor {
    return p.pow(this, exponent);
  }
  maximum(b: Operand): Tensor {
    return p.maximum(this, b);
  }
  minimum(b: Operand): Tensor {
    return p.minimum(this, b);
  }
  /** min(max(x, low), high); the gradient is 0 outside. */
  clamp(low: Operand, high: Operand): Tensor {
    return p.minimum(p.maximum(this, low), high);
  }
  /** 1 where this > b, else 0. */
  greater(b: Operand): Tensor {
    return p.greater(this, b);
  }
  greaterEqual(b: Operand): Tensor {
    return p.greaterEqual(this, b);
  }
  less(b: Operand): Tensor {
    return p.greater(f.operand(this.engine, b), this);
  }
  lessEqual(b: Operand): Tensor {
    return p.greaterEqual(f.operand(this.engine, b), this);
  }
  equal(b: Operand): Tensor {
    return p.equal(this, b);
  }
  notEqual(b: Operand): Tensor {
    return p.notEqual(this, b);
  }
  /** int32 → float32, or float32 → int32 towards zero. */
  cast(dtype: DType): Tensor {
    return p.cast(this, dtype);
  }

  // ── products ────────────────────────────────────────────────────────────────────────────────

  /** [.., M, K] · [.., K, N] → [.., M, N]; vectors as in NumPy; a transposed operand costs no copy. */
  matmul(b: Tensor): Tensor {
    return f.matmul(this, b);
  }
  /** Cross-correlation of [N, C, H, W] with [O, C/groups, KH, KW]. */
  conv2d(weight: Tensor, options: p.ConvOptions = {}): Tensor {
    return p.conv2d(this, weight, options);
  }
  maxPool2d(kernel: p.Pair, options: p.PoolOptions = {}): Tensor {
    return f.maxPool2d(this, kernel, options);
  }
  avgPool2d(kernel: p.Pair, options: p.PoolOptions = {}): Tensor {
    return p.avgPool2d(this, kernel, options);
  }

  // ── reductions ──────────────────────────────────────────────────────────────────────────────

  /** Over all elements, or over the given axes. */
  sum(axes?: f.Axes, options: f.ReduceOptions = {}): Tensor {
    return f.sum(this, axes, options);
  }
  mean(axes?: f.Axes, options: f.ReduceOptions = {}): Tensor {
    return f.mean(this, axes, options);
  }
  /** The variance; correction 0 divides by n, 1 by n − 1. */
  variance(axes?: f.Axes, options: f.ReduceOptions & { correction?: number } = {}): Tensor {
    return f.variance(this, axes, options);
  }
  max(axes?: f.Axes, options: f.ReduceOptions = {}): Tensor {
    return f.extreme("max", this, axes, options);
  }
  min(axes?: f.Axes, options: f.ReduceOptions = {}): Tensor {
    return f.extreme("min", this, axes, options);
  }
  /** Index (int32) of the first greatest element along an axis. */
  argmax(axis = -1): Tensor {
    return p.argmax(this, axis);
  }
  cumsum(axis: number, options: { reverse?: boolean } = {}): Tensor {
    return p.cumsum(this, axis, options.reverse ?? false);
  }
  softmax(axis = -1): Tensor {
    return f.alongLast(this, axis, p.softmax);
  }
  logSoftmax(axis = -1): Tensor {
    return f.alongLast(this, axis, p.logSoftmax);
  }
  /** log Σ eˣ along an axis, which disappears. */
  logsumexp(axis = -1): Tensor {
    return f.logsumexp(this, axis);
  }

  // ── indices ─────────────────────────────────────────────────────────────────────────────────

  /** Rows of axis 0: result [..indices.shape, ..shape.slice(1)]. */
  take(indices: Tensor): Tensor {
    return p.take(this, indices);
  }
  /** result[.., j, ..] = this[.., indices[.., j, ..], ..] along `axis`, as torch.gather. */
  gather(indices: Tensor, axis: number): Tensor {
    return p.gather(this, indices, axis);
  }
  /** One of `classes` per index: result [..shape, classes]. */
  oneHot(classes: number): Tensor {
    return p.oneHot(this, classes);
  }

  // ── shape ───────────────────────────────────────────────────────────────────────────────────

  /** One size may be −1. */
  reshape(...shape: number[]): Tensor {
    return f.reshape(this, shape);
  }
  flatten(from = 0): Tensor {
    return f.flatten(this, from);
  }
  /** Swaps two axes (the last two by default). A view. */
  transpose(a = -2, b = -1): Tensor {
    return f.transpose(this, a, b);
  }
  permute(...order: number[]): Tensor {
    return p.permute(this, order);
  }
  /** Repeats axes of size 1. A view. */
  expand(...shape: number[]): Tensor {
    return p.expand(this, shape);
  }
  /** start ≤ index < stop along an axis, every step-th; negative indices count from the end; a negative step reverses. */
  slice(axis: number, start: number, stop?: number, step = 1): Tensor {
    return f.slice(this, axis, start, stop, step);
  }
  /** One index along an axis, which disappears. */
  select(axis: number, index: number): Tensor {
    return f.select(this, axis, index);
  }
  flip(axis: number): Tensor {
    return f.flip(this, axis);
  }
  /** `before` and `after` elements of `value` around each axis. */
  pad(widths: readonly (readonly [number, number])[], value = 0): Tensor {
    return f.pad(this, widths, value);
  }
  unsqueeze(axis: number): Tensor {
    return f.unsqueeze(this, axis);
  }
  squeeze(axis: number): Tensor {
    return f.squeeze(this, axis);
  }
  /** A tensor whose elements lie in row-major order. */
  contiguous(): Tensor {
    return p.contiguous(this);
  }
}
