/** What the algorithms with function approximation share: reports, agents, and linear action values. */
import type { Rng } from "../core/random.ts";
import { add, dot, type Features, type FeatureVector } from "./features.ts";
import {
  type ActionValues,
  actionValues,
  anyAction,
  epsilonGreedy,
  greedy,
  maxValue,
} from "./policy.ts";
import type { Snapshot } from "./report.ts";

/** The live policy; it sees observations. */
export interface FeatureActOptions {
  readonly deterministic?: boolean;
  /** 1 for each action that the world allows now. */
  readonly mask?: Uint8Array | undefined;
}

export interface FeatureAgent<A = number> {
  /** An action for an observation; the best one if deterministic. Numbered actions count from 0. */
  act(observation: ArrayLike<number>, options?: FeatureActOptions): A;
  value?(observation: ArrayLike<number>): number;
}

/** One report per episode, or every so many steps of a task without episodes; arrays in it are live. */
export interface FeatureReport<A = number> {
  readonly steps: number;
  readonly episodes: number;
  /** Return of the episode that has just ended; null where there is none. */
  readonly episodeReturn: number | null;
  readonly agent: FeatureAgent<A>;
  /** Everything that the rest of the run depends on, and how to put it back. */
  readonly state: Snapshot;
}

export interface ValueReport extends FeatureReport {
  /** The weights of v̂(s, w) = wᵀx(s). */
  readonly w: Float64Array;
}

export interface ActionValueReport extends FeatureReport {
  /** The weights of q̂(s, a, w), action after action. */
  readonly w: Float64Array;
}

/** A way of behaving that is given, not learned; it sees x(S). */
export type FeaturePolicy = (
  x: FeatureVector,
  random: Rng,
  /** 1 where the world allows an action; undefined where all are. */
  allowed?: Uint8Array,
) => number;

/** All allowed actions equally likely. */
export function uniformChoice(actions: number): FeaturePolicy {
  const row = actionValues(1, actions);
  return (_, random, allowed) =>
    actions === 1 ? 0 : anyAction(restricted(row, allowed), 0, random);
}

/** The agent of a prediction: the given policy, and what it was found to be worth. */
export function valueAgent(
  policy: FeaturePolicy,
  w: Float64Array,
  features: Features,
  random: Rng,
): FeatureAgent {
  return {
    act: (observation, { mask } = {}) => policy(features(observation), random, mask),
    value: (observation) => dot(w, features(observation)),
  };
}

/** q̂(s, a, w) = wᵀx(s, a), where x(s, a) is x(s) in the block of action a and 0 elsewhere. */
export interface LinearQ {
  readonly w: Float64Array;
  /** Weights of one action. */
  readonly size: number;
  readonly actions: number;
  /** Room for q̂(s, ·): one row, so that what chooses from a table chooses from it too. */
  readonly row: ActionValues;
}

export function linearQ(size: number, actions: number, initial = 0): LinearQ {
  return {
    w: new Float64Array(size * actions).fill(initial),
    size,
    actions,
    row: actionValues(1, actions),
  };
}

/** q̂(s, a, w). */
export const qValue = ({ w, size }: LinearQ, x: FeatureVector, a: number): number =>
  dot(w, x, a * size);

/** w ← w + step · ∇q̂(s, a, w). */
export const moveQ = ({ w, size }: LinearQ, x: FeatureVector, a: number, step: number): void =>
  add(w, step, x, a * size);

/** q̂(s, ·, w), of which only the allowed actions can be chosen; overwritten by the next call. */
export function qValues(Q: LinearQ, x: FeatureVector, allowed?: Uint8Array): ActionValues {
  for (let a = 0; a < Q.actions; a++) Q.row.values[a] = dot(Q.w, x, a * Q.size);
  return restricted(Q.row, allowed);
}

const restricted = (row: ActionValues, allowed: Uint8Array | undefined): ActionValues =>
  allowed === undefined ? row : { ...row, allowed };

/** A random action with probability ε, else a greedy one, of those that are allowed; ties are broken at random. */
export function chooseQ(
  Q: LinearQ,
  x: FeatureVector,
  epsilon: number,
  random: Rng,
  allowed?: Uint8Array,
): number {
  const row = qValues(Q, x, allowed);
  return epsilon > 0 ? epsilonGreedy(row, 0, epsilon, random) : greedy(row, 0, random);
}

/** ε-greedy in q̂, or greedy if deterministic. */
export function linearQAgent(
  Q: LinearQ,
  features: Features,
  epsilon: number,
  random: Rng,
): FeatureAgent {
  return {
    act: (observation, { deterministic = false, mask } = {}) =>
      chooseQ(Q, features(observation), deterministic ? 0 : epsilon, random, mask),
    value: (observation) => maxValue(qValues(Q, features(observation)), 0),
  };
}
