/**
 * Data sets of transitions: what somebody (a policy, a person) saw, did and was paid, step after step, episode after episode.
 *
 * Every observation is stored once: what follows row t is row t + 1, and at the end of an episode its final observation. Arrays
 * hold the flat forms of the world's spaces in their own number types, outside the memory of the engine.
 */
import { ShapeError, StateError, ValueError } from "../core/errors.ts";
import { describe, flatArray, flatSize, type Numbers, type Space } from "../env/space.ts";
import { sameSpace } from "../env/spaceJson.ts";
import type { AnyWorld } from "../env/world.ts";

type Values = Readonly<Record<string, number | string | boolean | null>>;

/** Where a data set is from. */
export interface TransitionSource {
  /** Id of the world. */
  readonly env: string;
  /** What was set of it. */
  readonly world: Values;
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  /** Who acted: { algorithm: "ppo", steps: 100000, deterministic: true }, { person: true } … */
  readonly policy: Values;
  /** Of the first episode; episode i is drawn from the stream of seed + i. null where that cannot be said. */
  readonly seed: number | null;
}

export interface Transitions {
  readonly source: TransitionSource;
  /** Steps. */
  readonly length: number;
  /** [length, numbers of an observation] */
  readonly observations: Numbers;
  /** [length, numbers of an action], as the world takes them. */
  readonly actions: Numbers;
  readonly rewards: Float64Array;
  /** 1 where the episode ended in the world: the value of what follows is 0. */
  readonly terminated: Uint8Array;
  /** 1 where it was cut: the value of what follows counts. */
  readonly truncated: Uint8Array;
  /** [episodes]: the first row of each. */
  readonly episodeStarts: Int32Array;
  /** [episodes, numbers of an observation]: what the world showed when the episode was over. */
  readonly finalObservations: Numbers;
  /** [length, choices]: 1 where an action was allowed, in worlds that forbid some. */
  readonly masks?: Uint8Array;
  /** [episodes, choices]: what was allowed where an episode was cut; of one that the world ended it means nothing. */
  readonly finalMasks?: Uint8Array;
}

/** Rows first … end − 1 of a data set. */
export interface TransitionEpisode {
  readonly first: number;
  readonly end: number;
  /** Σ rewards. */
  readonly episodeReturn: number;
  readonly terminated: boolean;
}

export function* episodesOf(data: Transitions): Generator<TransitionEpisode, void> {
  const { episodeStarts, rewards, terminated, length } = data;
  for (let e = 0; e < episodeStarts.length; e++) {
    const [first, end] = [episodeStarts[e], episodeStarts[e + 1] ?? length];
    let episodeReturn = 0;
    for (let t = first; t < end; t++) episodeReturn += rewards[t];
    yield { first, end, episodeReturn, terminated: terminated[end - 1] === 1 };
  }
}

/** Σ rewards of each episode. */
export const returnsOf = (data: Transitions): number[] =>
  Array.from(episodesOf(data), ({ episodeReturn }) => episodeReturn);

/**
 * The rewards to go, Gₜ = rₜ + γ Gₜ₊₁ within each episode; a truncated one counts as over.
 *
 * @param gamma discount γ ∈ [0, 1]
 * @returns shape [length]
 */
export function discountedReturns(data: Transitions, gamma: number): Float64Array {
  if (!(gamma >= 0 && gamma <= 1))
    throw new ValueError(`discountedReturns: gamma is ${gamma}; it must lie in [0, 1].`);
  const G = new Float64Array(data.length);
  for (const { first, end } of episodesOf(data)) {
    for (let t = end - 1, g = 0; t >= first; t--) {
      g = data.rewards[t] + gamma * g;
      G[t] = g;
    }
  }
  return G;
}

/** What was seen after each step, [length, numbers of an observation]; a new array. */
export function nextObservationsOf(data: Transitions): Numbers {
  const { source, observations, finalObservations, length } = data;
  const width = flatSize(source.observationSpace);
  const next = flatArray(source.observationSpace, length);
  next.set(observations.subarray(width));
  let e = 0;
  for (const { end } of episodesOf(data)) {
    next.set(finalObservations.subarray(e * width, (e + 1) * width), (end - 1) * width);
    e++;
  }
  return next;
}

/**
 * Some episodes of a data set, in the order given.
 *
 * @throws ValueError for an episode that it does not have
 */
