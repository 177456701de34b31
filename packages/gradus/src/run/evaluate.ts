/** Measuring a policy: episodes without learning, on streams of their own. */
import { internal, ValueError } from "../core/errors.ts";
import { type Rng, rng } from "../core/random.ts";
import { notANumber, worldFault } from "../env/fault.ts";
import { flatArray, type Numbers, readFlat, type Space, sampleMasked } from "../env/space.ts";
import { VectorEnv } from "../env/vector.ts";
import type { AnyWorld, Outcome } from "../env/world.ts";
import type { ActOptions, Agent, Algorithm } from "./algorithm.ts";

export interface Actor {
  /** An action for an observation in its flat form; `mask` where the world has one. */
  (observation: Numbers, mask?: Uint8Array): unknown;
  /** An episode begins. */
  begin?(): void;
  /** The same for several observations at once, where that is faster: actions in flat form, row by row. */
  rows?(observations: Numbers, masks?: Uint8Array): Numbers;
}

/**
 * The policy as it was in a saved state. Here and below the world is the one that the algorithm was given (`fitted`).
 *
 * Where an algorithm cannot say it directly, it makes one more report, since agents come with reports; then what it learned from
 * it is taken back.
 *
 * @param random for the policy's own draws; the streams of the training are not touched
 */
export function agentOf(
  { algorithm, policy }: Algorithm,
  world: AnyWorld,
  config: Readonly<Record<string, unknown>>,
  state: unknown,
  random: Rng,
): Agent {
  if (policy !== undefined) return policy(world, config, state as never, random);
  const { value, done } = algorithm(world, config, random, state as never).next();
  if (done === true || value.state.restore === undefined) {
    throw internal(`${world.id}: an algorithm cannot be put back to a saved state.`);
  }
  value.state.restore(state as never);
  return value.agent;
}

/** The agent as a function from what the world shows to what it takes. */
export function actorOf(
  { sees = "state" }: Algorithm,
  agent: Agent,
  { observationSpace, actionSpace }: AnyWorld,
  options: ActOptions = { deterministic: true },
): Actor {
  if (sees === "observation") return flatActor(agent, actionSpace, options);
  const first = observationSpace.kind === "discrete" ? observationSpace.start : 0;
  const act = agent.act as (seen: unknown, options: ActOptions) => unknown;
  const shown = flatArray(observationSpace) as Float64Array;
  return (observation, mask) => {
    for (let i = 0; i < shown.length; i++) shown[i] = observation[i] - first;
    const asked = mask === undefined ? options : { ...options, mask };
    const action = act.call(agent, sees === "features" ? shown : shown[0], asked);
    return typeof action === "number" ? action + actionSpace.start : action;
  };
}

/** An agent that speaks the flat forms of both spaces. */
function flatActor(agent: Agent, actionSpace: Space, options: ActOptions): Actor {
  const act = agent.act as (seen: Numbers, options: ActOptions) => Numbers;
  const choose: Actor = (observation, mask) =>
    readFlat(actionSpace, act.call(agent, observation, { ...options, mask }));
  return Object.assign(choose, {
    begin: () => agent.begin?.(),
    rows: (observations: Numbers, masks?: Uint8Array) =>
      act.call(agent, observations, { ...options, mask: masks }),
  });
}

export interface EvaluateOptions {
  readonly episodes: number;
  /** Episode i is drawn from the stream of seed + i, as vector environments are. */
  readonly seed: number;
}

const together = 32; // episodes side by side

/** Yields the return of each episode, so that the caller can stop in between. */
export function* evaluate(
  act: Actor,
  world: AnyWorld,
  { episodes, seed }: EvaluateOptions,
): Generator<number, void> {
  if (!(episodes >= 1)) {
    throw new ValueError(`evaluate: episodes is ${episodes}; it must be at least 1.`);
  }
  if (act.rows === undefined) return yield* oneByOne(act, world, { episodes, seed });
  for (let first = 0; first < episodes; first += together)
    yield* sideBySide(act, world, {
      episodes: Math.min(together, episodes - first),
      seed: seed + first,
    });
}

/** Episodes in step, so that the policy answers for all of them at once; each is still drawn from a stream of its own. */
function sideBySide(
  act: Actor,
  world: AnyWorld,
  { episodes, seed }: EvaluateOptions,
): readonly number[] {
  const env = new VectorEnv(world, episodes, { seed });
  const returns = new Array<number>(episodes).fill(Number.NaN);
  let running = episodes;
  env.reset(seed);
  act.begin?.();
  while (running > 0) {
    env.step(act.rows?.(env.observations, env.masks) as Numbers);
    for (let i = 0; i < episodes; i++) {
      if (env.terminated[i] === 0 && env.truncated[i] === 0) continue;
      if (!Number.isNaN(returns[i])) continue; // a later episode of a place that has done its own
      returns[i] = env.finalReturns[i];
      running--;
    }
  }
  return returns;
}

function* oneByOne(
  act: Actor,
  world: AnyWorld,
  { episodes, seed }: EvaluateOptions,
): Generator<number, void> {
  const state: unknown = world.create();
  const observation = flatArray(world.observationSpace);
  const allowed = allowing(world);
  const outcome: Outcome = { reward: 0, terminated: false };
  /** The return of one episode. */
  const play = (i: number): number => {
    const random = rng(seed + i);
    let [total, t, action] = [0, 0, undefined as unknown];
    try {
      world.reset(state, random);
      act.begin?.();
      outcome.terminated = false;
      while (t < world.maxSteps && !outcome.terminated) {
        world.observe(state, observation, 0);
        action = allowed(act, observation, state, random);
        t++;
        world.step(state, action, random, outcome);
        if (outcome.reward !== outcome.reward) throw notANumber(world.id, "the reward");
        total += outcome.reward;
      }
    } catch (error) {
      throw worldFault(error, { world: world.id, seed: seed + i, episode: i + 1, step: t, action });
    }
    return total;
  };
  for (let i = 0; i < episodes; i++) yield play(i);
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

export interface Evaluation {
  readonly episodes: number;
  readonly meanReturn: number;
  /** Of the mean: s/√n; null for a single episode. */
  readonly standardError: number | null;
  readonly returns: readonly number[];
}

/** Mean and standard error of returns. */
export function summarised(returns: readonly number[]): Evaluation {
  const n = returns.length;
  const meanReturn = returns.reduce((sum, r) => sum + r, 0) / n;
  const squares = returns.reduce((sum, r) => sum + (r - meanReturn) * (r - meanReturn), 0);
  const standardError = n > 1 ? Math.sqrt(squares / (n - 1) / n) : null;
  return { episodes: n, meanReturn, standardError, returns };
}
