/** Operations composed of primitives; their derivatives follow. */
import { CaptureError, ShapeError, ValueError } from "../core/errors.ts";
import * as p from "./primitives.ts";
import { axisOf, type Shape, sameShape, show, sizeOf } from "./shape.ts";
import type { Operand, Tensor } from "./tensor.ts";
import { siteOf } from "./trace.ts";

export { operand } from "./primitives.ts";

export type Axes = number | readonly number[];
export interface ReduceOptions {
  /** Keep reduced axes with size 1. */
  readonly keepDims?: boolean;
}

/** Sums over the axes in which `shape` was broadcast to the shape of `g`. */
export function sumTo(g: Tensor, shape: Shape): Tensor {
  if (sameShape(g.shape, shape)) return g;
  const lead = g.rank - shape.length;
  const axes = g.shape
    .map((_, i) => i)
    .filter((i) => i < lead || (shape[i - lead] === 1 && g.shape[i] !== 1));
  return p.reshape(p.sum(g, axes), shape);
}

// ── reductions ──────────────────────────────────────────────────────────────────────────────────

function axesOf(operation: string, x: Tensor, axes: Axes | undefined): number[] {
  if (axes === undefined) return x.shape.map((_, i) => i);
  const list = typeof axes === "number" ? [axes] : axes;
  const found = list.map((a) => axisOf(operation, a, x.rank));
  if (new Set(found).size !== found.length) {
    throw new ShapeError(`${operation}: an axis is named twice in [${list.join(", ")}].`);
  }
  return found;
}

function dropAxes(y: Tensor, axes: readonly number[], options: ReduceOptions): Tensor {
  return options.keepDims
    ? y
    : p.reshape(
        y,
        y.shape.filter((_, i) => !axes.includes(i)),
      );
}

export function sum(x: Tensor, axes?: Axes, options: ReduceOptions = {}): Tensor {
  const list = axesOf("sum", x, axes);
  return dropAxes(p.sum(x, list), list, options);
}

export function mean(x: Tensor, axes?: Axes, options: ReduceOptions = {}): Tensor {
  const list = axesOf("mean", x, axes);
  const n = sizeOf(list.map((a) => x.shape[a]));
  return dropAxes(p.mul(p.sum(x, list), 1 / n), list, options);
}

export function variance(
  x: Tensor,
  axes?: Axes,
  options: ReduceOptions & { correction?: number } = {},
): Tensor {
  const list = axesOf("variance", x, axes);
  const n = sizeOf(list.map((a) => x.shape[a])) - (options.correction ?? 0);
  if (n <= 0)
    throw new ValueError(
      `variance: ${n + (options.correction ?? 0)} elements with correction ${options.correction} leave nothing to divide by.`,
    );
  const centred = p.sub(x, mean(x, list, { keepDims: true }));
  return dropAxes(p.mul(p.sum(p.square(centred), list), 1 / n), list, options);
}

export function extreme(
  which: "max" | "min",
  x: Tensor,
  axes?: Axes,
  options: ReduceOptions = {},
): Tensor {
  const list = axesOf(which, x, axes);
  return dropAxes(p[which](x, list), list, options);
}

/** A function of the last axis, along any axis. */
export function alongLast(x: Tensor, axis: number, f: (x: Tensor) => Tensor): Tensor {
  const a = axisOf("softmax", axis, x.rank);
  if (a === x.rank - 1) return f(x);
  return transpose(f(transpose(x, a, x.rank - 1)), a, x.rank - 1);
}

export function logsumexp(x: Tensor, axis = -1): Tensor {
  const a = axisOf("logsumexp", axis, x.rank);
  return squeeze(alongLast(x, a, p.logsumexp), a);
}

// ── products ────────────────────────────────────────────────────────────────────────────────────

