/** Small dense matrices in double precision, row by row: what the golden labs of this station compute with. */
import { ValueError } from "gradus/core";

export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

export const norm = (a: ArrayLike<number>): number => Math.sqrt(dot(a, a));

/** A x, with A [n, n]. */
export function times(A: Float64Array, x: ArrayLike<number>): Float64Array {
  const n = x.length;
  return Float64Array.from({ length: n }, (_, i) => dot(A.subarray(i * n, (i + 1) * n), x));
}

/**
 * x of A x = b, by Gaussian elimination with the largest pivot of each column.
 *
 * @throws ValueError if a pivot is 0: the equations have no single solution
 */
export function solve(A: Float64Array, b: ArrayLike<number>): Float64Array {
  const n = b.length;
  const rows = Array.from({ length: n }, (_, i) => [...A.subarray(i * n, (i + 1) * n), b[i]]);
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[best][k])) best = i;
    [rows[k], rows[best]] = [rows[best], rows[k]];
    if (rows[k][k] === 0)
      throw new ValueError(
        `solve: no pivot is left in column ${k}; the ${n} equations have no single solution.`,
      );
    for (let i = k + 1; i < n; i++) {
      const factor = rows[i][k] / rows[k][k];
      for (let j = k; j <= n; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  const x = new Float64Array(n);
  for (let k = n - 1; k >= 0; k--) {
    let rest = rows[k][n];
    for (let j = k + 1; j < n; j++) rest -= rows[k][j] * x[j];
    x[k] = rest / rows[k][k];
  }
  return x;
}

export interface Eigen {
  /** From the greatest to the least. */
  readonly values: Float64Array;
  /** The unit vector that belongs to each. */
  readonly vectors: readonly Float64Array[];
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations (1846): each turns the plane of two axes so that
 * their entry vanishes; what stands off the diagonal shrinks quadratically in the end.
 *
 * @param A symmetric, [n, n]; it is not changed
 */
export function jacobi(A: Float64Array, n: number, sweeps = 30): Eigen {
  const a = A.slice();
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let sweep = 0; sweep < sweeps; sweep++)
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) rotate(a, q, n, i, j);
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j] - a[i * n + i]);
  return {
    values: Float64Array.from(order, (i) => a[i * n + i]),
    vectors: order.map((i) => Float64Array.from({ length: n }, (_, k) => q[k * n + i])),
  };
}

/** A ← Jᵀ A J and Q ← Q J, with the angle that makes A[i, j] vanish. */
function rotate(a: Float64Array, q: Float64Array, n: number, i: number, j: number): void {
  if (a[i * n + j] === 0) return;
  const tau = (a[j * n + j] - a[i * n + i]) / (2 * a[i * n + j]);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau)); // the smaller angle
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  const turn = (m: Float64Array, p: number, r: number): void => {
    const [x, y] = [m[p], m[r]];
    m[p] = c * x - s * y;
    m[r] = s * x + c * y;
  };
  for (let k = 0; k < n; k++) turn(a, k * n + i, k * n + j);
  for (let k = 0; k < n; k++) turn(a, i * n + k, j * n + k);
  for (let k = 0; k < n; k++) turn(q, k * n + i, k * n + j);
}
