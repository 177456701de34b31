/**
 * REINFORCE, without and with a baseline: Monte Carlo policy gradient. Sutton & Barto, 2nd ed., sections 13.3 and 13.4, boxes
 * pp. 328 and 330; Williams 1992.
 *
 *     θ ← θ + α γᵗ Gₜ ∇ln π(Aₜ | Sₜ, θ)                                          (13.8)
 *
 * and with the baseline v̂(s, w), whose step size is α^w,
 *
 *     δ = Gₜ − v̂(Sₜ, w),   w ← w + α^w δ ∇v̂(Sₜ, w),   θ ← θ + α γᵗ δ ∇ln π(Aₜ | Sₜ, θ)
 *
 * The policy is softmax in linear preferences, or Gaussian where actions are numbers on a scale (section 13.7); v̂ is linear in
 * the same features.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { FeatureReport } from "./approximation.ts";
import { valueKnobs } from "./approximationKnobs.ts";
import { add, dot, type Features, type FeatureVector } from "./features.ts";
import { type PolicyWalker, type PolicyWorld, policyWalker } from "./featureWalker.ts";
import { type Action, type LinearPolicy, policyAgent, policyFor } from "./linearPolicy.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf } from "./walker.ts";

export const reinforceKnobs = {
  alpha: { ...valueKnobs.alpha, default: 2 ** -13, symbol: "α", doc: "Step size of the policy." },
  gamma: valueKnobs.gamma,
  floor: {
    default: 0,
    range: [0, 0.5],
    doc: "No action becomes less probable than this. Not in the book: there, a run whose policy has become certain of the wrong action stays so.",
  },
  sigma: {
    default: 1,
    range: [1e-6, 1e6],
    log: true,
    symbol: "σ₀",
    doc: "Of worlds whose actions are numbers on a scale: the first deviation; 1 in the book.",
  },
} as const satisfies Knobs;
export type ReinforceConfig = ConfigOf<typeof reinforceKnobs>;

export const reinforceBaselineKnobs = {
  ...reinforceKnobs,
  alpha: { ...reinforceKnobs.alpha, default: 2 ** -9 },
  valueAlpha: {
    ...valueKnobs.alpha,
    default: 2 ** -6,
    symbol: "α^w",
    doc: "Step size of the baseline.",
  },
} as const satisfies Knobs;
export type ReinforceBaselineConfig = ConfigOf<typeof reinforceBaselineKnobs>;

export interface PolicyReport extends FeatureReport<Action> {
  /** The weights of the preferences, action after action; of means, then deviations, where actions are on a scale. */
  readonly theta: Float64Array;
}

export interface PolicyParts {
  readonly features?: Features;
  /** The first weights; 0, all actions equally likely, if absent. */
  readonly theta?: ArrayLike<number>;
}

export function* reinforce(
  world: PolicyWorld,
  overrides: Partial<ReinforceConfig>,
  random: Rng,
  from?: TabularState,
  parts: PolicyParts = {},
): Generator<PolicyReport> {
  const { alpha, gamma, floor, sigma } = configure(reinforceKnobs, overrides);
  const streams = streamsOf(random);
  const walk = policyWalker(world, streams.world, parts.features);
  const policy = policyFor(world.actionSpace, walk.features.size, { floor, sigma }, parts.theta);
  const { theta } = policy;
  const agent = policyAgent(policy, walk.features, world.actionSpace, streams.asked);
  const state = resumable({ walk, agent: streams.agent, theta }, from);
  const episode: Episode = { x: [], A: [], R: [], allowed: [] };

  for (;;) {
    const { x, A, R, allowed } = play(episode, walk, policy, streams.agent);
    const G = returns(R, gamma);
    for (let t = 0, discount = 1; t < R.length; t++, discount *= gamma) {
      const step = alpha * discount * G[t];
      const climb = (factor: number, block: number) => add(theta, step * factor, x[t], block);
      policy.gradient(x[t], A[t], climb, allowed[t]);
    }
    yield { ...counted(walk), theta, agent, state };
  }
}

export function* reinforceBaseline(
  world: PolicyWorld,
  overrides: Partial<ReinforceBaselineConfig>,
  random: Rng,
  from?: TabularState,
  parts: PolicyParts = {},
): Generator<PolicyReport> {
  const { alpha, valueAlpha, gamma, floor, sigma } = configure(reinforceBaselineKnobs, overrides);
  const streams = streamsOf(random);
  const walk = policyWalker(world, streams.world, parts.features);
  const policy = policyFor(world.actionSpace, walk.features.size, { floor, sigma }, parts.theta);
  const { theta } = policy;
  const w = new Float64Array(walk.features.size);
  const agent = policyAgent(policy, walk.features, world.actionSpace, streams.asked);
  const state = resumable({ walk, agent: streams.agent, theta, w }, from);
  const episode: Episode = { x: [], A: [], R: [], allowed: [] };

  for (;;) {
    const { x, A, R, allowed } = play(episode, walk, policy, streams.agent);
    const G = returns(R, gamma, walk.terminated ? 0 : dot(w, walk.x));
    for (let t = 0, discount = 1; t < R.length; t++, discount *= gamma) {
      const delta = G[t] - dot(w, x[t]);
      add(w, valueAlpha * delta, x[t]);
      const step = alpha * discount * delta;
      const climb = (factor: number, block: number) => add(theta, step * factor, x[t], block);
      policy.gradient(x[t], A[t], climb, allowed[t]);
    }
    yield { ...counted(walk), theta, agent, state };
  }
}

interface Episode {
  readonly x: FeatureVector[];
  readonly A: Action[];
  readonly R: number[];
  /** What the world allowed in each step. */
  readonly allowed: (Uint8Array | undefined)[];
}

/** One episode S₀, A₀, R₁, …, following π; the arrays are used again. */
function play(episode: Episode, walk: PolicyWalker, policy: LinearPolicy, random: Rng): Episode {
  const { x, A, R, allowed } = episode;
  x.length = A.length = R.length = allowed.length = 0;
  walk.start();
  while (!walk.over) {
    x.push(walk.x);
    allowed.push(walk.allowed);
    A.push(policy.draw(walk.x, random, walk.allowed));
    walk.take(A[A.length - 1]);
    R.push(walk.R);
    walk.advance();
  }
  return episode;
}

/** Gₜ = Rₜ₊₁ + γ Gₜ₊₁, from the end. */
function returns(R: readonly number[], gamma: number, last = 0): Float64Array {
  const G = new Float64Array(R.length);
  for (let t = R.length - 1, next = last; t >= 0; t--) G[t] = next = R[t] + gamma * next;
  return G;
}
