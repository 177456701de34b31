/**
 * Many environments of one world, stepped together into preallocated batches.
 *
 * Same-step autoreset, as Gymnasium's AutoresetMode.SAME_STEP: when an episode ends, the batch already holds the first
 * observation of the next one, and the last of the old one is in `finalObservations`. Environment i of seed s is seeded s + i.
 */
import { ShapeError, StateError, ValueError } from "../core/errors.ts";
import { type Rng, type RngState, rng } from "../core/random.ts";
import { complaint, describe, flatArray, flatSize, type Numbers, readFlat, type Space, type ValueOf } from "./space.ts";
import type { Outcome, World } from "./world.ts";

export interface VectorOptions {
  readonly seed?: number;
  readonly maxSteps?: number;
}

/** Everything that the rest of a run depends on, as plain data. */
export interface VectorState<State> {
  readonly states: State[];
  readonly randoms: RngState[];
  readonly lengths: Int32Array;
  readonly returns: Float64Array;
}

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

  readonly states: State[];
  readonly randoms: Rng[];
  /** Steps and sum of rewards of the running episodes. */
  readonly lengths: Int32Array;
  readonly returns: Float64Array;
  private readonly outcome: Outcome = { reward: 0, terminated: false };
  private started = false;

  constructor(world: World<State, O, A>, count: number, options: VectorOptions = {}) {
    if (!Number.isInteger(count) || count < 1) throw new ValueError(`VectorEnv: count is ${count}; it must be a whole number of at least 1.`);
    const { seed = 0, maxSteps = world.maxSteps } = options;
    if (!(maxSteps >= 1)) throw new ValueError(`VectorEnv: maxSteps is ${maxSteps}; it must be at least 1.`);
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
    this.lengths = new Int32Array(count);
    this.returns = new Float64Array(count);
    this.states = Array.from({ length: count }, () => world.create());
    this.randoms = Array.from({ length: count }, (_, i) => rng(seed + i));
  }

  /** Starts an episode everywhere; with a seed, from new streams. */
  reset(seed?: number): Numbers {
    for (let i = 0; i < this.count; i++) {
      if (seed !== undefined) this.randoms[i] = rng(seed + i);
      this.begin(i);
    }
    this.terminated.fill(0);
    this.truncated.fill(0);
    this.started = true;
    return this.observations;
  }

  private begin(i: number): void {
    const state = this.states[i];
    this.world.reset(state, this.randoms[i]);
    this.lengths[i] = 0;
    this.returns[i] = 0;
    this.world.observe(state, this.observations, i * this.width);
  }

  /**
   * One step everywhere.
   *
   * @param actions for discrete actions one number each; otherwise [count, size of an action] in flat form
   * @throws ShapeError, ValueError for actions that do not fit; nothing has moved then
   */
  step(actions: ArrayLike<number>): Numbers {
    if (!this.started) throw new StateError(`${this.world.id}: step() was called before reset(); call reset() once.`);
    const { actionSpace } = this.world;
    if (actionSpace.kind === "discrete") this.stepDiscrete(actions, actionSpace.start, actionSpace.start + actionSpace.n);
    else this.stepFlat(actions, flatSize(actionSpace));
    return this.observations;
  }

  private stepDiscrete(actions: ArrayLike<number>, low: number, end: number): void {
    if (actions.length !== this.count) throw this.wrongLength(actions.length, this.count);
    for (let i = 0; i < this.count; i++) {
      const a = actions[i];
      if (!(a >= low && a < end) || a !== Math.floor(a)) throw this.wrongAction(i, a);
    }
    for (let i = 0; i < this.count; i++) this.advance(i, actions[i] as ValueOf<A>);
  }

  private stepFlat(actions: ArrayLike<number>, size: number): void {
    if (actions.length !== this.count * size) throw this.wrongLength(actions.length, this.count * size);
    const flat = flatArray(this.world.actionSpace, this.count);
    flat.set(actions);
    const all = Array.from({ length: this.count }, (_, i) => readFlat(this.world.actionSpace, flat, i * size));
    all.forEach((a, i) => {
      if (complaint(this.world.actionSpace, a) !== undefined) throw this.wrongAction(i, a);
    });
    all.forEach((a, i) => {
      this.advance(i, a);
    });
  }

  private advance(i: number, action: ValueOf<A>): void {
    const { world, outcome } = this;
    const state = this.states[i];
    world.step(state, action, this.randoms[i], outcome);
    const { reward, terminated } = outcome;
    this.rewards[i] = reward;
    this.returns[i] += reward;
    const truncated = ++this.lengths[i] >= this.maxSteps;
    this.terminated[i] = terminated ? 1 : 0;
    this.truncated[i] = truncated ? 1 : 0;
    if (terminated || truncated) this.finish(i, state);
    else world.observe(state, this.observations, i * this.width);
  }

  private finish(i: number, state: State): void {
    this.world.observe(state, this.finalObservations, i * this.width);
    this.finalReturns[i] = this.returns[i];
    this.finalLengths[i] = this.lengths[i];
    this.begin(i);
  }

  /** What a checkpoint needs. */
  state(): VectorState<State> {
    return {
      states: structuredClone(this.states),
      randoms: this.randoms.map((r) => r.state()),
      lengths: this.lengths.slice(),
      returns: this.returns.slice(),
    };
  }

  restore(saved: VectorState<State>): void {
    if (saved.states.length !== this.count) {
      throw new StateError(`VectorEnv: the saved state has ${saved.states.length} environments, this one ${this.count}.`);
    }
    for (let i = 0; i < this.count; i++) {
      this.states[i] = structuredClone(saved.states[i]);
      this.randoms[i] = rng.from(saved.randoms[i]);
      this.world.observe(this.states[i], this.observations, i * this.width);
    }
    this.lengths.set(saved.lengths);
    this.returns.set(saved.returns);
    this.started = true;
  }

  private wrongLength(got: number, wanted: number): ShapeError {
    return new ShapeError(`${this.world.id}: ${got} action numbers for ${this.count} environments; expected ${wanted}.`);
  }
  private wrongAction(i: number, action: unknown): ValueError {
    const { actionSpace } = this.world;
    return new ValueError(`${this.world.id}: the action of environment ${i} is outside ${describe(actionSpace)}: ${complaint(actionSpace, action)}.`);
  }
}
