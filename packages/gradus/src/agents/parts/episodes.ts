/** Whole episodes: for algorithms that weigh an action, or a policy, by everything that its episode brought. */
import type { Rng } from "../../core/random.ts";
import { flatArray, type Numbers } from "../../env/space.ts";
import { VectorEnv, type VectorState } from "../../env/vector.ts";
import type { AnyWorld } from "../../env/world.ts";
import type { MomentsState } from "../../env/wrappers/moments.ts";
import { capture } from "../../tensor/capture.ts";
import { tensor } from "../../tensor/create.ts";
import { stream } from "../../tensor/stream.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { ActionDistribution, Exploration } from "./actions.ts";
import type { PolicyNetwork } from "./policy.ts";

/** Episodes of one environment, one after the other. */
export interface EpisodeBatch {
  /** [rows, features], as the network saw them. */
  readonly observations: Tensor;
  /** [rows, numbers of an action], as the policy drew them. */
  readonly actions: Tensor;
  /** [rows, choices], for worlds with masks. */
  readonly masks: Tensor | undefined;
  readonly rewards: Float64Array;
  /** 1 at the last step of each episode. */
  readonly ends: Uint8Array;
  readonly figures: EpisodeFigures;
}

/** For the report. */
export interface EpisodeFigures {
  /** Environment steps, episodes since the beginning. */
  readonly steps: number;
  readonly episodes: number;
  /** Means over the episodes of the batch. */
  readonly episodeReturn: number;
  readonly episodeLength: number;
}

interface EpisodesState {
  readonly env: VectorState<unknown>;
  readonly normaliser: MomentsState | null;
  readonly draws: Int32Array;
  readonly noise: Int32Array | null;
  readonly features: Float32Array;
  readonly steps: number;
  readonly episodes: number;
}

type Env = VectorEnv<unknown, AnyWorld["observationSpace"], AnyWorld["actionSpace"]>;

/** The policy acts in one environment until the episode in which enough steps are reached has ended. */
export class Episodes {
  /** Since the beginning. */
  steps = 0;
  episodes = 0;
  private readonly net: PolicyNetwork;
  private readonly env: Env;
  private readonly seen: Float32Array;
  private readonly worldActions: Numbers;
  private readonly draws: Tensor;
  private readonly exploration: Exploration | undefined;
  private readonly act: Act;

  constructor(world: AnyWorld, net: PolicyNetwork, random: Rng) {
    this.net = net;
    this.env = new VectorEnv(world, 1);
    this.env.reset(random.integer(2 ** 31));
    this.seen = new Float32Array(net.encoder.width);
    this.worldActions = flatArray(world.actionSpace);
    this.draws = stream(random);
    this.exploration = net.head.exploration?.(1, random);
    this.act = acting(net, this.env, (policy) =>
      policy.sample(this.draws, this.exploration?.noise),
    );
    net.encoder.encode(this.env.observations, this.seen, true);
  }

  /** @param atLeast steps; the episode that reaches them is played to its end */
  collect(atLeast: number): EpisodeBatch {
    const { env, net, seen } = this;
    const [observations, actions, masks]: Float32Array[][] = [[], [], []];
    const [rewards, ends]: number[][] = [[], []];
    let [count, total] = [0, 0];
    while (rewards.length < atLeast || ends.at(-1) === 0) {
      if (ends.at(-1) !== 0) this.exploration?.resample();
      observations.push(seen.slice());
      if (env.masks !== undefined) masks.push(Float32Array.from(env.masks));
      const chosen = this.act(seen);
      actions.push(chosen.slice());
      net.head.toWorld(chosen, this.worldActions);
      env.step(this.worldActions);
      net.encoder.encode(env.observations, seen, true);
      const end = env.terminated[0] | env.truncated[0];
      rewards.push(env.rewards[0]);
      ends.push(end);
      count += end;
      if (end === 1) total += env.finalReturns[0];
    }
    const rows = rewards.length;
    this.steps += rows;
    this.episodes += count;
    return {
      observations: table(observations),
      actions: table(actions),
      masks: masks.length === 0 ? undefined : table(masks),
      rewards: Float64Array.from(rewards),
      ends: Uint8Array.from(ends),
      figures: {
        steps: this.steps,
        episodes: this.episodes,
        episodeReturn: total / count,
        episodeLength: rows / count,
      },
    };
  }