export function episodesFrom(data: Transitions, episodes: readonly number[]): Transitions {
  const all = [...episodesOf(data)];
  const parts = episodes.map((e) => {
    if (all[e] !== undefined) return all[e];
    throw new ValueError(`episodesFrom: ${e} is not one of the episodes 0 … ${all.length - 1}.`);
  });
  const take = <N extends Numbers>(array: N): N => {
    const size = array.length / Math.max(1, data.length);
    return spliced(
      array,
      parts.map(({ first, end }) => array.subarray(first * size, end * size) as N),
    );
  };
  const finalRows = <N extends Numbers>(array: N): N[] => {
    const size = array.length / Math.max(1, data.episodeStarts.length);
    return episodes.map((e) => array.subarray(e * size, (e + 1) * size) as N);
  };
  let at = 0;
  const episodeStarts = Int32Array.from(parts, ({ first, end }) => {
    at += end - first;
    return at - (end - first);
  });
  return {
    source: { ...data.source, seed: null },
    length: at,
    observations: take(data.observations),
    actions: take(data.actions),
    rewards: take(data.rewards),
    terminated: take(data.terminated),
    truncated: take(data.truncated),
    episodeStarts,
    finalObservations: spliced(data.finalObservations, finalRows(data.finalObservations)),
    ...(data.masks === undefined ? {} : { masks: take(data.masks) }),
    ...(data.finalMasks === undefined
      ? {}
      : { finalMasks: spliced(data.finalMasks, finalRows(data.finalMasks)) }),
  };
}

