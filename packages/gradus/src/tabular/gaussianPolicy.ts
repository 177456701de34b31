/**
 * The Gaussian policy over actions on a scale, mean and deviation linear in the features. Sutton & Barto, 2nd ed., section 13.7.
 *
 *     μ(s, θ) = θ_μᵀx(s)                σ(s, θ) = σ₀ exp(θ_σᵀx(s))              (13.20)
 *     π(a | s, θ) = exp(−(a − μ)² / 2σ²) / (σ√(2π))                             (13.19)
 *     ∇ln π = ((a − μ) / σ²) x(s)  for θ_μ,    ((a − μ)² / σ² − 1) x(s)  for θ_σ  (Exercise 13.4)
 *
 * σ₀ is ours, and 1 in the book: what θ_σ = 0 stands for. An action of several numbers draws each for itself; its ln π is the sum.
 *
 * A Gaussian has no bounds, a world's actions have: `FeatureWalker` clips what is done in the world. The gradient is that of the
 * action that was drawn, so the world with its clipping is what is learned.
 */
import { exp } from "../core/math.ts";
import type { Rng } from "../core/random.ts";
import type { Box } from "../env/space.ts";
import { dot, type FeatureVector } from "./features.ts";
import type { LinearPolicy } from "./linearPolicy.ts";

export interface GaussianPolicy extends LinearPolicy<Float64Array> {
  /** θ_μ of each number of an action, then θ_σ of each: 2 · numbers · size. */
  readonly theta: Float64Array;
  /** μ(s, θ) of number d of an action. */
  mean(x: FeatureVector, d: number): number;
  /** σ(s, θ) of number d of an action. */
  deviation(x: FeatureVector, d: number): number;
}

/**
 * @param size weights of x(s)
 * @param space how many numbers an action has
 * @param theta the first parameters, shape [2, numbers, size]; 0 if absent
 */
export function gaussianPolicy(
  size: number,
  space: Box,
  sigma = 1,
  theta?: ArrayLike<number>,
): GaussianPolicy {
  const numbers = space.low.length;
  const weights = new Float64Array(2 * numbers * size);
  if (theta !== undefined) weights.set(theta);
  const mean = (x: FeatureVector, d: number) => dot(weights, x, d * size);
  const deviation = (x: FeatureVector, d: number) =>
    sigma * exp(dot(weights, x, (numbers + d) * size));
  const each = (f: (d: number) => number) => Float64Array.from({ length: numbers }, (_, d) => f(d));
  return {
    theta: weights,
    mean,
    deviation,
    draw: (x, random: Rng) => each((d) => random.normal(mean(x, d), deviation(x, d))),
    best: (x) => each((d) => mean(x, d)),
    gradient(x, a, add) {
      for (let d = 0; d < numbers; d++) {
        const s = deviation(x, d);
        const z = (a[d] - mean(x, d)) / s;
        add(z / s, d * size);
        add(z * z - 1, (numbers + d) * size);
      }
    },
  };
}
