/**
 * Many environments of one world, stepped together into preallocated batches.
 *
 * Same-step autoreset, as Gymnasium's AutoresetMode.SAME_STEP: when an episode ends, the batch already holds the first
 * observation of the next one, and the last of the old one is in `finalObservations`. Environment i of seed s is seeded s + i.
 */
import { ShapeError, StateError, ValueError } from "../core/errors.ts";
import { type Rng, type RngState, rng } from "../core/random.ts";
import { notANumber, type Place, worldFault } from "./fault.ts";
import {
  complaint,
  describe,
  flatArray,
  flatBounds,
  flatSize,
  type Numbers,
  readFlat,
  type Space,
  sampleBatch,
  sampleMasked,
  type ValueOf,
} from "./space.ts";
import type { Outcome, World } from "./world.ts";

export interface VectorOptions {
  readonly seed?: number;
  /** Instead of the world's own time limit. */
  readonly maxSteps?: number;
}

/** Everything that the rest of a run depends on, as plain data. */
export interface VectorState<State> {
  readonly states: State[];
  readonly randoms: RngState[];
  readonly lengths: Int32Array;
  readonly returns: Float64Array;
  /** Episodes that each environment has begun. */
  readonly episodes?: Int32Array;
}

type Info = Readonly<Record<string, unknown>>;

export class VectorEnv<State, O extends Space, A extends Space> {
  readonly world: World<State, O, A>;
  readonly count: number;
  readonly maxSteps: number;
  /** Numbers per observation. */
  readonly width: number;

  /** [count, width]: what each environment shows now. Overwritten by every step. */
  readonly observations: Numbers;
  readonly rewards: Float64Array;
  /** 1 where the episode ended in the world. */
  readonly terminated: Uint8Array;
  /** 1 where the time limit ended it. */
  readonly truncated: Uint8Array;
  /** [count, width]: the last observation of the episodes that ended in this step; other rows are stale. */
  readonly finalObservations: Numbers;
  /** Return and length of the episodes that ended in this step; other entries are stale. */
  readonly finalReturns: Float64Array;
  readonly finalLengths: Int32Array;
  /** The last info of the episodes that ended in this step, for worlds that have any; others are stale. */
  readonly finalInfos: Info[];
  /** [count, n]: which actions are allowed now, for worlds with a mask. */
  readonly masks: Uint8Array | undefined;
  /** The masks of the states in which a time limit cut the episodes that ended in this step; other rows are stale. */
  readonly finalMasks: Uint8Array | undefined;

  readonly states: State[];
  readonly randoms: Rng[];
  /** Steps and sum of rewards of the running episodes. */
  readonly lengths: Int32Array;
  readonly returns: Float64Array;
  /** Episodes that each environment has begun. */
  readonly episodes: Int32Array;

  private readonly outcome: Outcome = { reward: 0, terminated: false, truncated: false };
  /** [count, size of an action]: the actions of a step in the action space's own number type. */
  private readonly actions: Numbers;
  private readonly actionRows: readonly Numbers[];
  private readonly bounds: ReturnType<typeof flatBounds>;
  private started = false;
  private seed: number | undefined;
  private looked = 0;
  private untilLook = 1;

  constructor(world: World<State, O, A>, count: number, options: VectorOptions = {}) {
    if (!Number.isInteger(count) || count < 1) {
      throw new ValueError(
        `VectorEnv: count is ${count}; it must be a whole number of at least 1.`,
      );
    }
    const { seed = 0, maxSteps = world.maxSteps } = options;
    if (!(maxSteps >= 1))
      throw new ValueError(`VectorEnv: maxSteps is ${maxSteps}; it must be at least 1.`);
    this.world = world;
    this.count = count;
    this.maxSteps = maxSteps;
    this.width = flatSize(world.observationSpace);
    this.observations = flatArray(world.observationSpace, count);
    this.finalObservations = flatArray(world.observationSpace, count);
    this.rewards = new Float64Array(count);
    this.terminated = new Uint8Array(count);
    this.truncated = new Uint8Array(count);
    this.finalReturns = new Float64Array(count);
    this.finalLengths = new Int32Array(count);
    this.finalInfos = world.info === undefined ? [] : Array.from({ length: count }, () => ({}));
    this.lengths = new Int32Array(count);
    this.returns = new Float64Array(count);
    this.episodes = new Int32Array(count);
    this.seed = seed;
    this.states = Array.from({ length: count }, () => world.create());
    this.randoms = Array.from({ length: count }, (_, i) => rng(seed + i));

    const { actionSpace } = world;
    const size = flatSize(actionSpace);
    this.bounds = flatBounds(actionSpace);
    this.actions = flatArray(actionSpace, count);
    this.actionRows = Array.from({ length: count }, (_, i) =>
      this.actions.subarray(i * size, (i + 1) * size),
    );
    const isMasked = world.mask !== undefined && actionSpace.kind === "discrete";
    this.masks = isMasked ? new Uint8Array(count * actionSpace.n) : undefined;
    this.finalMasks = this.masks?.slice();
  }