/** The pieces one after the other, in an array of the same type. */
function spliced<N extends Numbers>(like: N, pieces: readonly N[]): N {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const out = new (like.constructor as new (n: number) => N)(length);
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/**
 * Several data sets of one world as one.
 *
 * @throws ValueError for none, or for data sets of different worlds
 */
export function joined(sets: readonly Transitions[]): Transitions {
  const [first, ...others] = sets;
  if (first === undefined) throw new ValueError("joined: give at least one data set.");
  for (const other of others) {
    requireSource(other, first.source.env, first.source);
    for (const name of ["masks", "finalMasks"] as const) {
      if ((other[name] === undefined) === (first[name] === undefined)) continue;
      throw new ValueError(`joined: one data set has ${name}, another has none.`);
    }
  }
  let at = 0;
  const starts = sets.map(({ episodeStarts, length }) => {
    const shifted = episodeStarts.map((start) => start + at);
    at += length;
    return shifted;
  });
  const all = <N extends Numbers>(of: (data: Transitions) => N): N =>
    spliced(of(first), sets.map(of));
  const isOne = others.every(({ source }) => sameValues(source.policy, first.source.policy));
  const policy = isOne ? first.source.policy : { several: sets.length };
  return {
    source: { ...first.source, policy, seed: others.length === 0 ? first.source.seed : null },
    length: at,
    observations: all(({ observations }) => observations),
    actions: all(({ actions }) => actions),
    rewards: all(({ rewards }) => rewards),
    terminated: all(({ terminated }) => terminated),
    truncated: all(({ truncated }) => truncated),
    episodeStarts: spliced(first.episodeStarts, starts),
    finalObservations: all(({ finalObservations }) => finalObservations),
    ...(first.masks === undefined ? {} : { masks: all(({ masks }) => masks as Uint8Array) }),
    ...(first.finalMasks === undefined
      ? {}
      : { finalMasks: all(({ finalMasks }) => finalMasks as Uint8Array) }),
  };
}

const sameValues = (a: Values, b: Values): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * For whoever is about to learn from a data set.
 *
 * @throws ValueError if it is of another world, or of one with other spaces
 */
export function requireSource(
  { source }: Transitions,
  env: string,
  spaces: Pick<TransitionSource, "observationSpace" | "actionSpace">,
): void {
  if (source.env !== env)
    throw new ValueError(
      `The data set is of ${source.env}, not of ${env}. Record one in ${env}, or learn in ${source.env}.`,
    );
  for (const [what, key] of [
    ["observations", "observationSpace"],
    ["actions", "actionSpace"],
  ] as const) {
    if (sameSpace(source[key], spaces[key])) continue;
    const [there, here] = [describe(source[key]), describe(spaces[key])];
    const how = there === here ? `${here} with other bounds` : `${there} there and ${here} here`;
    throw new ValueError(
      `The data set is of ${env}, but with other settings: its ${what} are ${how}. Record one with the settings of this world.`,
    );
  }
}

/** One step, for the recorder: numbers in the flat forms of the world's spaces; they are copied. */
export interface RecordedStep {
  readonly observation: ArrayLike<number>;
  readonly action: ArrayLike<number>;
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly nextObservation: ArrayLike<number>;
  /** Which actions were allowed, in worlds that forbid some. */
  readonly mask?: ArrayLike<number> | undefined;
  /** Which are allowed now. */
  readonly nextMask?: ArrayLike<number> | undefined;
}

/** Writes down transitions as they happen; its arrays grow. */
export class TransitionRecorder {
  private readonly world: AnyWorld;
  private readonly choices: number;
  private readonly observations: Column;
  private readonly actions: Column;
  private readonly rewards = new Column(Float64Array, 1);
  private readonly terminated = new Column(Uint8Array, 1);
  private readonly truncated = new Column(Uint8Array, 1);
  private readonly masks: Column | undefined;
  private readonly finalMasks: Column | undefined;
  private readonly finals: Column;
  private readonly starts = new Column(Int32Array, 1);
  /** What the last step was followed by, while its episode goes on. */
  private pending: Numbers | undefined;
  private pendingMask: Numbers | undefined;

  constructor(world: AnyWorld) {
    const { observationSpace, actionSpace } = world;
    this.world = world;
    this.choices = world.mask !== undefined && actionSpace.kind === "discrete" ? actionSpace.n : 0;
    this.observations = columnOf(observationSpace);
    this.actions = columnOf(actionSpace);
    this.finals = columnOf(observationSpace);
    const forMasks = () => (this.choices > 0 ? new Column(Uint8Array, this.choices) : undefined);
    this.masks = forMasks();
    this.finalMasks = forMasks();
  }

  /** Steps so far. */
  get length(): number {
    return this.rewards.rows;
  }

  /** Episodes that have ended. */
  get episodes(): number {
    return this.finals.rows;
  }

  /** @throws ShapeError if the numbers do not fit the world, or a mask is missing */
  add(step: RecordedStep): void {
    const { observation, action, reward, terminated, truncated, nextObservation } = step;
    const [mask, nextMask] = [this.maskOf(step.mask), this.maskOf(step.nextMask)];
    if (this.pending === undefined) this.starts.add([this.length]);
    this.observations.add(observation);
    this.actions.add(action);
    this.rewards.add([reward]);
    this.terminated.add([terminated ? 1 : 0]);
    this.truncated.add([truncated && !terminated ? 1 : 0]);
    if (mask !== undefined) this.masks?.add(mask);
    this.pending = copied(nextObservation);
    this.pendingMask = nextMask && copied(nextMask);
    if (terminated || truncated) this.finish();
  }

  /** @throws ShapeError if it is missing */
  private maskOf(mask: ArrayLike<number> | undefined): ArrayLike<number> | undefined {
    if (this.choices === 0) return undefined;
    if (mask?.length === this.choices) return mask;
    throw new ShapeError(
      `${this.world.id} forbids actions at times: mask and nextMask of ${this.choices} are needed, found ${mask?.length ?? "none"}.`,
    );
  }

  /** The episode is over with what was seen last. */
  private finish(): void {
    if (this.pending !== undefined) this.finals.add(this.pending);
    if (this.pendingMask !== undefined) this.finalMasks?.add(this.pendingMask);
    this.pending = undefined;
  }

  /** Cuts the running episode here, if there is one: it counts as truncated. */
  cut(): void {
    if (this.pending === undefined) return;
    this.truncated.set(this.length - 1, 1);
    this.finish();
  }

  /**
   * What was written so far; a copy.
   *
   * @throws StateError in the middle of an episode: let it end, or `cut` it
   */
  done(source: Pick<TransitionSource, "world" | "policy" | "seed">): Transitions {
    if (this.pending !== undefined)
      throw new StateError(
        `The recorder is in the middle of episode ${this.episodes}; call cut() to end it here.`,
      );
    const { id: env, observationSpace, actionSpace } = this.world;
    return {
      source: { ...source, env, observationSpace, actionSpace },
      length: this.length,
      observations: this.observations.taken(),
      actions: this.actions.taken(),
      rewards: this.rewards.taken() as Float64Array,
      terminated: this.terminated.taken() as Uint8Array,
      truncated: this.truncated.taken() as Uint8Array,
      episodeStarts: this.starts.taken() as Int32Array,
      finalObservations: this.finals.taken(),
      ...(this.masks === undefined ? {} : { masks: this.masks.taken() as Uint8Array }),
      ...(this.finalMasks === undefined
        ? {}
        : { finalMasks: this.finalMasks.taken() as Uint8Array }),
    };
  }
}

const copied = (numbers: ArrayLike<number>): Numbers => Float64Array.from(numbers);

type ArrayType = new (n: number) => Numbers;

/** Rows of equal width; room doubles when it is used up. */
class Column {
  rows = 0;
  private array: Numbers;
  private readonly width: number;

  constructor(Type: ArrayType, width: number) {
    this.width = width;
    this.array = new Type(64 * width);
  }

  add(row: ArrayLike<number>): void {
    const { width } = this;
    if (row.length !== width)
      throw new ShapeError(
        `TransitionRecorder: a row has ${row.length} numbers; expected ${width}.`,
      );
    const at = this.rows * width;
    if (at + width > this.array.length) {
      const larger = new (this.array.constructor as ArrayType)(2 * this.array.length);
      larger.set(this.array);
      this.array = larger;
    }
    this.array.set(row, at);
    this.rows++;
  }

  set(row: number, value: number): void {
    this.array[row * this.width] = value;
  }

  taken(): Numbers {
    return this.array.slice(0, this.rows * this.width);
  }
}

const columnOf = (space: Space): Column =>
  new Column(flatArray(space, 0).constructor as ArrayType, flatSize(space));
