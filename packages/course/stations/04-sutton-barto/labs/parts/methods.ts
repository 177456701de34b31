/**
 * What the labs ask of a method: less than the library's give. Whoever hands in a method of their own, an exercise for one, need
 * give no more than this.
 */
import type { Rng } from "gradus/core";
import type { Mdp } from "gradus/env";
import type { ActionValues, Features, FeatureWorld, TabularWorld } from "gradus/tabular";

/** Learns the values of the uniform policy; yields after each episode. */
export type Prediction = (
  world: TabularWorld,
  knobs: {
    readonly alpha: number;
    readonly gamma?: number;
    readonly initial?: number;
    readonly n?: number;
  },
  random: Rng,
) => Generator<{ readonly V: ArrayLike<number> }>;

export interface ControlKnobs {
  readonly alpha: number;
  readonly epsilon: number;
  readonly gamma?: number;
  readonly n?: number;
}

export interface ControlReport {
  /** Environment steps so far. */
  readonly steps: number;
  readonly episodeReturn: number | null;
  readonly Q: ActionValues;
  /** From which it goes on, where it can be forked. */
  readonly state?: () => unknown;
}

/** Learns to act, ε-greedily; yields after each episode. */
export type Control = (
  world: TabularWorld,
  knobs: ControlKnobs,
  random: Rng,
  // biome-ignore lint/suspicious/noExplicitAny: what a method says of its state is its own
  from?: any,
) => Generator<ControlReport>;

/** As Control, and counts the updates of Q, from imagined steps too. */
export type Planning = (
  world: TabularWorld,
  knobs: ControlKnobs,
  random: Rng,
) => Generator<ControlReport & { readonly updates: number }>;

/** Learns one episode of a bandit problem, then yields. */
export type Bandit = (
  world: TabularWorld,
  knobs: {
    readonly alpha?: number;
    readonly epsilon?: number;
    readonly c?: number;
    readonly initial?: number;
    readonly baseline?: boolean;
  },
  random: Rng,
) => Generator<unknown>;

/** Sweeps over a written-out model; the last report counts. */
export type Sweeps = (
  model: Mdp,
  knobs: { readonly gamma?: number; readonly theta: number },
  random: Rng,
) => Generator<{ readonly V: Float64Array; readonly sweeps: number; readonly change: number }>;

/** Learns the weights of v̂(s, w) = wᵀx(s); yields after each episode. */
export type WeightPrediction = (
  world: FeatureWorld,
  knobs: { readonly alpha: number; readonly lambda?: number },
  random: Rng,
  from: undefined,
  parts: { readonly features: Features },
) => Generator<{ readonly w: Float64Array; readonly episodes: number }>;

/** Learns a softmax policy from whole episodes; yields after each. */
export type PolicyGradient = (
  world: FeatureWorld,
  knobs: { readonly alpha: number; readonly valueAlpha?: number; readonly floor: number },
  random: Rng,
  from: undefined,
  parts: { readonly theta: ArrayLike<number> },
) => Generator<{ readonly episodeReturn: number | null }>;
