/** One episode of a policy, with somebody watching: for films, and for data sets. */
import { type Rng, rng } from "../core/random.ts";
import { notANumber, worldFault } from "../env/fault.ts";
import { flatArray, type Numbers, sampleMasked } from "../env/space.ts";
import type { AnyWorld, Outcome } from "../env/world.ts";

export interface Actor {
  /** An action for an observation in its flat form; `mask` where the world has one. */
  (observation: Numbers, mask?: Uint8Array): unknown;
  /** An episode begins. */
  begin?(): void;
  /** The same for several observations at once, where that is faster: actions in flat form, row by row. */
  rows?(observations: Numbers, masks?: Uint8Array): Numbers;
}

/** Who is told of every step. State and observations are live: copy what is to be kept. */
export interface Watcher {
  /** The policy has chosen. */
  before?(state: unknown, observation: Numbers, action: unknown): void;
  /** The world has moved. */
  after?(state: unknown, step: WatchedStep): void;
}

export interface WatchedStep extends Outcome {
  /** The time limit ended the episode. */
  readonly truncated: boolean;
  readonly nextObservation: Numbers;
}

/** How an episode ended. */
export interface Episode {
  readonly episodeReturn: number;
  readonly length: number;
  readonly terminated: boolean;
}

/**
 * Plays episodes of one world, one after the other, in the same room.
 *
 * @returns plays the episode of a seed; its stream is that of environment 0 with this seed
 */
export function episodes(
  act: Actor,
  world: AnyWorld,
  watcher: Watcher = {},
): (seed: number) => Episode {
  const state: unknown = world.create();
  const observation = flatArray(world.observationSpace);
  const nextObservation = flatArray(world.observationSpace);
  const allowed = allowing(world);
  const outcome: Outcome = { reward: 0, terminated: false, truncated: false };
  return (seed) => {
    const random = rng(seed);
    let [total, t, action] = [0, 0, undefined as unknown];
    try {
      world.reset(state, random);
      act.begin?.();
      outcome.terminated = false;
      outcome.truncated = false;
      while (t < world.maxSteps && !outcome.terminated && !outcome.truncated) {
        world.observe(state, observation, 0);
        action = allowed(act, observation, state, random);
        watcher.before?.(state, observation, action);
        t++;
        world.step(state, action, random, outcome);
        if (outcome.reward !== outcome.reward) throw notANumber(world.id, "the reward");
        total += outcome.reward;
        if (watcher.after === undefined) continue;
        world.observe(state, nextObservation, 0);
        const truncated = !outcome.terminated && (outcome.truncated || t >= world.maxSteps);
        watcher.after(state, { ...outcome, truncated, nextObservation });
      }
    } catch (error) {
      throw worldFault(error, { world: world.id, seed, step: t, action });
    }
    return { episodeReturn: total, length: t, terminated: outcome.terminated };
  };
}

/** Some agents know what a world with a mask forbids only where they have been; elsewhere an allowed action is drawn. */
function allowing(
  world: AnyWorld,
): (act: Actor, observation: Numbers, state: unknown, random: Rng) => unknown {
  const { actionSpace } = world;
  if (world.mask === undefined || actionSpace.kind !== "discrete")
    return (act, observation) => act(observation);
  const mask = new Uint8Array(actionSpace.n);
  return (act, observation, state, random) => {
    world.mask?.(state, mask, 0);
    const action = act(observation, mask);
    const isAllowed = mask[(action as number) - actionSpace.start] === 1;
    return isAllowed ? action : sampleMasked(actionSpace, mask, random);
  };
}
