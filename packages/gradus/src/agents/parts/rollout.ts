/**
 * Experience for on-policy learning: the policy acts in several environments side by side for a fixed number of steps.
 *
 * Episodes go on from rollout to rollout. What was seen lies in the engine's memory as one batch of T · N rows, time first, ready
 * for captured programs, which take their minibatches from it by row.
 */
import type { Rng } from "../../core/random.ts";
import { flatArray, type Numbers } from "../../env/space.ts";
import { VectorEnv, type VectorState } from "../../env/vector.ts";
import type { AnyWorld } from "../../env/world.ts";
import type { MomentsState } from "../../env/wrappers/moments.ts";
import { RewardNormaliser, type RewardNormaliserState } from "../../env/wrappers/normalise.ts";
import { capture } from "../../tensor/capture.ts";
import { buffer } from "../../tensor/create.ts";
import { stream } from "../../tensor/stream.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Exploration } from "./actions.ts";
import type { Player } from "./actorCritic.ts";
import { explainedVariance, gae } from "./advantage.ts";
import { RunningMemory } from "./memory.ts";

export interface RolloutOptions {
  /** N: environments side by side. */
  readonly environments: number;
  /** T: steps of each in a rollout. */
  readonly steps: number;
  readonly gamma: number;
  readonly lambda: number;
  /** Divide rewards by the running deviation of the discounted return. */
  readonly normaliseRewards?: boolean;
  /** gSDE: steps after which the noise is drawn anew; −1: once a rollout. */
  readonly noiseSteps?: number;
}

/** What a rollout says about itself, for the report. */
export interface RolloutFigures {
  /** Environment steps, episodes since the beginning. */
  readonly steps: number;
  readonly episodes: number;
  /** Means over the episodes that ended in this rollout; null if none did. */
  readonly episodeReturn: number | null;
  readonly episodeLength: number | null;
  /** 1 − Var[R − V]/Var[R] over the rollout. */
  readonly explainedVariance: number;
  /** Root mean square of the largest feature that the networks see. */
  readonly observationScale: number;
  /** Standard deviation of what the critic is to learn. */
  readonly returnScale: number;
}

/** Saved by `state()`. */
interface RolloutState {
  readonly env: VectorState<unknown>;
  readonly normaliser: MomentsState | null;
  readonly rewards: RewardNormaliserState | null;
  readonly draws: Int32Array;
  readonly noise: { readonly matrices: Float32Array; readonly draws: Int32Array } | null;
  readonly memory: ReturnType<RunningMemory["state"]> | null;
  readonly features: Float32Array;
  readonly steps: number;
  readonly episodes: number;
}

export class Rollout {
  /** T · N rows. */
  readonly rows: number;
  /** [rows, width]: features as the networks saw them. */
  readonly observations: Tensor;
  /** [rows, numbers of an action], as the policy drew them. */
  readonly actions: Tensor;
  /** [rows]: log π(a|s) when it acted. */
  readonly logProbs: Tensor;
  /** [rows]: V(s) when it acted. */
  readonly values: Tensor;
  /** [rows]: Â and Â + V. */
  readonly advantages: Tensor;
  readonly returns: Tensor;
  /** [rows, choices], for worlds with masks. */
  readonly masks: Tensor | undefined;
  /** [rows]: 1 where an episode begins; and [N, memory]: what was carried into the first step. For networks with memory. */
  readonly starts: Tensor | undefined;
  readonly carries: Tensor | undefined;
  readonly env: VectorEnv<unknown, AnyWorld["observationSpace"], AnyWorld["actionSpace"]>;
  /** Since the beginning. */
  steps = 0;
  episodes = 0;