  /** Starts an episode everywhere; with a seed, from new streams. */
  reset(seed?: number): Numbers {
    if (seed !== undefined) this.seed = seed;
    for (let i = 0; i < this.count; i++) {
      if (seed !== undefined) this.randoms[i] = rng(seed + i);
      try {
        this.begin(i);
      } catch (error) {
        throw worldFault(error, this.place(i));
      }
    }
    for (let i = 0; i < this.count; i++) this.checkShown(i);
    this.writeMasks();
    this.terminated.fill(0);
    this.truncated.fill(0);
    this.started = true;
    return this.observations;
  }

  private begin(i: number): void {
    const state = this.states[i];
    this.lengths[i] = 0;
    this.returns[i] = 0;
    this.episodes[i]++;
    this.world.reset(state, this.randoms[i]);
    this.world.observe(state, this.observations, i * this.width);
  }

  /**
   * One step everywhere.
   *
   * @param actions for discrete actions one number each; otherwise [count, size of an action] in flat form
   * @throws ShapeError, ValueError for actions that do not fit; nothing has moved then
   */
  step(actions: ArrayLike<number>): Numbers {
    if (!this.started)
      throw new StateError(
        `${this.world.id}: step() was called before reset(); call reset() once.`,
      );
    this.take(actions);
    const { kind } = this.world.actionSpace;
    if (kind === "discrete") this.advance(this.actions as unknown as ArrayLike<ValueOf<A>>);
    else if (kind === "tuple" || kind === "dict")
      this.advance(this.actionRows.map((row) => readFlat(this.world.actionSpace, row)));
    else this.advance(this.actionRows as unknown as ArrayLike<ValueOf<A>>);
    this.writeMasks();
    return this.observations;
  }

  /** Checks the actions and copies them. Fractions are found before they could be rounded to whole numbers. */
  private take(given: ArrayLike<number>): void {
    const { actions } = this;
    if (given.length !== actions.length) throw this.wrongLength(given.length);
    if (this.world.actionSpace.kind === "discrete") {
      this.checkDiscrete(given);
      actions.set(given);
      return;
    }
    if (actions instanceof Float32Array) actions.set(given);
    this.check(actions instanceof Float32Array ? actions : given);
    if (!(actions instanceof Float32Array)) actions.set(given);
  }

  /** `check` for one whole number each, without the inner loop. */
  private checkDiscrete(actions: ArrayLike<number>): void {
    const low = this.bounds.low[0];
    const high = this.bounds.high[0];
    for (let i = 0; i < actions.length; i++) {
      const a = actions[i];
      if (!(a >= low && a <= high) || a !== Math.floor(a)) throw this.wrongAction(actions, i);
    }
  }

  private check(actions: ArrayLike<number>): void {
    const { low, high, whole } = this.bounds;
    const size = low.length;
    for (let at = 0; at < actions.length; ) {
      for (let k = 0; k < size; k++, at++) {
        const v = actions[at];
        if (!(v >= low[k] && v <= high[k]) || (whole[k] === 1 && v !== Math.floor(v)))
          throw this.wrongAction(actions, at);
      }
    }
  }

  private advance(actions: ArrayLike<ValueOf<A>>): void {
    const { world, outcome, count, width, maxSteps, states, randoms } = this;
    const { rewards, returns, lengths, terminated, truncated, observations } = this;
    terminated.fill(0);
    truncated.fill(0);
    let i = 0;
    try {
      for (; i < count; i++) {
        const state = states[i];
        const length = lengths[i] + 1;
        lengths[i] = length;
        world.step(state, actions[i], randoms[i], outcome);
        const { reward } = outcome;
        if (reward !== reward) throw notANumber(world.id, "the reward");
        rewards[i] = reward;
        returns[i] += reward;
        if (outcome.terminated || length >= maxSteps || outcome.truncated) this.finish(i);
        else world.observe(state, observations, i * width);
      }
    } catch (error) {
      throw worldFault(error, this.place(i, actions[i]));
    }
    if (--this.untilLook > 0) return;
    this.untilLook = lookAfter(count);
    this.looked = this.looked + 1 < count ? this.looked + 1 : 0;
    this.checkShown(this.looked, actions[this.looked]);
  }