export function matmul(a: Tensor, b: Tensor): Tensor {
  if (a.rank === 0 || b.rank === 0) {
    throw new ShapeError(
      `matmul: ${show(a.shape)} · ${show(b.shape)} — a single number is not a matrix; use mul.`,
    );
  }
  if (a.rank === 1) return squeeze(matmul(unsqueeze(a, 0), b), b.rank === 1 ? 0 : -2);
  if (b.rank === 1) return squeeze(matmul(a, unsqueeze(b, 1)), -1);
  if (a.rank > 2 && b.rank === 2 && !p.liesTransposed(a)) {
    const rows = p.reshape(a, [a.size / a.shape[a.rank - 1], a.shape[a.rank - 1]]);
    const y = p.matmul(rows, b);
    return p.reshape(y, [...a.shape.slice(0, -1), y.shape[1]]);
  }
  return p.matmul(a, b);
}

export function maxPool2d(x: Tensor, kernel: p.Pair, options: p.PoolOptions = {}): Tensor {
  return p.maxPool2d(x, kernel, options);
}

// ── shape ───────────────────────────────────────────────────────────────────────────────────────

export function reshape(x: Tensor, shape: Shape): Tensor {
  const known = shape.reduce((n, d) => (d === -1 ? n : n * d), 1);
  const free = shape.filter((d) => d === -1).length;
  const full = shape.map((d) => (d === -1 ? x.size / known : d));
  if (free > 1 || sizeOf(full) !== x.size || !full.every((d) => Number.isInteger(d) && d > 0)) {
    throw new ShapeError(
      `reshape: ${show(x.shape)} has ${x.size} elements and cannot become ${show(shape)}.`,
    );
  }
  return p.reshape(x, full);
}

export function flatten(x: Tensor, start = 0): Tensor {
  if (x.rank === 0) return p.reshape(x, [1]);
  const a = axisOf("flatten", start, x.rank);
  return p.reshape(x, [...x.shape.slice(0, a), sizeOf(x.shape.slice(a))]);
}

export function transpose(x: Tensor, a = -2, b = -1): Tensor {
  const i = axisOf("transpose", a, x.rank);
  const j = axisOf("transpose", b, x.rank);
  const order = x.shape.map((_, k) => (k === i ? j : k === j ? i : k));
  return p.permute(x, order);
}

export function unsqueeze(x: Tensor, axis: number): Tensor {
  const a = axisOf("unsqueeze", axis, x.rank + 1);
  return p.reshape(x, [...x.shape.slice(0, a), 1, ...x.shape.slice(a)]);
}

export function squeeze(x: Tensor, axis: number): Tensor {
  const a = axisOf("squeeze", axis, x.rank);
  if (x.shape[a] !== 1)
    throw new ShapeError(
      `squeeze: axis ${axis} of ${show(x.shape)} has size ${x.shape[a]}, not 1.`,
    );
  return p.reshape(
    x,
    x.shape.filter((_, i) => i !== a),
  );
}

export function slice(x: Tensor, axis: number, start: number, stop?: number, step = 1): Tensor {
  const a = axisOf("slice", axis, x.rank);
  const n = x.shape[a];
  for (const [name, i] of [
    ["start", start],
    ["stop", stop ?? 0],
  ] as const) {
    if (!Number.isInteger(i))
      throw new ValueError(`slice: ${name} is ${i}; it must be a whole number.`);
  }
  if (!Number.isInteger(step) || step === 0)
    throw new ValueError(`slice: step is ${step}; it must be a whole number other than 0.`);
  const at = (i: number): number => (i < 0 ? i + n : i);
  const first = at(start);
  const end = stop === undefined ? (step > 0 ? n : -1) : at(stop);
  const count = Math.ceil((end - first) / step);
  if (!(count >= 1) || first < 0 || first >= n || end > n || end < -1) {
    throw new ShapeError(
      `slice: ${start} to ${stop ?? "the end"} by ${step} takes nothing, or leaves axis ${a} of ${show(x.shape)}; empty tensors are refused.`,
    );
  }
  const only = <T>(value: T, other: (i: number) => T): T[] =>
    x.shape.map((_, i) => (i === a ? value : other(i)));
  return p.slice(
    x,
    only(first, () => 0),
    only(count, (i) => x.shape[i]),
    only(step, () => 1),
  );
}

