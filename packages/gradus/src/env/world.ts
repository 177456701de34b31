/**
 * A world is pure state: three functions over plain data that the caller owns.
 *
 * `structuredClone` copies a state, so search, checkpoints and time travel work on every world. Nothing is allocated per step;
 * observations are written where the caller says. Drawing is another file that reads the state. Time limits are not part of a
 * world: the environment around it truncates.
 */
import type { Rng } from "../core/random.ts";
import type { Mdp } from "./mdp.ts";
import type { Picture } from "./picture.ts";
import type { Box, Numbers, Space, ValueOf } from "./space.ts";

/** What a step has to say; the caller owns it and it is overwritten. */
export interface Outcome {
  reward: number;
  /** The episode is over in the world itself: a terminal state, whose value is 0. */
  terminated: boolean;
  /** The world itself cuts the episode here: the value of what would have followed counts. Absent in worlds that never do. */
  truncated?: boolean;
}

/** A task that is a goal: what a step is worth that achieved this, where that is desired. */
export interface Goal {
  /** @param outcome gets the reward of the step, and whether the episode ends with it */
  judge(achieved: ArrayLike<number>, desired: ArrayLike<number>, outcome: Outcome): void;
}

export interface World<State, O extends Space = Space, A extends Space = Space> {
  /** Gymnasium's id where it has one: "CartPole-v1". */
  readonly id: string;
  /** One line for people. */
  readonly title: string;
  readonly observationSpace: O;
  readonly actionSpace: A;
  /** The usual time limit in steps; Infinity for none. */
  readonly maxSteps: number;
  /** Returns at which the world counts as solved, and best and worst possible rewards, where known. */
  readonly solvedAt?: number;

  /** Room for a state; its contents are not yet valid. */
  create(): State;
  /** Overwrites the state with a first one. */
  reset(state: State, random: Rng): void;
  /** Overwrites the state with the next one, and says what it brought. The action has been checked. */
  step(state: State, action: ValueOf<A>, random: Rng, outcome: Outcome): void;
  /** Writes the observation, in its space's flat form, to out[at …]. */
  observe(state: State, out: Numbers, at: number): void;

  /** States are no plain data: an episode that goes on from a copy is cut at its first step. Of objects made into worlds. */
  readonly cannotCopy?: boolean;

  /** Beyond the observation: plain data about the current state, made on request. */
  info?(state: State): Readonly<Record<string, unknown>>;
  /** For discrete actions: writes 1 where an action is allowed now, 0 where it is not. */
  mask?(state: State, out: Uint8Array, at: number): void;
  /** The state as text with ANSI colours, for a terminal. */
  text?(state: State): string;
  /** Observations are the last `count` of a `space`, oldest first (`frameStack`): a policy in use can stack them itself. */
  readonly stacked?: { readonly count: number; readonly space: Box };
  /** What a person's key does, for `gradus play`: name as in KeyboardEvent.key ("ArrowLeft") → action. */
  readonly keys?: Readonly<Record<string, ValueOf<A>>>;

  /** How its states look, for worlds of one's own: their picture. */
  readonly picture?: Picture<State>;
  /** How the world looks, and what its picture must know besides a state; `pictureOf` reads it. Plain data. */
  readonly scenery?: Scenery;

  /**
   * For worlds whose observation is a Dict with the parts `achievedGoal` and `desiredGoal`, of one size: the judge of their steps, so
   * that hindsight can ask what a step would have been worth for another goal. Nothing else may decide about reward and end.
   */
  readonly goal?: Goal;

  /** For finite worlds: the exact model, for dynamic programming. */
  model?(): Mdp;
  /** The number of a state in the model. */
  modelState?(state: State): number;
}

/** A family of pictures and what tells one world of it from another; the families are those of `envs/scenery.ts`. */
export interface Scenery {
  readonly family: string;
  readonly [fact: string]: unknown;
}

/** Any world, where its types do not matter. */
// biome-ignore lint/suspicious/noExplicitAny: a state is private to its world; the registry holds worlds of all kinds
export type AnyWorld = World<any, any, any>;
