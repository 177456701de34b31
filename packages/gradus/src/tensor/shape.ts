/**
 * Shapes and strides: broadcasting, and the merging of dimensions that lets one loop do the work of many.
 *
 * A shape is a list of sizes, row-major; strides count elements. A broadcast dimension has stride 0.
 */
import { ShapeError } from "../core/errors.ts";

export type Shape = readonly number[];

export function sizeOf(shape: Shape): number {
  let n = 1;
  for (const d of shape) n *= d;
  return n;
}

export function contiguousStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  for (let i = shape.length - 1, step = 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i];
  }
  return strides;
}

export function isContiguous(shape: Shape, strides: Shape): boolean {
  for (let i = shape.length - 1, step = 1; i >= 0; i--) {
    if (shape[i] !== 1 && strides[i] !== step) return false;
    step *= shape[i];
  }
  return true;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export function show(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** The shape that `a` and `b` broadcast to, by NumPy's rule. */
export function broadcast(operation: string, a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const p = a[a.length - i] ?? 1;
    const q = b[b.length - i] ?? 1;
    if (p !== q && p !== 1 && q !== 1) {
      throw new ShapeError(
        `${operation}: ${show(a)} and ${show(b)} do not broadcast; dimension −${i} is ${p} in one and ${q} in the other.`,
      );
    }
    shape[rank - i] = p === 1 ? q : p;
  }
  return shape;
}

/** Strides of a tensor when it is read as `shape`: 0 where it is repeated. */
export function broadcastStrides(from: Shape, strides: Shape, shape: Shape): number[] {
  const lead = shape.length - from.length;
  return shape.map((_, i) => (i < lead || from[i - lead] === 1 ? 0 : strides[i - lead]));
}

/**
 * The same walk with as few dimensions as possible: sizes of 1 go, neighbours that are contiguous for every operand merge.
 * The result has at least one dimension.
 */
export function collapse(
  shape: Shape,
  strides: readonly Shape[],
): { shape: number[]; strides: number[][] } {
  const outShape: number[] = [];
  const out: number[][] = strides.map(() => []);
  for (let i = 0; i < shape.length; i++) {
    if (shape[i] === 1) continue;
    const last = outShape.length - 1;
    if (last >= 0 && strides.every((s, k) => out[k][last] === s[i] * shape[i])) {
      outShape[last] *= shape[i];
      for (let k = 0; k < out.length; k++) out[k][last] = strides[k][i];
    } else {
      outShape.push(shape[i]);
      for (let k = 0; k < out.length; k++) out[k].push(strides[k][i]);
    }
  }
  if (outShape.length === 0) {
    outShape.push(1);
    for (const s of out) s.push(0);
  }
  return { shape: outShape, strides: out };
}

/** An axis counted from the front; negative ones count from the end. */
export function axisOf(operation: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw new ShapeError(
      `${operation}: axis ${axis} does not exist in a tensor of rank ${rank}; it must lie in [${-rank}, ${rank - 1}].`,
    );
  }
  return axis < 0 ? axis + rank : axis;
}

/** Refuses sizes that are not positive whole numbers. */
export function checkShape(operation: string, shape: Shape): void {
  for (const d of shape) {
    if (Number.isInteger(d) && d > 0) continue;
    const hint =
      d === 0 ? "Empty tensors are refused: skip an empty batch instead of computing with it." : "";
    throw new ShapeError(
      `${operation}: ${show(shape)} is not a shape; every size must be a whole number of at least 1. ${hint}`.trim(),
    );
  }
}
