/**
 * Experience for off-policy learning: environments side by side, and a replay of what was done in them.
 *
 * The algorithm decides about the actions, and when to draw a batch; here the environments are stepped, everything is written down,
 * and batches come as the networks see them.
 */
import { ValueError } from "../../core/errors.ts";
import type { Rng, RngState } from "../../core/random.ts";
import { episodesOf, requireSource, type Transitions } from "../../data/transitions.ts";
import { describe, flatArray, type Numbers, sampleMasked } from "../../env/space.ts";
import { VectorEnv, type VectorState } from "../../env/vector.ts";
import type { AnyWorld } from "../../env/world.ts";
import type { MomentsState } from "../../env/wrappers/moments.ts";
import type { ActionHead } from "./actions.ts";
import { type Hindsight, hindsight } from "./hindsight.ts";
import type { Encoder } from "./observations.ts";
import { Replay, type ReplayBatch, type ReplayState } from "./replay.ts";

export interface ExperienceOptions {
  /** N: environments side by side. */
  readonly environments: number;
  /** Rows of the replay, all environments together. */
  readonly capacity: number;
  readonly gamma: number;
  /** n: rewards that are added up before the value of what follows is asked; 1. */
  readonly nSteps?: number;
  /** α of prioritised replay; rows are drawn uniformly if absent. */
  readonly priority?: number | undefined;
  /** k of hindsight, for worlds with goals; 0 for none. */
  readonly hindsight?: number;
}

/** What experience has to know of a policy: how it sees, and what its actions are in the world. */
export interface Body {
  readonly encoder: Encoder;
  readonly head: Pick<ActionHead, "width" | "toWorld" | "fromWorld">;
}

/** What experience says about itself, for the report. */
export interface ExperienceFigures {
  /** Environment steps, episodes since the beginning. */
  readonly steps: number;
  readonly episodes: number;
  /** Means over the episodes that ended since the last report; null if none did. */
  readonly episodeReturn: number | null;
  readonly episodeLength: number | null;
  /** Root mean square of the largest feature that the networks saw since the last report. */
  readonly observationScale: number;
  /** The least and the greatest reward of a step since the last report; null if there was none. */
  readonly leastReward: number | null;
  readonly greatestReward: number | null;
}

/** Saved by `state()`, which is to be read right after `figures()`. */
interface ExperienceState {
  readonly env: VectorState<unknown>;
  readonly replay: ReplayState;
  readonly normaliser: MomentsState | null;
  readonly random: RngState;
  readonly features: Float32Array;
  readonly steps: number;
  readonly episodes: number;
}

export class Experience {
  readonly env: VectorEnv<unknown, AnyWorld["observationSpace"], AnyWorld["actionSpace"]>;
  readonly replay: Replay;
  /** [N, width]: features of what the environments show now. */
  readonly seen: Float32Array;
  /** Since the beginning. */
  steps = 0;
  episodes = 0;

  private readonly body: Body;
  private readonly hindsight: Hindsight | undefined;
  private readonly random: Rng;
  private readonly worldActions: Numbers;
  private readonly chosen: Float32Array;
  private readonly squares: Float64Array; // Σ of squares of each feature since the last report
  private readonly finished = { count: 0, returns: 0, lengths: 0 };
  private readonly batches = new Map<number, ReplayBatch>(); // as the networks see them
  private looks = 0;
  private rewards = { least: Infinity, greatest: -Infinity }; // since the last report

  /**
   * @param random for the environments, random actions and batches
   * @throws ValueError if the replay does not fit into memory
   */
  constructor(world: AnyWorld, body: Body, options: ExperienceOptions, random: Rng) {
    const { environments: N, capacity, gamma, nSteps = 1, priority, hindsight: k = 0 } = options;
    const { observationSpace, actionSpace } = world;
    const { encoder, head } = body;
    this.body = body;
    this.random = random;
    this.env = new VectorEnv(world, N);
    this.replay = new Replay({
      capacity,
      environments: N,
      observationSpace,
      actions: actionSpace.kind === "discrete" ? "choice" : head.width,
      choices: (this.env.masks?.length ?? 0) / N,
      gamma,
      nSteps,
      ...(priority === undefined ? {} : { priority }),
    });
    this.hindsight = k > 0 ? hindsight(world, this.replay, k) : undefined;
    this.seen = new Float32Array(N * encoder.width);
    this.squares = new Float64Array(encoder.width);
    this.worldActions = flatArray(actionSpace, N);
    this.chosen = new Float32Array(N * head.width);
    this.env.reset(random.integer(2 ** 31));
    this.replay.begin(this.env.observations, this.env.masks);
    this.look();
  }

