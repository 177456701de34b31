/** Measuring a policy: episodes without learning, on streams of their own. */
import { internal, ValueError } from "../core/errors.ts";
import type { Rng } from "../core/random.ts";
import { flatArray, type Numbers, readFlat, type Space } from "../env/space.ts";
import { VectorEnv } from "../env/vector.ts";
import type { AnyWorld } from "../env/world.ts";
import type { ActOptions, Agent, Algorithm } from "./algorithm.ts";
import { type Actor, episodes } from "./episode.ts";

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
  options: EvaluateOptions,
): Generator<number, void> {
  const { episodes: count, seed } = options;
  if (!(count >= 1)) {
    throw new ValueError(`evaluate: episodes is ${count}; it must be at least 1.`);
  }
  if (act.rows === undefined) return yield* oneByOne(act, world, options);
  for (let first = 0; first < count; first += together)
    yield* sideBySide(act, world, {
      episodes: Math.min(together, count - first),
      seed: seed + first,
    });
}

/** Episodes in step, so that the policy answers for all of them at once; each is still drawn from a stream of its own. */
function sideBySide(
  act: Actor,
  world: AnyWorld,
  { episodes: count, seed }: EvaluateOptions,
): readonly number[] {
  const env = new VectorEnv(world, count, { seed });
  const returns = new Array<number>(count).fill(Number.NaN);
  let running = count;
  env.reset(seed);
  act.begin?.();
  while (running > 0) {
    env.step(act.rows?.(env.observations, env.masks) as Numbers);
    for (let i = 0; i < count; i++) {
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
  { episodes: count, seed }: EvaluateOptions,
): Generator<number, void> {
  const play = episodes(act, world);
  for (let i = 0; i < count; i++) yield play(seed + i).episodeReturn;
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
