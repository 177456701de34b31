/**
 * Replay: the last so many rows of experience, from which batches are drawn; Lin 1992, Mnih et al. 2015.
 *
 * A row is an observation and what was done about it: action, reward, whether the episode ended. What followed is the next row,
 * so that every observation is stored once; the last observation of an episode is a row of its own, without an action. Rows of
 * one environment follow each other in a ring, and never change once they are written. Returns over several steps are added up
 * when a batch is drawn, so that no transition is lost where episodes end or are cut.
 */
import { StateError, ValueError } from "../../core/errors.ts";
import type { Journal } from "../../core/journal.ts";
import type { Rng } from "../../core/random.ts";
import { flatBounds, type Numbers, type Space } from "../../env/space.ts";
import { Priorities } from "./priorities.ts";
import { leavesFor } from "./sumTree.ts";

export interface ReplayOptions {
  /** Rows, all environments together. */
  readonly capacity: number;
  readonly environments: number;
  readonly observationSpace: Space;
  /** Numbers of an action as the policy has it; "choice" for one whole number. */
  readonly actions: number | "choice";
  /** Numbers of a mask; 0 for worlds without. */
  readonly choices?: number;
  readonly gamma: number;
  /** n: rewards that are added up before the value of what follows is asked. */
  readonly nSteps?: number;
  /** α of prioritised replay; rows are drawn uniformly if absent. */
  readonly priority?: number;
  /** Bytes that it may take at most; 4 GiB. */
  readonly limit?: number;
}

/** What all environments did in one step; a VectorEnv has everything but the actions. */
export interface ReplayStep {
  readonly rewards: ArrayLike<number>;
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
  /** [environments, numbers]: what is seen now, after an end the first of the next episode. */
  readonly observations: ArrayLike<number>;
  /** The last of the episodes that ended; other rows are not looked at. */
  readonly finalObservations: ArrayLike<number>;
  /** [environments, choices], for worlds with masks. */
  readonly masks?: Uint8Array | undefined;
  readonly finalMasks?: Uint8Array | undefined;
}

/** An episode from elsewhere, of T steps. */
export interface ReplayEpisode {
  /** [T, numbers of an observation] */
  readonly observations: ArrayLike<number>;
  /** [T, numbers of an action], as the policy has them. */
  readonly actions: ArrayLike<number>;
  /** [T] */
  readonly rewards: ArrayLike<number>;
  /** Whether the world ended it; else it was cut. */
  readonly terminated: boolean;
  /** What was seen when it was over. */
  readonly finalObservation: ArrayLike<number>;
  /** [T, choices], for worlds with masks. */
  readonly masks?: Uint8Array | undefined;
  /** What was allowed where it was cut. */
  readonly finalMask?: Uint8Array | undefined;
}

/** Rows drawn; the same arrays each time, overwritten by the next draw of as many. */
export interface ReplayBatch {
  readonly size: number;
  /** [B, numbers of an observation], as the world showed them. */
  readonly observations: Float32Array;
  /** [B, numbers of an action], or [B] for one choice. */
  readonly actions: Float32Array | Int32Array;
  /** [B]: r₁ + γ r₂ + … up to n of them, fewer where the episode or what is known ends. */
  readonly rewards: Float32Array;
  readonly nextObservations: Float32Array;
  /** [B]: γᵏ after k rewards; 0 where the world ended the episode. A cut by a time limit is no end. */
  readonly discounts: Float32Array;
  /** [B, choices]; empty for worlds without masks. */
  readonly masks: Uint8Array;
  readonly nextMasks: Uint8Array;
  /** [B]: importance of each row; 1 where they were drawn uniformly. */
  readonly weights: Float32Array;
  /** [B]: where they stand, for `prioritise`. */
  readonly indices: Int32Array;
}

/** Consecutive transitions of one environment, [B, length, …]; each one step long. */
export interface SequenceBatch extends ReplayBatch {
  readonly length: number;
  /** [B, length]: 1 where an episode, or the sequence, begins. */
  readonly starts: Uint8Array;
}

/** What a replay takes, in bytes. */
export interface ReplayBytes {
  readonly observations: number;
  readonly actions: number;
  readonly rewards: number;
  readonly masks: number;
  readonly priorities: number;
  readonly total: number;
}

