/**
 * The softmax policy over linear preferences. Sutton & Barto, 2nd ed., section 13.1.
 *
 *     h(s, a, θ) = θᵀx(s, a)                                                    (13.3)
 *     π(a | s, θ) = exp h(s, a, θ) / Σ_b exp h(s, b, θ)                         (13.2)
 *     ∇ln π(a | s, θ) = x(s, a) − Σ_b π(b | s, θ) x(s, b)                       (13.9)
 *
 * x(s, a) is x(s) in the block of action a and 0 elsewhere, so that block b of the gradient is (1 if b = a, less π(b | s)) · x(s).
 */
import { exp } from "../core/math.ts";
import type { Rng } from "../core/random.ts";
import { dot, type FeatureVector } from "./features.ts";
import type { LinearPolicy } from "./linearPolicy.ts";

export interface SoftmaxPolicy extends LinearPolicy<number> {
  readonly size: number;
  readonly actions: number;
  /** No probability falls below it; 0 is the book's policy. */
  readonly floor: number;
  /** Room for π(· | s). */
  readonly pi: Float64Array;
}

export function softmaxPolicy(
  size: number,
  actions: number,
  floor = 0,
  theta?: ArrayLike<number>,
): SoftmaxPolicy {
  const weights = new Float64Array(size * actions);
  if (theta !== undefined) weights.set(theta);
  const policy: SoftmaxPolicy = {
    theta: weights,
    size,
    actions,
    floor,
    pi: new Float64Array(actions),
    draw: (x, random, allowed) => drawn(probabilities(policy, x, allowed), random, allowed),
    best: (x, allowed) => {
      const pi = probabilities(policy, x, allowed);
      return pi.indexOf(Math.max(...pi));
    },
    gradient(x, a, add, allowed) {
      const pi = probabilities(policy, x, allowed);
      for (let b = 0; b < actions; b++) add((b === a ? 1 : 0) - pi[b], b * size);
    },
  };
  return policy;
}

/** π(· | s, θ), 0 for actions that are not allowed; overwritten by the next call. */
export function probabilities(
  { theta, size, actions, floor, pi }: SoftmaxPolicy,
  x: FeatureVector,
  allowed?: Uint8Array,
): Float64Array {
  let highest = -Infinity;
  for (let a = 0; a < actions; a++) {
    pi[a] = allowed?.[a] === 0 ? -Infinity : dot(theta, x, a * size);
    if (pi[a] > highest) highest = pi[a];
  }
  let sum = 0;
  for (let a = 0; a < actions; a++) sum += pi[a] = exp(pi[a] - highest); // shifted: no overflow
  for (let a = 0; a < actions; a++) pi[a] /= sum;
  if (floor > 0) raise(pi, floor, allowed);
  return pi;
}

/** Lifts what is below the floor to it, and takes that from the others in proportion. */
function raise(pi: Float64Array, floor: number, allowed: Uint8Array | undefined): void {
  let low = 0;
  let rest = 0;
  for (let a = 0; a < pi.length; a++) {
    if (allowed?.[a] === 0) continue;
    if (pi[a] < floor) low++;
    else rest += pi[a];
  }
  if (low === 0 || rest === 0) return;
  const scale = (1 - low * floor) / rest;
  for (let a = 0; a < pi.length; a++)
    if (allowed?.[a] !== 0) pi[a] = pi[a] < floor ? floor : pi[a] * scale;
}

/** A number, drawn with the probabilities π. */
function drawn(pi: Float64Array, random: Rng, allowed?: Uint8Array): number {
  let u = random.random();
  let last = pi.length - 1; // where rounding leaves the rest
  while (last > 0 && allowed?.[last] === 0) last--;
  for (let a = 0; a < last; a++) {
    u -= pi[a];
    if (u < 0) return a;
  }
  return last;
}