  /**
   * Acts once in every environment, and writes it down.
   *
   * @param actions [N, numbers of an action], as the policy has them: choices counted from 0, numbers before they are stretched to the bounds
   */
  step(actions: ArrayLike<number>): void {
    const { env, finished } = this;
    this.body.head.toWorld(actions, this.worldActions);
    env.step(this.worldActions);
    this.replay.add(actions, env);
    this.look();
    this.meet(env.rewards);
    this.steps += env.count;
    for (let i = 0; i < env.count; i++) {
      if ((env.terminated[i] | env.truncated[i]) === 0) continue;
      this.episodes++;
      finished.count++;
      finished.returns += env.finalReturns[i];
      finished.lengths += env.finalLengths[i];
    }
  }

  /**
   * Actions for all environments that know nothing, as the policy has them: allowed choices, or numbers uniform in [−1, 1].
   *
   * @returns the same array each time
   */
  randomActions(): Float32Array {
    const { chosen, random, env } = this;
    if (env.world.actionSpace.kind === "box") return random.fillUniform(chosen, -1, 1);
    for (let i = 0; i < env.count; i++) chosen[i] = this.randomChoice(i);
    return chosen;
  }

  /**
   * ε-greedy: in each environment a random choice with probability ε, otherwise the best; nobody is asked for it where all choices
   * are random.
   *
   * @returns the array of `randomActions`
   */
  epsilonGreedy(epsilon: number, best: () => ArrayLike<number>): Float32Array {
    const { chosen, random } = this;
    let known: ArrayLike<number> | undefined;
    for (let i = 0; i < chosen.length; i++) {
      if (epsilon > 0 && random.random() < epsilon) chosen[i] = this.randomChoice(i);
      else {
        known ??= best();
        chosen[i] = known[i];
      }
    }
    return chosen;
  }

  /** How many multiples of `steps` the last step reached: 0 or 1, more where many environments make more steps at once. */
  reached(steps: number): number {
    return Math.floor(this.steps / steps) - Math.floor((this.steps - this.env.count) / steps);
  }

  /** A choice, from 0, that is allowed in environment i now. @throws ValueError where actions are no choice of one */
  randomChoice(i: number): number {
    const { actionSpace: space, id } = this.env.world;
    if (space.kind !== "discrete")
      throw new ValueError(
        `${id} takes ${describe(space)}; random choices are for one of n actions.`,
      );
    const { masks } = this.env;
    if (masks === undefined) return this.random.integer(space.n);
    const mask = masks.subarray(i * space.n, (i + 1) * space.n);
    return sampleMasked(space, mask, this.random) - space.start;
  }

  /** Draws a batch whose observations are as the networks see them; the same arrays each time. @param beta as `Replay` has it */
  sample(size: number, beta?: number): ReplayBatch {
    const drawn = this.replay.sample(size, this.random, beta);
    this.hindsight?.(drawn, this.random);
    const { encoder } = this.body;
    if (encoder.isPlain) return drawn;
    let batch = this.batches.get(size);
    if (batch === undefined) {
      const room = (): Float32Array => new Float32Array(size * encoder.width);
      batch = { ...drawn, observations: room(), nextObservations: room() };
      this.batches.set(size, batch);
    }
    encoder.encode(drawn.observations, batch.observations);
    encoder.encode(drawn.nextObservations, batch.nextObservations);
    return batch;
  }

  /**
   * What somebody else lived through in this world goes into the replay, before the first step. Episodes are shared out among the
   * environments; the scale of observations learns from them, too. Steps and episodes are not counted: they are none of this run's.
   *
   * @throws ValueError for data of another world, without the masks that this world needs, or more than the replay has room for
   */
  fill(data: Transitions): void {
    const { env, replay, body } = this;
    requireSource(data, env.world.id, env.world);
    this.checkMasks(data);
    this.checkRoom(data);
    const { width, actionWidth, options } = replay;
    const choices = options.choices ?? 0;
    const size = data.actions.length / data.length;
    const actions = new Float32Array(data.length * actionWidth);
    const ofWorld = (t: number) => data.actions.subarray(t * size, (t + 1) * size);
    for (let t = 0; t < data.length; t++)
      body.head.fromWorld(ofWorld(t), actions.subarray(t * actionWidth, (t + 1) * actionWidth));
    const rows = <A extends Numbers>(of: A, from: number, to: number, each: number): A =>
      of.subarray(from * each, to * each) as A;
    let e = 0;
    for (const { first, end, terminated } of episodesOf(data)) {
      replay.insert(e % env.count, {
        observations: rows(data.observations, first, end, width),
        actions: rows(actions, first, end, actionWidth),
        rewards: data.rewards.subarray(first, end),
        terminated,
        finalObservation: rows(data.finalObservations, e, e + 1, width),
        masks: data.masks && rows(data.masks, first, end, choices),
        finalMask: data.finalMasks && rows(data.finalMasks, e, e + 1, choices),
      });
      e++;
    }
    this.meet(data.rewards);
    if (body.encoder.normaliser === undefined) return;
    const seen = new Float32Array(data.length * body.encoder.width);
    body.encoder.encode(data.observations, seen, true);
    this.look();
  }

