/** Initialisers: how weights are drawn. A weight has shape [out, in] or [out, in, kh, kw]. */
import { ValueError } from "../core/errors.ts";
import type { Rng } from "../core/random.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";

export type Initialiser = (shape: Shape, random: Rng) => Float32Array;

/** Inputs and outputs of one unit: fan-in and fan-out, counting the kernel's area. */
export function fans(shape: Shape): { fanIn: number; fanOut: number } {
  const area = sizeOf(shape.slice(2));
  return { fanIn: (shape[1] ?? shape[0]) * area, fanOut: shape[0] * area };
}

function drawn(shape: Shape, draw: () => number): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++) values[i] = draw();
  return values;
}

/** Uniform on [−bound, bound]. */
export function uniformInit(bound: number): Initialiser {
  return (shape, random) => drawn(shape, () => random.uniform(-bound, bound));
}

/** N(mean, deviation²). */
export function normalInit(deviation: number, mean = 0): Initialiser {
  return (shape, random) => drawn(shape, () => random.normal(mean, deviation));
}

export function constantInit(value: number): Initialiser {
  return (shape) => new Float32Array(sizeOf(shape)).fill(value);
}

/** PyTorch's default for linear and convolutional layers: uniform on ±1/√fan-in. */
export const torchDefault: Initialiser = (shape, random) =>
  uniformInit(1 / Math.sqrt(fans(shape).fanIn))(shape, random);

/** N(0, 1/fan-in): what Nielsen's chapter 3 calls the improved initialisation. */
export const scaledNormal: Initialiser = (shape, random) =>
  normalInit(1 / Math.sqrt(fans(shape).fanIn))(shape, random);

/** Glorot & Bengio 2010: uniform on ±gain √(6/(fan-in + fan-out)). */
export function xavierUniform(gain = 1): Initialiser {
  return (shape, random) => {
    const { fanIn, fanOut } = fans(shape);
    return uniformInit(gain * Math.sqrt(6 / (fanIn + fanOut)))(shape, random);
  };
}

/** He et al. 2015, for ReLU: N(0, 2/fan-in). */
export const heNormal: Initialiser = (shape, random) =>
  normalInit(Math.sqrt(2 / fans(shape).fanIn))(shape, random);

/**
 * Orthonormal rows or columns, whichever are fewer, times `gain` (Saxe et al. 2014).
 *
 * Gram–Schmidt, applied twice, on a matrix of normal draws.
 */
export function orthogonal(gain = 1): Initialiser {
  return (shape, random) => {
    if (shape.length < 2)
      throw new ValueError(`orthogonal: needs a matrix, got the shape [${shape.join(", ")}].`);
    const rows = shape[0];
    const cols = sizeOf(shape) / rows;
    const [count, length] = rows <= cols ? [rows, cols] : [cols, rows];
    const basis: Float64Array[] = [];
    while (basis.length < count) {
      const v = Float64Array.from({ length }, () => random.normal());
      for (let pass = 0; pass < 2; pass++) for (const b of basis) addScaled(v, b, -dot(v, b));
      const norm = Math.sqrt(dot(v, v));
      if (norm > 1e-6) basis.push(v.map((x) => x / norm));
    }
    const values = new Float32Array(rows * cols);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < cols; c++)
        values[r * cols + c] = gain * (rows <= cols ? basis[r][c] : basis[c][r]);
    }
    return values;
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let s = 0;
  for (let i = 0; i < a.length; i++) s += a[i] * b[i];
  return s;
}

function addScaled(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i] += factor * b[i];
}
