/**
 * Features for linear function approximation: v̂(s, w) = wᵀx(s). Sutton & Barto, 2nd ed., sections 9.3–9.5.
 *
 *     const x = features(state);          // x(s): what the state looks like to the weights
 *     const v = dot(w, x);                // v̂(s, w)
 *     add(w, alpha * (target - v), x);    // w ← w + α [target − v̂(s, w)] ∇v̂(s, w), as ∇v̂ = x
 *
 * A feature vector is either dense (a Float64Array, one number a weight) or binary (an Int32Array
 * with the indices of the features that are 1). Binary ones cost as much as the few active features.
 */
import { ValueError } from "../core/errors.ts";
import { cos } from "../core/math.ts";

/** Int32Array: indices of the features that are 1, the others being 0. Float64Array: all features. */
export type FeatureVector = Int32Array | Float64Array;

/** x(s). The state is the observation of a world, as numbers. */
export interface Features {
  (state: ArrayLike<number>): FeatureVector;
  /** How many weights. */
  readonly size: number;
}

/** A feature function from its two parts. */
export function featureFunction(
  size: number,
  x: (state: ArrayLike<number>) => FeatureVector,
): Features {
  if (!(Number.isInteger(size) && size >= 1)) {
    throw new ValueError(`Features: ${size} weights; it must be a whole number of at least 1.`);
  }
  return Object.assign(x, { size });
}

/** wᵀx, of the weights from `from` on. */
export function dot(w: Float64Array, x: FeatureVector, from = 0): number {
  let sum = 0;
  if (x instanceof Int32Array) for (let i = 0; i < x.length; i++) sum += w[from + x[i]];
  else for (let i = 0; i < x.length; i++) sum += w[from + i] * x[i];
  return sum;
}

/** w ← w + step · x, of the weights from `from` on. */
export function add(w: Float64Array, step: number, x: FeatureVector, from = 0): void {
  if (x instanceof Int32Array) for (let i = 0; i < x.length; i++) w[from + x[i]] += step;
  else for (let i = 0; i < x.length; i++) w[from + i] += step * x[i];
}

/** The features as a dense vector, whatever their form. */
export function dense(x: FeatureVector, size: number): Float64Array {
  const out = new Float64Array(size);
  add(out, 1, x);
  return out;
}

/** One feature a state: the table as a special case. States count from 0. */
export function oneHot(states: number): Features {
  const rows = Array.from({ length: states }, (_, s) => Int32Array.of(s));
  return featureFunction(states, (state) => rows[state[0]]);
}

/** Features worked out once for each of the states 0 … n − 1. */
export function tabulated(features: Features, states: number): Features {
  const rows = Array.from({ length: states }, (_, s) => features([s]));
  return featureFunction(features.size, (state) => rows[state[0]]);
}

/**
 * State aggregation: neighbouring numbers share one weight (section 9.3).
 *
 * @param groups how many groups the states first … first + states − 1 are cut into; those outside
 *   belong to the nearest group
 */
export function stateAggregation(states: number, groups: number, first = 0): Features {
  const width = states / groups;
  const rows = Array.from({ length: groups }, (_, g) => Int32Array.of(g));
  return featureFunction(groups, (state) => {
    return rows[Math.min(Math.max(Math.floor((state[0] - first) / width), 0), groups - 1)];
  });
}

/** Where a state lies between bounds, 0 … 1 in each dimension. */
export interface Bounds {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

function unit(state: ArrayLike<number>, { low, high }: Bounds): number[] {
  return low.map((l, d) => (state[d] - l) / (high[d] - l));
}

/** All combinations of whole exponents 0 … order, one list a feature; the first dimension varies fastest. */
export function exponents(dimensions: number, order: number): number[][] {
  const count = power(order + 1, dimensions);
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: dimensions }, (_, d) => Math.floor(i / power(order + 1, d)) % (order + 1)),
  );
}

/** Polynomials: xᵢ(s) = Π s_d^{c_{i,d}}, each c in 0 … order (section 9.5.1, eq. 9.17). */
export function polynomialBasis(order: number, bounds: Bounds): Features {
  const c = exponents(bounds.low.length, order);
  return featureFunction(c.length, (state) => {
    const s = unit(state, bounds);
    return Float64Array.from(c, (ci) => ci.reduce((p, e, d) => p * power(s[d], e), 1));
  });
}

/** The Fourier cosine basis: xᵢ(s) = cos(π sᵀcᵢ), s in 0 … 1 (section 9.5.2, eq. 9.18). */
export function fourierBasis(order: number, bounds: Bounds): Features {
  const c = exponents(bounds.low.length, order);
  return featureFunction(c.length, (state) => {
    const s = unit(state, bounds);
    return Float64Array.from(c, (ci) => cos(Math.PI * ci.reduce((sum, e, d) => sum + e * s[d], 0)));
  });
}

/**
 * Coarse coding with intervals: feature i is 1 where |s − cᵢ| < width / 2 (section 9.5.3, Figure 9.8).
 * The centres are spread evenly, the first and last half a spacing inside the bounds.
 */
export function coarseCoding(count: number, width: number, low: number, high: number): Features {
  const spacing = (high - low) / count;
  const centres = Float64Array.from({ length: count }, (_, i) => low + spacing * (i + 0.5));
  return featureFunction(count, (state) => {
    const s = state[0];
    const active: number[] = [];
    for (let i = 0; i < count; i++) if (Math.abs(s - centres[i]) < width / 2) active.push(i);
    return Int32Array.from(active);
  });
}

/** x to a whole power ≥ 0, by multiplication; 0⁰ = 1. */
function power(x: number, n: number): number {
  let y = 1;
  for (let i = 0; i < n; i++) y *= x;
  return y;
}
