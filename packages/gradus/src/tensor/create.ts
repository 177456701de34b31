/** Making tensors, and the ends of their lives. */
import { CaptureError, ShapeError, StateError, ValueError } from "../core/errors.ts";
import { defaultBackend, wasmBackend } from "./backend/wasm.ts";
import { Engine, type HostArray, type Storage } from "./engine.ts";
import type { Backend } from "./kernels.ts";
import { checkShape, contiguousStrides, type Shape, show, sizeOf } from "./shape.ts";
import { type DType, type Nested, Tensor } from "./tensor.ts";
import { allThreads, checkedThreads, threadsOfEnvironment } from "./threads.ts";
import { siteOf } from "./trace.ts";

let current: Engine | undefined;

/** The engine that new tensors belong to: made at first use. */
export function engine(): Engine {
  current ??= firstEngine(threadsOfEnvironment());
  return current;
}

function firstEngine(threads: number): Engine {
  if (threads === 1) return createEngine(defaultBackend());
  const made = createEngine(wasmBackend({ shared: true }));
  made.recruit(threads);
  return made;
}

/**
 * Lets captured programs share their large operations among threads; results do not depend on how many, not in one bit.
 *
 * Call it before the first tensor is made, because memory that threads share is another kind of memory. Later calls may change the
 * number; programs that were captured before keep the pieces they were cut into. Threads start when a program is captured that has
 * enough to share: layers of a hundred units or more, convolutions, attention. (In a page they start when the event loop turns.)
 * They do not keep a process alive. Several trainings at a time are better off in processes with one thread each. In Node, the
 * environment variable GRADUS_THREADS does the same.
 *
 * @param threads from 1 to 16; without it as many as there are processors, but at most 4, or one, with a warning, where there cannot be
 * more
 * @returns the number of threads
 * @throws StateError where threads cannot share memory (a page that is not cross-origin isolated), or tensors have been made already
 * @example
 * ```ts no-run
 * import { useThreads } from "gradus";
 *
 * useThreads(2);
 * ```
 */
export function useThreads(threads?: number | undefined): number {
  const count = threads === undefined ? allThreads() : checkedThreads(threads, "useThreads");
  if (current === undefined) current = firstEngine(count);
  else if (current.backend.shared !== undefined) current.recruit(count);
  else if (count > 1) {
    const late = `${count} threads cannot be had any more, because tensors have been made in memory for one. Call useThreads before the first tensor, network or agent is made.`;
    if (threads !== undefined) throw new StateError(`useThreads: ${late}`);
    console.warn(`gradus: computing with one thread: ${late}`);
    return 1;
  }
  return count;
}

/** An engine of its own memory on a backend; `withEngine` makes it current for a while. */
export function createEngine(backend: Backend): Engine {
  return new Engine(backend, (fields) => new Tensor(fields));
}

export function withEngine<T>(other: Engine, f: () => T): T {
  const before = current;
  current = other;
  try {
    return f();
  } finally {
    current = before;
  }
}

export interface TensorOptions {
  readonly dtype?: DType;
}

const plain = { generation: 0, ended: "" };

/** A tensor whose values live in ordinary memory, which JavaScript collects. */
function hosted(e: Engine, values: HostArray, shape: Shape): Tensor {
  const storage: Storage = {
    address: 0,
    size: values.length,
    owner: plain,
    generation: 0,
    host: values,
  };
  const dtype = values instanceof Int32Array ? "int32" : "float32";
  return e.make({ engine: e, storage, offset: 0, shape, strides: contiguousStrides(shape), dtype });
}

function hostArray(e: Engine, n: number, dtype: DType): HostArray {
  if (dtype === "int32") return new Int32Array(n);
  return e.float instanceof Float64Array ? new Float64Array(n) : new Float32Array(n);
}

/** Anything numbers can be copied from. */
export type Values = Nested | ArrayLike<number>;

function shapeOf(values: Values): number[] {
  const shape: number[] = [];
  let level: unknown = values;
  while (typeof level === "object" && level !== null) {
    const list = level as ArrayLike<unknown>;
    shape.push(list.length);
    level = list[0];
  }
  return shape;
}

function fill(target: HostArray, values: Values, shape: Shape, axis: number, at: number): number {
  if (typeof values === "number") {
    if (axis !== shape.length) throw ragged(shape, axis);
    target[at] = values;
    return at + 1;
  }
  if (axis >= shape.length || values.length !== shape[axis]) throw ragged(shape, axis);
  let next = at;
  for (let i = 0; i < values.length; i++)
    next = fill(target, values[i] as Values, shape, axis + 1, next);
  return next;
}

function ragged(shape: Shape, axis: number): ShapeError {
  return new ShapeError(
    `tensor: the nested lists are uneven: along axis ${axis} not every list has the length that ${show(shape)} promises.`,
  );
}

/**
 * A tensor from numbers, nested lists or a typed array (with its shape).
 *
 * The values are copied; float32 unless `dtype` says int32 or the array is an Int32Array.
 * @throws ShapeError for ragged or empty lists, or a shape that does not fit the number of values
 */
