/** Solving A x = b where A is known only by its products: conjugate gradients. */
import { ValueError } from "../../core/errors.ts";

export interface ConjugateGradientOptions {
  /** At most so many products; as many as b has numbers solve it, but for rounding. */
  readonly iterations: number;
  /** Enough when rᵀr is below this. */
  readonly tolerance?: number;
}

/**
 * x ≈ A⁻¹ b for a symmetric positive definite A.
 *
 *     α = rᵀr / pᵀAp,   x ← x + α p,   r′ = r − α A p,   p ← r′ + (r′ᵀr′ / rᵀr) p
 *
 * Hestenes and Stiefel 1952, from x = 0, in double precision.
 *
 * @param product A p; what it returns is read before the next call
 * @param b right-hand side, n numbers
 * @returns x, n numbers
 * @throws ValueError if A turns out not to be positive definite (pᵀAp ≤ 0, or not a number)
 */
export function conjugateGradient(
  product: (p: Float64Array) => ArrayLike<number>,
  b: ArrayLike<number>,
  { iterations, tolerance = 1e-10 }: ConjugateGradientOptions,
): Float64Array {
  const x = new Float64Array(b.length);
  const r = Float64Array.from(b);
  const p = r.slice();
  let rr = dot(r, r);
  for (let k = 0; k < iterations && rr > tolerance; k++) {
    const Ap = product(p);
    const curvature = dot(p, Ap);
    if (!(curvature > 0)) {
      throw new ValueError(
        `conjugateGradient: pᵀAp is ${curvature} in iteration ${k + 1}, so A is not positive definite. Raise the damping, or look for values that are not finite.`,
      );
    }
    const alpha = rr / curvature;
    for (let i = 0; i < x.length; i++) {
      x[i] += alpha * p[i];
      r[i] -= alpha * Ap[i];
    }
    const next = dot(r, r);
    for (let i = 0; i < x.length; i++) p[i] = r[i] + (next / rr) * p[i];
    rr = next;
  }
  return x;
}

/** Σ aᵢ bᵢ. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