export function select(x: Tensor, axis: number, index: number): Tensor {
  const a = axisOf("select", axis, x.rank);
  const n = x.shape[a];
  if (!Number.isInteger(index) || index < -n || index >= n) {
    throw new ShapeError(
      `select: index ${index} does not exist along axis ${a} of ${show(x.shape)}.`,
    );
  }
  const i = index < 0 ? index + n : index;
  return squeeze(slice(x, a, i, i + 1), a);
}

/**
 * All slices along an axis, without that axis: `select` for each index, with the same bits, gradients too.
 *
 * It cuts in halves, and these again: the gradient of a slice fills what it is cut from with zeros around it, so that T slices of one
 * tensor cost T times its size, and these log₂ T times.
 */
export function unbind(x: Tensor, axis = 0): Tensor[] {
  const a = axisOf("unbind", axis, x.rank);
  const n = x.shape[a];
  if (n === 1) return [squeeze(x, a)];
  return [...unbind(slice(x, a, 0, n >> 1), a), ...unbind(slice(x, a, n >> 1), a)];
}

export function flip(x: Tensor, axis: number): Tensor {
  return slice(x, axis, -1, undefined, -1);
}

export function pad(x: Tensor, widths: readonly (readonly [number, number])[], value = 0): Tensor {
  if (widths.length !== x.rank || widths.flat().some((w) => !Number.isInteger(w) || w < 0)) {
    throw new ShapeError(
      `pad: ${show(x.shape)} needs one pair [before, after] of whole numbers ≥ 0 for each axis, got ${JSON.stringify(widths)}.`,
    );
  }
  const shape = x.shape.map((d, i) => widths[i][0] + d + widths[i][1]);
  const starts = widths.map(([before]) => before);
  const steps = x.shape.map(() => 1);
  const inner = p.embed(x, shape, starts, steps);
  if (value === 0) return inner;
  const ones = p.embed(p.expand(p.operand(x.engine, 1), x.shape), shape, starts, steps);
  return p.where(ones, inner, value);
}

export function concat(xs: readonly Tensor[], axis = 0): Tensor {
  return p.concat(xs, axis);
}

/** Joins tensors of one shape along a new axis. */
export function stack(xs: readonly Tensor[], axis = 0): Tensor {
  return p.concat(
    xs.map((x) => unsqueeze(x, axis)),
    axis,
  );
}

export function maximum(a: Operand, b: Operand): Tensor {
  return p.maximum(a, b);
}
export function minimum(a: Operand, b: Operand): Tensor {
  return p.minimum(a, b);
}
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  return p.where(condition, a, b);
}

// ── attention ───────────────────────────────────────────────────────────────────────────────────

/**
 * softmax(Q Kᵀ / √d + mask) V — scaled dot-product attention, Vaswani et al. 2017, eq. 1 (arXiv:1706.03762).
 *
 * @param q [.., T, d]
 * @param k [.., S, d]
 * @param v [.., S, dv]
 * @param mask [.., T, S] added to the scores: 0 where a query may look, a large negative number where it may not
 */
export function attention(q: Tensor, k: Tensor, v: Tensor, mask?: Tensor): Tensor {
  const d = q.shape[q.rank - 1];
  const scores = p.mul(matmul(q, transpose(k)), 1 / Math.sqrt(d));
  return matmul(p.softmax(mask === undefined ? scores : p.add(scores, mask)), v);
}

/** The error for reading a value that does not exist yet. */
export function readWhileCaptured(t: Tensor): CaptureError {
  return new CaptureError(
    `A value of a tensor ${show(t.shape)} was read (${siteOf(new Error())}) while a function is being captured: there are no values yet. ` +
      "Return the tensor and read it outside, or compute with tensors only.",
  );
}