  state(): EpisodesState {
    return {
      env: this.env.state(),
      normaliser: this.net.encoder.normaliser?.state() ?? null,
      draws: this.draws.data.slice() as Int32Array,
      noise: (this.exploration?.draws.data.slice() as Int32Array | undefined) ?? null,
      features: this.seen.slice(),
      steps: this.steps,
      episodes: this.episodes,
    };
  }

  restore(saved: EpisodesState): void {
    this.env.restore(saved.env);
    if (saved.normaliser !== null) this.net.encoder.normaliser?.restore(saved.normaliser);
    this.draws.assign(saved.draws);
    if (saved.noise !== null) this.exploration?.draws.assign(saved.noise);
    this.seen.set(saved.features);
    this.steps = saved.steps;
    this.episodes = saved.episodes;
  }
}

function table(rows: readonly Float32Array[]): Tensor {
  const width = rows[0].length;
  const values = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    values.set(row, i * width);
  });
  return tensor(values, [rows.length, width]);
}

interface TrialsState {
  readonly env: VectorState<unknown>;
  readonly normaliser: MomentsState | null;
  readonly steps: number;
  readonly episodes: number;
}

/** A policy on trial: one episode in each of several environments side by side, by its most probable actions. */
export class Trials {
  /** Since the beginning; an environment whose episode has ended waits, and its steps until all have are not counted. */
  steps = 0;
  episodes = 0;
  private readonly net: PolicyNetwork;
  private readonly env: Env;
  private readonly seen: Float32Array;
  private readonly worldActions: Numbers;
  private readonly act: Act;

  constructor(world: AnyWorld, net: PolicyNetwork, episodes: number, random: Rng) {
    this.net = net;
    this.env = new VectorEnv(world, episodes);
    this.env.reset(random.integer(2 ** 31));
    this.seen = new Float32Array(episodes * net.encoder.width);
    this.worldActions = flatArray(world.actionSpace, episodes);
    this.act = acting(net, this.env, (policy) => policy.mode());
  }

  /** Plays, and returns the mean return. */
  play(): number {
    const { env, net, seen } = this;
    const isOver = new Uint8Array(env.count);
    let [running, total] = [env.count, 0];
    env.reset();
    while (running > 0) {
      net.encoder.encode(env.observations, seen, true);
      net.head.toWorld(this.act(seen), this.worldActions);
      env.step(this.worldActions);
      this.steps += running;
      for (let i = 0; i < env.count; i++) {
        if (isOver[i] === 1 || (env.terminated[i] | env.truncated[i]) === 0) continue;
        isOver[i] = 1;
        running--;
        total += env.finalReturns[i];
      }
    }
    this.episodes += env.count;
    return total / env.count;
  }

  state(): TrialsState {
    const { env, net, steps, episodes } = this;
    const normaliser = net.encoder.normaliser?.state() ?? null;
    return { env: env.state(), normaliser, steps, episodes };
  }

  restore({ env, normaliser, steps, episodes }: TrialsState): void {
    this.env.restore(env);
    if (normaliser !== null) this.net.encoder.normaliser?.restore(normaliser);
    this.steps = steps;
    this.episodes = episodes;
  }
}

/** Actions for features, valid until the next call. */
type Act = (seen: Float32Array) => Float32Array;

/** The choice of actions as a captured program, with the masks of the environments where they have any. */
function acting(net: PolicyNetwork, env: Env, choose: (policy: ActionDistribution) => Tensor): Act {
  const { count, masks } = env;
  const { width } = net.encoder;
  if (masks === undefined || net.head.choices === 0) {
    const program = capture((seen: Tensor) => choose(net.policy(seen.reshape(count, width))), {
      name: "π(s)",
    });
    return (seen) => program(seen).data as Float32Array;
  }
  const program = capture(
    (seen: Tensor, mask: Tensor) =>
      choose(net.policy(seen.reshape(count, width), mask.reshape(count, net.head.choices))),
    { name: "π(s), masked" },
  );
  return (seen) => program(seen, masks).data as Float32Array;
}