/** The rows that are left are a journal, a stream for each environment: whoever stores states need not store them again. */
export interface ReplayState {
  readonly rows: Journal & {
    readonly columns: {
      readonly observations: Numbers;
      readonly actions: Float32Array | Int32Array;
      readonly rewards: Float32Array;
      readonly flags: Uint8Array;
      readonly masks: Uint8Array;
    };
    /** pᵢ^α, where rows are prioritised. */
    readonly changing: { readonly priorities?: Float64Array };
  };
  /** What the environments show now, not yet answered. */
  readonly openObservations: Numbers;
  readonly openMasks: Uint8Array;
  /** The largest pᵢ^α so far. */
  readonly largest: number | null;
}

const terminatedFlag = 1;
const truncatedFlag = 2;
const endFlags = terminatedFlag | truncatedFlag;
const lastFlag = 4; // an observation without an action
const beginFlag = 8; // the first row of an episode

const limitOf = 4 * 2 ** 30;
const leastRows = 4; // one transition, its end, and the next observation

type ArrayType =
  | Uint8ArrayConstructor
  | Int32ArrayConstructor
  | Float32ArrayConstructor
  | Float64ArrayConstructor;

/** The smallest array that holds every observation exactly; real numbers in single precision. */
export function storageOf(space: Space): ArrayType {
  const { low, high, whole } = flatBounds(space);
  const isWhole = whole.every((w) => w === 1);
  if (isWhole && low.every((v) => v >= 0) && high.every((v) => v <= 255)) return Uint8Array;
  if (isWhole) return Int32Array;
  const isExact = whole.every((w, i) => w === 0 || Math.max(-low[i], high[i]) <= 2 ** 24);
  return isExact ? Float32Array : Float64Array;
}

/** What a replay will take, before anything is taken. */
export function replayBytes(options: ReplayOptions): ReplayBytes {
  const { environments, observationSpace, actions, choices = 0, priority } = options;
  const rows = rowsOf(options) * environments;
  const width = flatBounds(observationSpace).low.length;
  const parts = {
    observations: rows * width * storageOf(observationSpace).BYTES_PER_ELEMENT,
    actions: rows * (actions === "choice" ? 1 : actions) * 4,
    rewards: rows * 5, // with the flags
    masks: rows * choices,
    priorities: priority === undefined ? 0 : 16 * leavesFor(rows),
  };
  const total = Object.values(parts).reduce((a, b) => a + b);
  return { ...parts, total };
}

/** Rows of one environment. */
const rowsOf = ({ capacity, environments }: ReplayOptions): number =>
  Math.floor(capacity / environments);