  private readonly net: Player;
  private readonly options: RolloutOptions;
  private readonly seen: Float32Array; // features of the observations that the policy acts on next
  private readonly last: Float32Array; // features of final observations
  private readonly rewardScale: RewardNormaliser | undefined;
  private readonly worldActions: Numbers;
  private readonly exploration: Exploration | undefined;
  private readonly memory: RunningMemory | undefined;
  private readonly draws: Tensor;
  private readonly act: (seen: Float32Array, mask?: Uint8Array) => Acted;
  private readonly worth: (seen: Float32Array) => Tensor;
  /** One rollout in ordinary memory. */
  private readonly host: {
    readonly observations: Float32Array;
    readonly actions: Float32Array;
    readonly logProbs: Float32Array;
    readonly values: Float32Array;
    readonly masks: Uint8Array;
    readonly starts: Uint8Array;
    readonly rewards: Float64Array;
    readonly nextValues: Float32Array;
    readonly ends: Uint8Array;
    readonly advantages: Float32Array;
  };

  constructor(world: AnyWorld, net: Player, options: RolloutOptions, random: Rng) {
    const { environments: N, steps: T, gamma, normaliseRewards = false } = options;
    const { width } = net.encoder;
    const { width: size, choices } = net.head;
    const rows = N * T;
    this.net = net;
    this.options = options;
    this.rows = rows;
    this.env = new VectorEnv(world, N);
    this.env.reset(random.integer(2 ** 31));
    const isMasked = this.env.masks !== undefined;
    const k = isMasked ? choices : 0;
    this.host = {
      observations: new Float32Array(rows * width),
      actions: new Float32Array(rows * size),
      logProbs: new Float32Array(rows),
      values: new Float32Array(rows),
      masks: new Uint8Array(rows * k),
      starts: new Uint8Array(rows),
      rewards: new Float64Array(rows),
      nextValues: new Float32Array(rows),
      ends: new Uint8Array(rows),
      advantages: new Float32Array(rows),
    };
    const room = (...shape: number[]): Tensor =>
      buffer(new Float32Array(shape.reduce((a, b) => a * b)), shape, "rollout");
    this.observations = room(rows, width);
    this.actions = room(rows, size);
    this.logProbs = room(rows);
    this.values = room(rows);
    this.advantages = room(rows);
    this.returns = room(rows);
    this.masks = isMasked ? room(rows, k) : undefined;
    if (net.memory !== undefined) {
      this.memory = new RunningMemory(N, net.memory);
      this.starts = room(rows);
      this.carries = room(N, net.memory);
    }
    this.seen = new Float32Array(N * width);
    this.last = new Float32Array(N * width);
    this.worldActions = flatArray(world.actionSpace, N);
    this.rewardScale = normaliseRewards ? new RewardNormaliser(N, { gamma }) : undefined;
    this.draws = stream(random);
    this.exploration = net.head.exploration?.(N, random);
    this.act = acting(net, N, k, this.draws, this.exploration, this.memory);
    this.worth = judging(net, N, this.memory);
    net.encoder.encode(this.env.observations, this.seen, true);
  }

  /** Acts for T steps in each environment and fills the batch. */
  collect(): RolloutFigures {
    const { host, env, net, options } = this;
    const { environments: N, steps: T, gamma, lambda, noiseSteps = -1 } = options;
    const finished = { count: 0, returns: 0, lengths: 0 };
    if (this.memory !== undefined) this.carries?.assign(this.memory.carry);
    this.exploration?.resample();
    for (let t = 0; t < T; t++) {
      if (noiseSteps > 0 && t > 0 && t % noiseSteps === 0) this.exploration?.resample();
      this.step(t);
      net.encoder.encode(env.observations, this.seen, true);
      for (let i = 0; i < N; i++) {
        if (host.ends[t * N + i] === 0) continue;
        finished.count++;
        finished.returns += env.finalReturns[i];
        finished.lengths += env.finalLengths[i];
      }
    }
    this.bootstrap(T - 1, this.worth(this.seen).data);
    this.steps += this.rows;
    this.episodes += finished.count;
    gae({ ...host, count: N }, gamma, lambda, host.advantages);
    const returns = host.advantages.map((a, i) => a + host.values[i]);
    this.upload(returns);
    const { count } = finished;
    return {
      steps: this.steps,
      episodes: this.episodes,
      episodeReturn: count === 0 ? null : finished.returns / count,
      episodeLength: count === 0 ? null : finished.lengths / count,
      explainedVariance: explainedVariance(host.values, returns),
      observationScale: largestScale(host.observations, net.encoder.width),
      returnScale: deviation(returns),
    };
  }