export function tensor(
  values: Values,
  shape?: Shape | TensorOptions,
  options: TensorOptions = {},
): Tensor {
  const e = engine();
  const given = Array.isArray(shape) ? (shape as Shape) : undefined;
  const { dtype = values instanceof Int32Array ? "int32" : "float32" } =
    given === undefined ? ((shape as TensorOptions) ?? options) : options;
  const isFlat = ArrayBuffer.isView(values);
  const own = isFlat ? [(values as unknown as ArrayLike<number>).length] : shapeOf(values);
  const target = given ?? own;
  checkShape("tensor", target);
  if (sizeOf(target) !== sizeOf(own)) {
    throw new ShapeError(
      `tensor: ${sizeOf(own)} values do not fill the shape ${show(target)}, which has ${sizeOf(target)}.`,
    );
  }
  const host = hostArray(e, sizeOf(target), dtype);
  if (isFlat) host.set(values as unknown as ArrayLike<number>);
  else fill(host, values, own, 0, 0);
  return hosted(e, host, target);
}

export function full(shape: Shape, value: number, options: TensorOptions = {}): Tensor {
  checkShape("full", shape);
  const e = engine();
  const host = hostArray(e, sizeOf(shape), options.dtype ?? "float32");
  return hosted(e, value === 0 ? host : host.fill(value), shape);
}
export function zeros(shape: Shape, options: TensorOptions = {}): Tensor {
  return full(shape, 0, options);
}
export function ones(shape: Shape, options: TensorOptions = {}): Tensor {
  return full(shape, 1, options);
}

/** start, start + step, … below stop. */
export function arange(start: number, stop: number, step = 1, options: TensorOptions = {}): Tensor {
  const n = Math.ceil((stop - start) / step);
  if (!(n >= 1) || !Number.isFinite(n))
    throw new ValueError(`arange: ${start} to ${stop} by ${step} holds no number.`);
  const host = hostArray(engine(), n, options.dtype ?? "float32");
  return hosted(engine(), host.map((_: number, i: number) => start + i * step) as HostArray, [n]);
}

/** int32 classes → rows with a single 1. */
export function oneHot(labels: Tensor | ArrayLike<number>, classes: number): Tensor {
  const t = labels instanceof Tensor ? labels : tensor(labels, { dtype: "int32" });
  return t.oneHot(classes);
}

/**
 * A leaf that wants a gradient. It lives in the engine's memory until its owner is forgotten.
 *
 * @param holder whose it is, for the out-of-memory message
 */
export function parameter(values: Values, shape?: Shape, holder = "parameters"): Tensor {
  const p = buffer(values, shape, holder);
  p.requiresGrad = true;
  return p;
}

/** Like a parameter, without a gradient: running statistics, optimiser moments. */
export function buffer(values: Values, shape?: Shape, holder = "buffers"): Tensor {
  const source = tensor(values, shape);
  if (source.engine.recorder !== undefined) {
    throw new CaptureError(
      `Memory for ${holder}, shape ${show(source.shape)}, was asked for inside a captured function (${siteOf(new Error())}). Make layers, parameters, optimisers and random streams once, outside.`,
    );
  }
  const storage = source.engine.persistent(source.size, holder);
  const t = source.engine.make({ ...fieldsOf(source), storage });
  t.data.set(source.data);
  return t;
}

function fieldsOf(t: Tensor) {
  const { engine: e, storage, offset, shape, strides, dtype } = t;
  return { engine: e, storage, offset, shape, strides, dtype };
}

/** A copy in ordinary memory, which outlives every arena. */
export function keep(t: Tensor): Tensor {
  return hosted(t.engine, t.data.slice() as HostArray, t.shape);
}

// ── ends ────────────────────────────────────────────────────────────────────────────────────────

/** Copies every tensor in a result out of the region that is about to end. */
function rescue<T>(value: T): T {
  if (value instanceof Tensor) {
    return (value.storage.host !== undefined || value.requiresGrad ? value : keep(value)) as T;
  }
  if (value instanceof Promise) {
    throw new StateError(
      "scope, noGrad: the function is async; its tensors would be reclaimed before they are used. Make it synchronous.",
    );
  }
  if (Array.isArray(value)) return value.map(rescue) as T;
  if (
    typeof value === "object" &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype
  ) {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, rescue(v)])) as T;
  }
  return value;
}

function within<T>(e: Engine, ended: string, f: () => T): T {
  if (e.recorder !== undefined) return f(); // a captured program plans its own memory
  e.openRegion(ended);
  try {
    return rescue(f());
  } finally {
    e.closeRegion();
  }
}

/** Runs f; the results of its operations die at its end, except what it returns, which is copied out. */
export function scope<T>(f: () => T): T {
  return within(engine(), "the end of its scope()", f);
}

/** scope() without recording for backward(). */
export function noGrad<T>(f: () => T): T {
  const e = engine();
  const before = e.tracking;
  e.tracking = false;
  try {
    return within(e, "the end of its noGrad()", f);
  } finally {
    e.tracking = before;
  }
}
