/**
 * Least-squares TD(0): the fixed point of semi-gradient TD, computed from the data at hand instead of crept up to.
 * Sutton & Barto, 2nd ed., section 9.8, box p. 230; Bradtke & Barto 1996.
 *
 *     Â = Σ xₜ (xₜ − γ xₜ₊₁)ᵀ + εI,   b̂ = Σ Rₜ₊₁ xₜ,   w = Â⁻¹ b̂               (9.20, 9.21)
 *
 * Â⁻¹ is kept up to date by the Sherman–Morrison formula (9.22), O(d²) a step; there is no step size.
 */
import { ValueError } from "../core/errors.ts";
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { uniformChoice, type ValueReport, valueAgent } from "./approximation.ts";
import { valueKnobs } from "./approximationKnobs.ts";
import { add, dense, type FeatureVector } from "./features.ts";
import { FeatureWalker, type FeatureWorld } from "./featureWalker.ts";
import { type Fits, fitsFeatures } from "./fits.ts";
import type { PredictionParts } from "./gradientMC.ts";
import { resumable, type TabularState } from "./report.ts";
import { featuresFor } from "./tileCoding.ts";
import { counted } from "./walk.ts";
import { streamsOf } from "./walker.ts";

export const lstdKnobs = {
  gamma: valueKnobs.gamma,
  epsilon: {
    default: 0.01,
    symbol: "ε",
    range: [1e-9, 1e6],
    log: true,
    doc: "Makes Â invertible from the start; the larger, the longer the values stay near 0.",
  },
} as const satisfies Knobs;
const mostFeatures = 2000; // some milliseconds a step

export type LstdConfig = ConfigOf<typeof lstdKnobs>;
export type LstdReport = ValueReport;

export function* lstd(
  world: FeatureWorld,
  overrides: Partial<LstdConfig>,
  random: Rng,
  from?: TabularState,
  { features, policy }: PredictionParts = {},
): Generator<LstdReport> {
  const { gamma, epsilon } = configure(lstdKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new FeatureWalker(world, streams.world, features);
  const pi = policy ?? uniformChoice(walk.actions);
  const d = walk.features.size;
  if (d > mostFeatures) {
    throw new ValueError(
      `${world.id}: ${d} features would make every step of least squares cost ${d} · ${d}; it takes at most ${mostFeatures}. Use semi-gradient-td, or fewer features.`,
    );
  }
  const w = new Float64Array(d);
  const inverse = identity(d, 1 / epsilon); // Â⁻¹ ← ε⁻¹I
  const b = new Float64Array(d);
  const agent = valueAgent(pi, w, walk.features, streams.asked);
  const state = resumable({ walk, agent: streams.agent, w, inverse, b }, from);

  for (;;) {
    walk.start();
    while (!walk.over) {
      walk.take(pi(walk.x, streams.agent, walk.allowed));
      const difference = dense(walk.x, d); // x − γx′
      if (!walk.terminated) add(difference, -gamma, walk.nextX);
      shermanMorrison(inverse, walk.x, difference);
      add(b, walk.R, walk.x);
      walk.advance();
    }
    multiply(inverse, b, w);
    yield { ...counted(walk), w, agent, state };
  }
}

/** Â⁻¹ ← Â⁻¹ − (Â⁻¹x)(vᵀ) / (1 + vᵀx), with v = Â⁻¹ᵀ(x − γx′): the inverse after adding x (x − γx′)ᵀ to Â. */
export function shermanMorrison(
  inverse: Float64Array,
  x: FeatureVector,
  difference: Float64Array,
): void {
  const d = difference.length;
  const xs = dense(x, d);
  const left = multiply(inverse, xs, new Float64Array(d));
  const v = new Float64Array(d);
  for (let i = 0; i < d; i++) add(v, difference[i], inverse.subarray(i * d, (i + 1) * d));
  let scale = 1;
  for (let i = 0; i < d; i++) scale += v[i] * xs[i];
  for (let i = 0; i < d; i++) add(inverse, -left[i] / scale, v, i * d);
}

function identity(d: number, scale: number): Float64Array {
  const I = new Float64Array(d * d);
  for (let i = 0; i < d; i++) I[i * d + i] = scale;
  return I;
}

function multiply(A: Float64Array, x: Float64Array, out: Float64Array): Float64Array {
  const d = x.length;
  for (let i = 0; i < d; i++) {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += A[i * d + j] * x[j];
    out[i] = sum;
  }
  return out;
}

/** Undefined where every step is affordable, else the reason. */
export const fitsLeastSquares: Fits = (world) => {
  const wrong = fitsFeatures()(world);
  if (wrong !== undefined) return wrong;
  const { size } = featuresFor(world.observationSpace);
  return size <= mostFeatures
    ? undefined
    : `it inverts a matrix of all features, and ${world.id} has ${size} of them (at most ${mostFeatures})`;
};
