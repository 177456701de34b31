/** Quadratic functions whose difficulty is chosen: what optimisers are raced on, because their rates are known exactly. */
import { ValueError } from "../core/errors.ts";
import { pow } from "../core/math.ts";
import type { Rng } from "../core/random.ts";

/** f(x) = ½ xᵀ A x with A symmetric and positive definite; its least value is 0, at 0. */
export interface Quadratic {
  readonly size: number;
  /** [size, size] */
  readonly matrix: Float64Array;
  /** From the least to the greatest. */
  readonly eigenvalues: Float64Array;
  /** Eigenvectors by column, [size, size]. */
  readonly axes: Float64Array;
}

/**
 * A = Q diag(1 … κ) Qᵀ: eigenvalues at equal ratios from 1 to the condition number κ, axes drawn (Gram–Schmidt on normal
 * vectors), or along the coordinates if `random` is absent.
 *
 * @throws ValueError unless size ≥ 1 and κ ≥ 1 (and κ = 1 where size is 1)
 */
export function quadraticForm(size: number, condition: number, random?: Rng): Quadratic {
  if (!Number.isInteger(size) || size < 1)
    throw new ValueError(`quadraticForm: size is ${size}; it must be a whole number ≥ 1.`);
  if (!(condition >= 1 && condition < Infinity) || (size === 1 && condition !== 1))
    throw new ValueError(
      `quadraticForm: the condition number is ${condition}; the greatest eigenvalue by the least is at least 1${size === 1 ? ", and 1 for one dimension" : ""}.`,
    );
  const eigenvalues = Float64Array.from({ length: size }, (_, i) =>
    size === 1 ? 1 : pow(condition, i / (size - 1)),
  );
  const axes = random === undefined ? identity(size) : orthonormal(size, random);
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < size; k++)
        matrix[i * size + j] += axes[i * size + k] * eigenvalues[k] * axes[j * size + k];
    }
  }
  return { size, matrix, eigenvalues, axes };
}

/** ½ xᵀ A x */
export function quadraticValue({ size, matrix }: Quadratic, x: ArrayLike<number>): number {
  let value = 0;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) value += 0.5 * x[i] * matrix[i * size + j] * x[j];
  return value;
}

/** A x, written into `out`. */
export function quadraticGradient(
  { size, matrix }: Quadratic,
  x: ArrayLike<number>,
  out: Float64Array = new Float64Array(size),
): Float64Array {
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += matrix[i * size + j] * x[j];
    out[i] = sum;
  }
  return out;
}

const identity = (n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));

/** Columns: normal vectors made orthogonal, twice, as rounding asks. */
function orthonormal(n: number, random: Rng): Float64Array {
  const columns: Float64Array[] = [];
  for (let k = 0; k < n; k++) {
    const v = random.fillNormal(new Float64Array(n));
    for (const earlier of [...columns, ...columns]) {
      const along = earlier.reduce((sum, e, i) => sum + e * v[i], 0);
      for (let i = 0; i < n; i++) v[i] -= along * earlier[i];
    }
    const length = Math.sqrt(v.reduce((sum, e) => sum + e * e, 0));
    columns.push(v.map((e) => e / length));
  }
  return Float64Array.from({ length: n * n }, (_, at) => columns[at % n][Math.floor(at / n)]);
}