  private checkMasks({ masks, finalMasks, truncated }: Transitions): void {
    const { id } = this.env.world;
    if (this.env.masks === undefined) return;
    if (masks === undefined)
      throw new ValueError(
        `${id} forbids actions at times, and the data set does not say which: it has no masks. Record it again.`,
      );
    const cut = truncated.reduce((sum, is) => sum + is, 0);
    if (finalMasks === undefined && cut > 0)
      throw new ValueError(
        `${id} forbids actions at times, and ${cut} episodes of the data set were cut: what was allowed afterwards is not in it (no finalMasks). Record it again.`,
      );
  }

  /** The fullest environment decides: its episodes, a last observation each, and one row that is open. */
  private checkRoom(data: Transitions): void {
    const { env, replay } = this;
    const rows = new Float64Array(env.count).fill(1);
    let e = 0;
    for (const { first, end } of episodesOf(data)) rows[e++ % env.count] += end - first + 1;
    const least = env.count * rows.reduce((a, b) => Math.max(a, b));
    if (least <= replay.options.capacity) return;
    throw new ValueError(
      `The data set has ${data.length} transitions of ${data.episodeStarts.length} episodes; for ${env.count === 1 ? "one environment" : `${env.count} environments`} that takes ${least} rows of replay, and capacity is ${replay.options.capacity}. Set capacity to ${least} or more (what is learned from goes on growing), or take a smaller data set.`,
    );
  }

  /** What happened since the last report. */
  figures(): ExperienceFigures {
    const { finished, squares } = this;
    const { count, returns, lengths } = finished;
    const scale = Math.sqrt(squares.reduce((a, b) => Math.max(a, b), 0) / Math.max(1, this.looks));
    Object.assign(finished, { count: 0, returns: 0, lengths: 0 });
    squares.fill(0);
    this.looks = 0;
    const { least, greatest } = this.rewards;
    this.rewards = { least: Infinity, greatest: -Infinity };
    return {
      steps: this.steps,
      episodes: this.episodes,
      episodeReturn: count === 0 ? null : returns / count,
      episodeLength: count === 0 ? null : lengths / count,
      observationScale: scale,
      leastReward: least === Infinity ? null : least,
      greatestReward: greatest === -Infinity ? null : greatest,
    };
  }

  private meet(rewards: ArrayLike<number>): void {
    const { rewards: seen } = this;
    for (let i = 0; i < rewards.length; i++) {
      if (rewards[i] < seen.least) seen.least = rewards[i];
      if (rewards[i] > seen.greatest) seen.greatest = rewards[i];
    }
  }

  private look(): void {
    const { seen, squares, env, body } = this;
    body.encoder.encode(env.observations, seen, true);
    const { width } = body.encoder;
    for (let at = 0; at < seen.length; )
      for (let k = 0; k < width; k++, at++) squares[k] += seen[at] * seen[at];
    this.looks += env.count;
  }

  state(): ExperienceState {
    const { env, replay, body, random, seen, steps, episodes } = this;
    return {
      env: env.state(),
      replay: replay.state(),
      normaliser: body.encoder.normaliser?.state() ?? null,
      random: random.state(),
      features: seen.slice(),
      steps,
      episodes,
    };
  }

  restore(saved: ExperienceState): void {
    const { env, replay, normaliser, random, features, steps, episodes } = saved;
    this.replay.restore(replay);
    this.env.restore(env);
    if (normaliser !== null) this.body.encoder.normaliser?.restore(normaliser);
    this.random.restore(random);
    this.seen.set(features);
    this.steps = steps;
    this.episodes = episodes;
    this.figures(); // what the constructor saw is none of this run's
  }
}
