/**
 * One environment for people: Gymnasium's manners around a world.
 *
 *     const env = make("CartPole-v1");
 *     let { observation } = env.reset({ seed: 42 });
 *     const { reward, terminated, truncated } = env.step(1);
 */
import { StateError, ValueError } from "../core/errors.ts";
import { type Rng, type RngState, rng } from "../core/random.ts";
import { notANumber, type Place, worldFault } from "./fault.ts";
import { complaint, describe, flatArray, readFlat, type Space, type ValueOf } from "./space.ts";
import type { Outcome, World } from "./world.ts";

export interface ResetOptions {
  /** A new stream from this seed, as Gymnasium seeds; without it the stream goes on. */
  readonly seed?: number;
}

export interface Start<O extends Space> {
  readonly observation: ValueOf<O>;
  readonly info: Readonly<Record<string, unknown>>;
}

export interface StepResult<O extends Space> extends Start<O> {
  readonly reward: number;
  /** The world ended the episode; the value of what follows is 0. */
  readonly terminated: boolean;
  /** The time limit ended it; what follows would have had a value. */
  readonly truncated: boolean;
}

export interface EnvOptions {
  /** Instead of the world's own time limit. */
  readonly maxSteps?: number;
  /** Seed of the stream that is used until `reset({seed})` gives another. */
  readonly seed?: number;
}

export class Env<State, O extends Space, A extends Space> {
  readonly world: World<State, O, A>;
  readonly maxSteps: number;
  /** The current state; plain data. Copy it with structuredClone, put it back with `restore`. */
  state: State;
  /** Steps since the last reset. */
  steps = 0;
  random: Rng;
  private running = false;
  /** Of the stream, and how many episodes began from it: for messages. */
  private seed: number | undefined;
  private episodes = 0;
  private readonly outcome: Outcome = { reward: 0, terminated: false, truncated: false };
  private readonly flat: ReturnType<typeof flatArray>;

  constructor(world: World<State, O, A>, options: EnvOptions = {}) {
    const { maxSteps = world.maxSteps, seed = 0 } = options;
    if (!(maxSteps >= 1))
      throw new ValueError(
        `maxSteps is ${maxSteps}; it must be at least 1 (steps before an episode is truncated).`,
      );
    this.world = world;
    this.maxSteps = maxSteps;
    this.state = world.create();
    this.random = rng(seed);
    this.seed = seed;
    this.flat = flatArray(world.observationSpace);
  }

  get observationSpace(): O {
    return this.world.observationSpace;
  }
  get actionSpace(): A {
    return this.world.actionSpace;
  }

  /** Starts an episode. */
  reset(options: ResetOptions = {}): Start<O> {
    if (options.seed !== undefined) {
      this.random = rng(options.seed);
      this.seed = options.seed;
      this.episodes = 0;
    }
    this.steps = 0;
    this.episodes++;
    try {
      this.world.reset(this.state, this.random);
      this.running = true;
      return { observation: this.observe(), info: this.info() };
    } catch (error) {
      throw worldFault(error, this.place());
    }
  }

  /**
   * @throws StateError before reset() and after the end of an episode
   * @throws ValueError for an action outside the space
   * @throws WorldError if the world throws, or pays NaN
   */
  step(action: ValueOf<A>): StepResult<O> {
    if (!this.running) throw notRunning(this.world.id, this.steps);
    const wrong = complaint(this.actionSpace, action);
    if (wrong !== undefined) {
      throw new ValueError(
        `${this.world.id}: the action is outside ${describe(this.actionSpace)}: ${wrong}.`,
      );
    }
    this.steps++;
    try {
      this.world.step(this.state, action, this.random, this.outcome);
      const { reward, terminated, truncated: isCut = false } = this.outcome;
      if (reward !== reward) throw notANumber(this.world.id, "the reward");
      const truncated = isCut || this.steps >= this.maxSteps;
      this.running = !(terminated || truncated);
      return { observation: this.observe(), reward, terminated, truncated, info: this.info() };
    } catch (error) {
      throw worldFault(error, this.place(action));
    }
  }

  private place(action?: unknown): Place {
    const { world, seed, episodes, steps } = this;
    return { world: world.id, seed, episode: episodes, step: steps, action };
  }

  /** The current observation, a copy. */
  observe(): ValueOf<O> {
    this.world.observe(this.state, this.flat, 0);
    return readFlat(this.observationSpace, this.flat);
  }

  /** Goes on from a copied state, and from the stream's state if one is given. */
  restore(state: State, steps = 0, random?: RngState): void {
    this.state = structuredClone(state);
    this.steps = steps;
    if (random !== undefined) {
      this.random = rng.from(random);
      this.seed = undefined;
    }
    this.running = true;
  }

  private info(): Readonly<Record<string, unknown>> {
    return this.world.info?.(this.state) ?? {};
  }
}

function notRunning(id: string, steps: number): StateError {
  return new StateError(
    steps === 0
      ? `${id}: step() was called before reset(); call reset() to start an episode.`
      : `${id}: step() was called after the episode had ended (${steps} steps); call reset() to start the next one.`,
  );
}