  private finish(i: number): void {
    const state = this.states[i];
    this.terminated[i] = this.outcome.terminated ? 1 : 0;
    this.truncated[i] = this.outcome.truncated || this.lengths[i] >= this.maxSteps ? 1 : 0;
    this.world.observe(state, this.finalObservations, i * this.width);
    this.finalReturns[i] = this.returns[i];
    this.finalLengths[i] = this.lengths[i];
    if (this.world.info !== undefined) this.finalInfos[i] = this.world.info(state);
    if (this.finalMasks !== undefined && this.terminated[i] === 0)
      this.world.mask?.(state, this.finalMasks, (i * this.finalMasks.length) / this.count);
    this.begin(i);
  }

  /** Looks for NaN in what environment i shows. */
  private checkShown(i: number, action?: unknown): void {
    const { observations, width } = this;
    for (let k = 0, at = i * width; k < width; k++, at++) {
      if (observations[at] === observations[at]) continue;
      const place = this.place(i, action);
      throw worldFault(notANumber(place.world, `number ${k} of the observation`), place);
    }
  }

  /** Where environment i is, for messages. */
  private place(i: number, action?: unknown): Place {
    const seed = this.seed === undefined ? undefined : this.seed + i;
    const [episode, step] = [this.episodes[i], this.lengths[i]];
    return { world: this.world.id, environment: i, seed, episode, step, action };
  }

  private writeMasks(): void {
    if (this.masks === undefined) return;
    const n = this.masks.length / this.count;
    for (let i = 0; i < this.count; i++) this.world.mask?.(this.states[i], this.masks, i * n);
  }

  /**
   * Random actions for all environments, allowed ones where the world has a mask, from one stream.
   *
   * @returns the same array each time, fit for `step`
   */
  sampleActions(random: Rng): Numbers {
    const { actions, masks, count } = this;
    const { actionSpace } = this.world;
    if (masks !== undefined && actionSpace.kind === "discrete") {
      const { n } = actionSpace;
      for (let i = 0; i < count; i++)
        actions[i] = sampleMasked(actionSpace, masks.subarray(i * n, (i + 1) * n), random);
    } else sampleBatch(actionSpace, random, actions, count);
    return actions;
  }

  /** What the world says about environment i beyond its observation. */
  info(i: number): Info {
    return this.world.info?.(this.states[i]) ?? {};
  }

  /** What a checkpoint needs. */
  state(): VectorState<State> {
    return {
      states: structuredClone(this.states),
      randoms: this.randoms.map((r) => r.state()),
      lengths: this.lengths.slice(),
      returns: this.returns.slice(),
      episodes: this.episodes.slice(),
    };
  }

  /** @throws StateError if it is the state of another number of environments */
  restore(saved: VectorState<State>): void {
    if (saved.states.length !== this.count) {
      throw new StateError(
        `VectorEnv: the saved state has ${saved.states.length} environments, this one ${this.count}.`,
      );
    }
    for (let i = 0; i < this.count; i++) {
      this.states[i] = structuredClone(saved.states[i]);
      this.randoms[i] = rng.from(saved.randoms[i]);
      this.world.observe(this.states[i], this.observations, i * this.width);
    }
    this.lengths.set(saved.lengths);
    this.returns.set(saved.returns);
    this.episodes.set(saved.episodes ?? []);
    this.seed = undefined; // the streams are those of the saved state
    this.writeMasks();
    this.terminated.fill(0);
    this.truncated.fill(0);
    this.started = true;
  }

  private wrongLength(got: number): ShapeError {
    const { count, actions, world } = this;
    return new ShapeError(
      `${world.id}: ${got} action numbers for ${count} environments; expected ${actions.length}.`,
    );
  }
  private wrongAction(actions: ArrayLike<number>, at: number): ValueError {
    const { actionSpace, id } = this.world;
    const size = this.bounds.low.length;
    const i = Math.floor(at / size);
    const flat = Float64Array.from(actions).subarray(i * size, (i + 1) * size);
    const isList = actionSpace.kind === "box" || actionSpace.kind.startsWith("multi");
    const action: unknown = isList ? flat : readFlat(actionSpace, flat);
    return new ValueError(
      `${id}: the action of environment ${i} is outside ${describe(actionSpace)}: ${complaint(actionSpace, action)}.`,
    );
  }
}

/** A look at every observation would cost a tenth of CartPole; NaN in a state stays there until its turn comes. */
const lookAfter = (count: number): number => Math.max(1, Math.ceil(64 / count));