  /** Step t everywhere: acts, moves the worlds, writes row t of the rollout and V(s′) of the row before. */
  private step(t: number): void {
    const { host, env, net } = this;
    const { environments: N } = this.options;
    host.observations.set(this.seen, t * this.seen.length);
    if (env.masks !== undefined) host.masks.set(env.masks, t * env.masks.length);
    if (this.memory !== undefined) host.starts.set(this.memory.begins, t * N);
    const { actions, logProbs, values } = this.act(this.seen, env.masks);
    const chosen = actions.data as Float32Array;
    const known = values.data as Float32Array;
    host.actions.set(chosen, t * chosen.length);
    host.logProbs.set(logProbs.data, t * N);
    host.values.set(known, t * N);
    if (t > 0) this.bootstrap(t - 1, known);
    net.head.toWorld(chosen, this.worldActions);
    env.step(this.worldActions);
    const rewards = this.rewardScale?.normalise(env) ?? env.rewards;
    host.rewards.set(rewards, t * N);
    let isCut = false;
    for (let i = 0; i < N; i++) {
      const end = env.terminated[i] | env.truncated[i];
      host.ends[t * N + i] = end;
      host.nextValues[t * N + i] = 0;
      if (end === 1 && env.terminated[i] === 0) isCut = true;
      if (this.memory !== undefined) this.memory.begins[i] = end;
    }
    if (isCut) this.bootstrapCut(t);
  }

  /** V(s′) of step t where its episode goes on: the value of the next row. */
  private bootstrap(t: number, next: ArrayLike<number>): void {
    const { ends, nextValues } = this.host;
    const { environments: N } = this.options;
    for (let i = 0; i < N; i++) if (ends[t * N + i] === 0) nextValues[t * N + i] = next[i];
  }

  /** A time limit is not a property of the world: where it cut an episode, V of the last state counts. */
  private bootstrapCut(t: number): void {
    const { env, net, last, host } = this;
    const { environments: N } = this.options;
    net.encoder.encode(env.finalObservations, last);
    const values = this.worth(last).data;
    for (let i = 0; i < N; i++) {
      if (env.truncated[i] === 1 && env.terminated[i] === 0) host.nextValues[t * N + i] = values[i];
    }
  }

  private upload(returns: Float32Array): void {
    const { host } = this;
    this.observations.assign(host.observations);
    this.actions.assign(host.actions);
    this.logProbs.assign(host.logProbs);
    this.values.assign(host.values);
    this.advantages.assign(host.advantages);
    this.returns.assign(returns);
    this.masks?.assign(host.masks);
    this.starts?.assign(host.starts);
  }

  state(): RolloutState {
    const { env, net, rewardScale, draws, exploration, memory, seen, steps, episodes } = this;
    return {
      env: env.state(),
      normaliser: net.encoder.normaliser?.state() ?? null,
      rewards: rewardScale?.state() ?? null,
      draws: draws.data.slice() as Int32Array,
      noise:
        exploration === undefined
          ? null
          : {
              matrices: exploration.noise.data.slice() as Float32Array,
              draws: exploration.draws.data.slice() as Int32Array,
            },
      memory: memory?.state() ?? null,
      features: seen.slice(),
      steps,
      episodes,
    };
  }

  restore({
    env,
    normaliser,
    rewards,
    draws,
    noise,
    memory,
    features,
    steps,
    episodes,
  }: RolloutState): void {
    this.env.restore(env);
    if (normaliser !== null) this.net.encoder.normaliser?.restore(normaliser);
    if (rewards !== null) this.rewardScale?.restore(rewards);
    this.draws.assign(draws);
    if (noise !== null) {
      this.exploration?.noise.assign(noise.matrices);
      this.exploration?.draws.assign(noise.draws);
    }
    if (memory !== null) this.memory?.restore(memory);
    this.seen.set(features);
    this.steps = steps;
    this.episodes = episodes;
  }
}