/** @throws ValueError if the replay would hold next to nothing, or more than the limit */
function checkSize(options: ReplayOptions): void {
  const { capacity, environments, limit = limitOf } = options;
  if (!(rowsOf(options) >= leastRows)) {
    throw new ValueError(
      `capacity is ${capacity} rows of replay for ${environments} environments; each needs at least ${leastRows}.`,
    );
  }
  const bytes = replayBytes(options);
  const rows = rowsOf(options) * environments;
  if (bytes.total <= limit && rows < 2 ** 31) return;
  throw tooLarge(options, bytes, `more than the ${gigabytes(limit)} that are allowed`);
}

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toPrecision(3)} GiB`;

function tooLarge(options: ReplayOptions, bytes: ReplayBytes, why: string): ValueError {
  const { capacity, limit = limitOf } = options;
  const { total, ...parts } = bytes;
  let fitting = Math.floor((capacity * Math.min(limit, total / 2)) / total);
  while (replayBytes({ ...options, capacity: fitting }).total > limit) fitting--; // the tree of priorities grows in jumps
  const [name, most] = Object.entries(parts).reduce((a, b) => (b[1] > a[1] ? b : a));
  const share = Math.round((100 * most) / total);
  return new ValueError(
    `A replay of ${capacity} rows takes ${total} bytes (${share} % of them ${name}), ${why}. Set capacity to ${fitting} or less, or make the observations smaller: whole numbers from 0 to 255 take one byte each.`,
  );
}

export class Replay {
  readonly options: ReplayOptions;
  /** Numbers of an observation, and of an action. */
  readonly width: number;
  readonly actionWidth: number;
  /** Transitions that can be drawn. */
  size = 0;
  /** Rows written in each environment since the beginning. */
  readonly written: Float64Array;

  /** Places of each environment: its ring. One is open: it holds what is seen now. */
  private readonly ring: number;
  private readonly open: Int32Array;
  private readonly observations: Numbers;
  private readonly actions: Float32Array | Int32Array;
  private readonly rewards: Float32Array;
  private readonly flags: Uint8Array;
  private readonly masks: Uint8Array;
  private readonly choices: number;
  private readonly nSteps: number;
  private readonly priorities: Priorities | undefined;
  private readonly batches = new Map<number, ReplayBatch>();

  /** @throws ValueError if it would hold next to nothing, or more than the memory */
  constructor(options: ReplayOptions) {
    checkSize(options);
    const { environments, observationSpace, actions, choices = 0, nSteps = 1, priority } = options;
    this.options = options;
    this.ring = rowsOf(options);
    this.width = flatBounds(observationSpace).low.length;
    this.actionWidth = actions === "choice" ? 1 : actions;
    this.choices = choices;
    this.nSteps = nSteps;
    this.written = new Float64Array(environments);
    this.open = Int32Array.from({ length: environments }, (_, i) => i * this.ring);
    const rows = this.ring * environments;
    try {
      this.observations = new (storageOf(observationSpace))(rows * this.width);
      this.actions = new (actions === "choice" ? Int32Array : Float32Array)(
        rows * this.actionWidth,
      );
      this.rewards = new Float32Array(rows);
      this.flags = new Uint8Array(rows);
      this.masks = new Uint8Array(rows * choices);
      this.priorities = priority === undefined ? undefined : new Priorities(rows, priority);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw tooLarge(options, replayBytes(options), "more than this machine gives");
    }
  }

  // ── writing ───────────────────────────────────────────────────────────────────────────────────

  /** What every environment shows at first, before any action. */
  begin(observations: ArrayLike<number>, masks?: Uint8Array): void {
    for (let i = 0; i < this.open.length; i++) {
      this.show(i, observations, i, masks);
      this.flags[this.open[i]] = beginFlag;
    }
  }

  /** What every environment did, and what came of it. @param actions [environments, numbers], as the policy has them */
  add(actions: ArrayLike<number>, step: ReplayStep): void {
    for (let i = 0; i < this.open.length; i++) {
      const at = this.open[i];
      const end = step.terminated[i] * terminatedFlag + step.truncated[i] * truncatedFlag;
      for (let k = 0; k < this.actionWidth; k++)
        this.actions[at * this.actionWidth + k] = actions[i * this.actionWidth + k];
      this.rewards[at] = step.rewards[i];
      this.flags[at] |= end;
      this.close(i, true);
      if (end !== 0) this.finish(i, step, (end & terminatedFlag) !== 0);
      this.show(i, step.observations, i, step.masks);
      if (end !== 0) this.flags[this.open[i]] = beginFlag;
    }
  }

  /** The last observation of an episode, which nothing answers. */
  private finish(i: number, step: ReplayStep, terminated: boolean): void {
    // nothing is asked of a state after which there is nothing
    this.show(i, step.finalObservations, i, terminated ? undefined : step.finalMasks);
    this.flags[this.open[i]] = lastFlag;
    this.close(i, false);
  }

  /** The open row of environment i is complete; the next place opens, and what stood there is forgotten. */
  private close(i: number, isTransition: boolean): void {
    const at = this.open[i];
    this.written[i]++;
    if (isTransition) {
      this.size++;
      this.priorities?.add(at);
    }
    const next = this.next(at);
    this.open[i] = next;
    if (this.written[i] >= this.ring && (this.flags[next] & lastFlag) === 0) {
      this.size--;
      this.priorities?.remove(next);
    }
    this.flags[next] = 0;
  }

  private show(i: number, from: ArrayLike<number>, row: number, masks?: Uint8Array): void {
    const { width, choices, observations } = this;
    const at = this.open[i];
    for (let k = 0; k < width; k++) observations[at * width + k] = from[row * width + k];
    for (let k = 0; k < choices; k++)
      this.masks[at * choices + k] = masks === undefined ? 1 : masks[row * choices + k];
  }

  /**
   * A whole episode that somebody else lived through, as if environment i had; what i shows now comes after it. Before its first step.
   *
   * @throws ValueError if there is no room for it among the rows of i
   */
  insert(i: number, episode: ReplayEpisode): void {
    const { actionWidth, ring } = this;
    const { rewards, terminated, observations, actions, masks, finalMask } = episode;
    const length = rewards.length;
    if (this.written[i] + length + 1 > ring - 1) throw this.noRoom(i, length);
    const [shown, allowed] = this.shownBy(i);
    for (let t = 0; t < length; t++) {
      this.show(i, observations, t, masks);
      const at = this.open[i];
      for (let k = 0; k < actionWidth; k++)
        this.actions[at * actionWidth + k] = actions[t * actionWidth + k];
      this.rewards[at] = rewards[t];
      const end = t + 1 < length ? 0 : terminated ? terminatedFlag : truncatedFlag;
      this.flags[at] = end | (t === 0 ? beginFlag : 0);
      this.close(i, true);
    }
    this.show(i, episode.finalObservation, 0, terminated ? undefined : finalMask);
    this.flags[this.open[i]] = lastFlag;
    this.close(i, false);
    this.show(i, shown, 0, allowed);
    this.flags[this.open[i]] = beginFlag;
  }

  /** A copy of the open row of environment i. */
  private shownBy(i: number): readonly [Numbers, Uint8Array] {
    const { width, choices, observations } = this;
    const at = this.open[i];
    return [
      observations.slice(at * width, (at + 1) * width),
      this.masks.slice(at * choices, (at + 1) * choices),
    ];
  }

  private noRoom(i: number, length: number): ValueError {
    return new ValueError(
      `An episode of ${length} steps takes ${length + 1} rows of the replay, and environment ${i} has ${this.ring - 1 - this.written[i]} left. Set capacity above ${this.options.capacity}, or give less.`,
    );
  }

  // ── drawing ───────────────────────────────────────────────────────────────────────────────────

  /**
   * Rows drawn with replacement.
   *
   * @param beta how much prioritised replay is corrected for: 1 wholly
   * @throws StateError if there are none
   */
  sample(size: number, random: Rng, beta = 1): ReplayBatch {
    this.checkFilled();
    const batch = this.batchOf(size);
    if (this.priorities !== undefined)
      this.priorities.draw(batch.indices, batch.weights, beta, random);
    else for (let j = 0; j < size; j++) batch.indices[j] = this.anyTransition(random);
    return this.read(batch);
  }

  /** Fills a batch whose indices are known, as for `sample`. @param batch of `batchOf` */
  read(batch: ReplayBatch): ReplayBatch {
    const { indices } = batch;
    for (let j = 0; j < indices.length; j++) {
      this.copyRow(indices[j], batch, j);
      this.copyNext(this.lookAhead(indices[j], batch, j, this.nSteps), batch, j);
    }
    return batch;
  }

  /** Room for a batch; the same each time. */
  batchOf(size: number): ReplayBatch {
    let batch = this.batches.get(size);
    if (batch === undefined) {
      batch = this.roomFor(size);
      this.batches.set(size, batch);
    }
    return batch;
  }

  /** |δ| of rows that were drawn, plus a small constant. @throws ValueError for a priority that is not above 0, or is NaN */
  prioritise(indices: Int32Array, priorities: ArrayLike<number>): void {
    this.priorities?.update(indices, priorities);
  }

  /**
   * Transitions that follow each other in one environment, for networks with memory; last observations are passed over.
   *
   * @throws StateError if no environment has made so many
   */
  sampleSequences(count: number, length: number, random: Rng): SequenceBatch {
    const size = count * length;
    const batch = this.batchOf(size);
    const starts = new Uint8Array(size);
    for (let b = 0; b < count; b++) {
      this.drawSequence(batch.indices.subarray(b * length, (b + 1) * length), random);
      for (let t = 0; t < length; t++) {
        const j = b * length + t;
        const at = batch.indices[j];
        starts[j] = t === 0 || (this.flags[at] & beginFlag) !== 0 ? 1 : 0;
        this.copyRow(at, batch, j);
        this.copyNext(this.lookAhead(at, batch, j, 1), batch, j);
      }
    }
    return { ...batch, length, starts };
  }

  private drawSequence(indices: Int32Array, random: Rng): void {
    this.checkFilled();
    for (let tries = 0; tries < 1000; tries++) {
      let at = this.anyTransition(random);
      const open = this.open[this.environmentOf(at)];
      let t = 0;
      for (; t < indices.length && at !== open; at = this.next(at))
        if ((this.flags[at] & lastFlag) === 0) indices[t++] = at;
      if (t === indices.length) return;
    }
    throw new StateError(
      `No sequence of ${indices.length} steps is in the replay, which holds ${this.size}. Collect more before sequences are drawn, or draw shorter ones.`,
    );
  }

  private checkFilled(): void {
    if (this.size > 0) return;
    throw new StateError("The replay is empty; step the environments before a batch is drawn.");
  }

  /** Uniform over all transitions of all environments. */
  private anyTransition(random: Rng): number {
    const { ring, written, open, flags } = this;
    const longest = Math.min(ring - 1, written.length === 1 ? written[0] : greatest(written));
    for (;;) {
      const i = written.length === 1 ? 0 : random.integer(written.length);
      const age = 1 + random.integer(longest);
      if (age > written[i]) continue;
      let at = open[i] - age;
      if (at < i * ring) at += ring;
      if ((flags[at] & lastFlag) === 0) return at;
    }
  }

  /** Adds up rewards from row `at` on; returns the row whose observation follows. */
  private lookAhead(at: number, batch: ReplayBatch, j: number, nSteps: number): number {
    const { flags, rewards, options, ring } = this;
    const open = this.open[options.environments === 1 ? 0 : Math.floor(at / ring)];
    let [sum, discount] = [0, 1];
    for (let k = 0; k < nSteps && at !== open; k++) {
      sum += discount * rewards[at];
      discount *= options.gamma;
      const end = flags[at] & endFlags;
      at = this.next(at);
      if (end === 0) continue;
      if ((end & terminatedFlag) !== 0) discount = 0;
      break;
    }
    batch.rewards[j] = sum;
    batch.discounts[j] = discount;
    return at;
  }

  private copyRow(at: number, batch: ReplayBatch, j: number): void {
    const { width, actionWidth, choices } = this;
    for (let k = 0; k < width; k++)
      batch.observations[j * width + k] = this.observations[at * width + k];
    for (let k = 0; k < actionWidth; k++)
      batch.actions[j * actionWidth + k] = this.actions[at * actionWidth + k];
    for (let k = 0; k < choices; k++) batch.masks[j * choices + k] = this.masks[at * choices + k];
  }

  private copyNext(at: number, batch: ReplayBatch, j: number): void {
    const { width, choices } = this;
    for (let k = 0; k < width; k++)
      batch.nextObservations[j * width + k] = this.observations[at * width + k];
    for (let k = 0; k < choices; k++)
      batch.nextMasks[j * choices + k] = this.masks[at * choices + k];
  }

  private roomFor(size: number): ReplayBatch {
    const { width, actionWidth, choices, options } = this;
    const actions = options.actions === "choice" ? Int32Array : Float32Array;
    return {
      size,
      observations: new Float32Array(size * width),
      actions: new actions(size * actionWidth),
      rewards: new Float32Array(size),
      nextObservations: new Float32Array(size * width),
      discounts: new Float32Array(size),
      masks: new Uint8Array(size * choices),
      nextMasks: new Uint8Array(size * choices),
      weights: new Float32Array(size).fill(1),
      indices: new Int32Array(size),
    };
  }

  // ── rows by their place, for whoever looks closer (hindsight, inspection) ─────────────────────

  environmentOf(index: number): number {
    return Math.floor(index / this.ring);
  }

  /** The place after a row's in its environment's ring: what followed. */
  next(index: number): number {
    const { ring } = this;
    const after = index + 1;
    return after % ring === 0 ? after - ring : after;
  }

  /** Steps from this row to the last of its episode, 0 for the last, as far as they are known. */
  stepsLeft(index: number): number {
    const open = this.open[this.environmentOf(index)];
    let [at, steps] = [index, 0];
    while ((this.flags[at] & endFlags) === 0 && this.next(at) !== open) {
      at = this.next(at);
      steps++;
    }
    return steps;
  }

  /** What stands in a row; `observation` and `action` are views. `last`: an observation without an action. */
  row(index: number): {
    readonly observation: Numbers;
    readonly action: Float32Array | Int32Array;
    readonly reward: number;
    readonly terminated: boolean;
    readonly truncated: boolean;
    readonly last: boolean;
  } {
    const { width, actionWidth } = this;
    const flags = this.flags[index];
    return {
      observation: this.observations.subarray(index * width, (index + 1) * width),
      action: this.actions.subarray(index * actionWidth, (index + 1) * actionWidth),
      reward: this.rewards[index],
      terminated: (flags & terminatedFlag) !== 0,
      truncated: (flags & truncatedFlag) !== 0,
      last: (flags & lastFlag) !== 0,
    };
  }

  // ── state ─────────────────────────────────────────────────────────────────────────────────────

  state(): ReplayState {
    const { width, actionWidth, choices } = this;
    const order = this.order();
    const known = this.priorities?.state(order);
    return {
      rows: {
        kind: "journal",
        written: this.written.slice(),
        kept: this.kept(),
        columns: {
          observations: picked(this.observations, order, width),
          actions: picked(this.actions, order, actionWidth),
          rewards: picked(this.rewards, order, 1),
          flags: picked(this.flags, order, 1),
          masks: picked(this.masks, order, choices),
        },
        changing: known === undefined ? {} : { priorities: known.priorities },
      },
      openObservations: picked(this.observations, this.open, width),
      openMasks: picked(this.masks, this.open, choices),
      largest: known?.largest ?? null,
    };
  }

  /** @throws StateError for the rows of another world, or of another capacity */
  restore(saved: ReplayState): void {
    this.checkSaved(saved);
    const { width, actionWidth, choices } = this;
    const { written, columns, changing } = saved.rows;
    this.written.set(written);
    this.written.forEach((n, i) => {
      this.open[i] = i * this.ring + (n % this.ring);
    });
    const order = this.order();
    this.flags.fill(0);
    put(this.observations, order, width, columns.observations);
    put(this.actions, order, actionWidth, columns.actions);
    put(this.rewards, order, 1, columns.rewards);
    put(this.flags, order, 1, columns.flags);
    put(this.masks, order, choices, columns.masks);
    put(this.observations, this.open, width, saved.openObservations);
    put(this.masks, this.open, choices, saved.openMasks);
    for (const [i, at] of this.open.entries())
      this.flags[at] = this.beginsAt(i, at) ? beginFlag : 0;
    this.size = columns.flags.reduce((n, f) => n + ((f & lastFlag) === 0 ? 1 : 0), 0);
    const { largest } = saved;
    const { priorities } = changing;
    if (priorities !== undefined && largest !== null)
      this.priorities?.restore({ priorities, largest }, order);
  }

  private beginsAt(i: number, at: number): boolean {
    if (this.written[i] === 0) return true;
    const before = at === i * this.ring ? at + this.ring - 1 : at - 1;
    return (this.flags[before] & lastFlag) !== 0;
  }

  private checkSaved({ rows: saved }: ReplayState): void {
    const { written, kept } = saved;
    const { observations, actions, masks } = saved.columns;
    const rows = kept.reduce((a, b) => a + b, 0);
    const fits =
      written.length === this.open.length &&
      kept.every((n, i) => n === Math.min(written[i], this.ring - 1)) &&
      observations.length === rows * this.width &&
      actions.length === rows * this.actionWidth &&
      masks.length === rows * this.choices;
    if (fits) return;
    throw new StateError(
      `The saved replay holds ${rows} rows of ${written.length} environments, this one has room for ${this.ring - 1} of each of ${this.open.length}; it belongs to another world or another capacity.`,
    );
  }

  /** How many rows of each environment are here. */
  private kept(): Int32Array {
    return Int32Array.from(this.written, (n) => Math.min(n, this.ring - 1));
  }

  /** Where the rows stand, oldest first, environment after environment. */
  private order(): Int32Array {
    const kept = this.kept();
    const order = new Int32Array(kept.reduce((a, b) => a + b, 0));
    let to = 0;
    for (let i = 0; i < kept.length; i++) {
      let at = this.open[i] - kept[i];
      if (at < i * this.ring) at += this.ring;
      for (let k = 0; k < kept[i]; k++, at = this.next(at)) order[to++] = at;
    }
    return order;
  }
}

function greatest(values: Float64Array): number {
  let most = 0;
  for (const v of values) most = Math.max(most, v);
  return most;
}

/** Rows at these places, one after the other. */
function picked<A extends Numbers>(from: A, order: Int32Array, width: number): A {
  const out = new (from.constructor as new (n: number) => A)(order.length * width);
  for (let j = 0; j < order.length; j++)
    for (let k = 0; k < width; k++) out[j * width + k] = from[order[j] * width + k];
  return out;
}

function put(to: Numbers, order: Int32Array, width: number, from: ArrayLike<number>): void {
  for (let j = 0; j < order.length; j++)
    for (let k = 0; k < width; k++) to[order[j] * width + k] = from[j * width + k];
}