interface Acted {
  readonly actions: Tensor;
  readonly logProbs: Tensor;
  readonly values: Tensor;
}

/** One step of acting as a captured program: a ~ π(·|s), log π(a|s), V(s); what is remembered goes through it. */
function acting(
  net: Player,
  rows: number,
  choices: number,
  draws: Tensor,
  exploration: Exploration | undefined,
  memory: RunningMemory | undefined,
): (seen: Float32Array, mask?: Uint8Array) => Acted {
  const { width } = net.encoder;
  const step = (seen: Tensor, mask?: Tensor, carry?: Tensor): Acted & { carry?: Tensor } => {
    const { policy, value, ...rest } = net.forward(seen.reshape(rows, width), mask, carry);
    const actions = policy.sample(draws, exploration?.noise);
    return { actions, logProbs: policy.logProb(actions), values: value, ...rest };
  };
  const shaped = (mask: Tensor): Tensor => mask.reshape(rows, choices);
  const options = { name: "π(a|s)" };
  if (memory !== undefined) return remembering(step, shaped, rows, memory, choices > 0);
  if (choices === 0) {
    const program = capture((seen: Tensor) => step(seen), options);
    return (seen) => program(seen);
  }
  const program = capture((seen: Tensor, mask: Tensor) => step(seen, shaped(mask)), options);
  return (seen, mask) => program(seen, mask as Uint8Array);
}

/** The same step of a policy with memory. */
function remembering(
  step: (seen: Tensor, mask?: Tensor, carry?: Tensor) => Acted & { carry?: Tensor },
  shaped: (mask: Tensor) => Tensor,
  rows: number,
  memory: RunningMemory,
  isMasked: boolean,
): (seen: Float32Array, mask?: Uint8Array) => Acted {
  const program = capture(
    (seen: Tensor, carry: Tensor, ...mask: Tensor[]) =>
      step(seen, isMasked ? shaped(mask[0]) : undefined, carry.reshape(rows, -1)),
    { name: "π(a|s)" },
  );
  return (seen, mask) => {
    memory.forget();
    const { carry, ...acted } = program(
      seen,
      memory.carry,
      ...(isMasked ? [mask as Uint8Array] : []),
    );
    memory.keep((carry as Tensor).data);
    return acted;
  };
}

/** V(s) as a captured program, from what is remembered when it is asked. */
function judging(
  net: Player,
  rows: number,
  memory: RunningMemory | undefined,
): (seen: Float32Array) => Tensor {
  const { width } = net.encoder;
  const options = { name: "V(s)" };
  if (memory === undefined)
    return capture((seen: Tensor) => net.forward(seen.reshape(rows, width)).value, options);
  const program = capture(
    (seen: Tensor, carry: Tensor) =>
      net.forward(seen.reshape(rows, width), undefined, carry.reshape(rows, -1)).value,
    options,
  );
  return (seen) => program(seen, memory.carry);
}

/** √ of the largest mean square of a column. */
function largestScale(values: Float32Array, width: number): number {
  let largest = 0;
  for (let k = 0; k < width; k++) {
    let squares = 0;
    for (let at = k; at < values.length; at += width) squares += values[at] * values[at];
    largest = Math.max(largest, squares);
  }
  return Math.sqrt((largest * width) / values.length);
}

function deviation(values: Float32Array): number {
  let [sum, squares] = [0, 0];
  for (const v of values) sum += v;
  const mean = sum / values.length;
  for (const v of values) squares += (v - mean) * (v - mean);
  return Math.sqrt(squares / values.length);
}

/**
 * The numbers 0 … rows − 1 in random order, `size` at a time; the last part may be smaller.
 *
 * Fisher–Yates, drawn anew for each pass.
 */
export function* minibatches(rows: number, size: number, random: Rng): Generator<Int32Array> {
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  for (let i = rows - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
  for (let at = 0; at < rows; at += size) yield order.subarray(at, Math.min(rows, at + size));
}
