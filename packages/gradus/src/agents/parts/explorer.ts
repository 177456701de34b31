/**
 * How a continuous controller gathers experience: at random at first, then by its policy, with the noise that belongs to it; and
 * when it is time to learn from it.
 */
import type { Knobs } from "../../core/knobs.ts";
import type { Rng } from "../../core/random.ts";
import { capture } from "../../tensor/capture.ts";
import { stream } from "../../tensor/stream.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Exploration } from "./actions.ts";
import type { Experience } from "./experience.ts";
import { hindsightKnob } from "./hindsight.ts";
import type { ActionNoise } from "./noise.ts";
import type { PolicyNetwork } from "./policy.ts";

export const explorerKnobs = {
  environments: {
    default: 1,
    symbol: "N",
    range: [1, 4096],
    integer: true,
    doc: "Environments side by side.",
  },
  capacity: {
    default: 1_000_000,
    range: [8, 1e9],
    integer: true,
    log: true,
    unit: "steps",
    doc: "Of the replay: the latest so many steps can be drawn again.",
  },
  learningStarts: {
    default: 100,
    range: [0, 1e9],
    integer: true,
    unit: "steps",
    doc: "Steps with uniformly random actions at first, without learning.",
  },
  trainEvery: {
    default: 1,
    range: [1, 1e6],
    integer: true,
    unit: "steps",
    doc: "Steps of each environment between two rounds of updates.",
  },
  gradientSteps: {
    default: -1,
    range: [-1, 1e6],
    integer: true,
    doc: "Updates in a round; −1: as many as steps were made since the last one.",
  },
  batch: {
    default: 256,
    symbol: "|B|",
    range: [1, 1e6],
    integer: true,
    doc: "Transitions drawn for an update.",
  },
  hindsight: hindsightKnob,
} as const satisfies Knobs;

export interface ExplorerConfig {
  readonly environments: number;
  readonly learningStarts: number;
  readonly trainEvery: number;
  readonly gradientSteps: number;
  /** gSDE: steps after which its noise is drawn anew; −1: once a round. */
  readonly noiseSteps?: number;
}

/** Saved by `state()`. */
interface ExplorerState {
  readonly draws: Int32Array;
  readonly noise: ReturnType<ActionNoise["state"]> | null;
  readonly gsde: { readonly matrices: Float32Array; readonly draws: Int32Array } | null;
}

/** A report is due after so many steps, or after a round where that is longer. */
const reportEvery = 20;

export class Explorer {
  private readonly config: ExplorerConfig;
  private readonly noise: ActionNoise | undefined;
  private readonly exploration: Exploration | undefined;
  private readonly draws: Tensor;
  private readonly policy: (seen: Float32Array, ...masks: Uint8Array[]) => Tensor;
  private readonly actions: Float32Array;
  private readonly reportSteps: number;

  /** @param noise added to the best action; without it actions are drawn from the policy */
  constructor(net: PolicyNetwork, config: ExplorerConfig, random: Rng, noise?: ActionNoise) {
    const { environments: N, trainEvery } = config;
    const { encoder, head } = net;
    this.config = config;
    this.noise = noise;
    this.draws = stream(random);
    this.exploration = noise === undefined ? head.exploration?.(N, random) : undefined;
    this.actions = new Float32Array(N * head.width);
    this.reportSteps = Math.ceil(reportEvery / (trainEvery * N)) * trainEvery * N;
    this.policy = capture(
      (x: Tensor, ...[mask]: Tensor[]) => {
        const pi = net.policy(x.reshape(N, encoder.width), mask?.reshape(N, head.choices));
        return noise === undefined ? pi.sample(this.draws, this.exploration?.noise) : pi.mode();
      },
      { name: "π(a|s)" },
    );
  }

  /** Acts for a round of steps in each environment. */
  collect(D: Experience): void {
    const { trainEvery, learningStarts, noiseSteps = -1 } = this.config;
    this.exploration?.resample();
    for (let t = 0; t < trainEvery; t++) {
      if (noiseSteps > 0 && t > 0 && t % noiseSteps === 0) this.exploration?.resample();
      D.step(D.steps < learningStarts ? D.randomActions() : this.act(D));
      for (let i = 0; i < D.env.count; i++)
        if ((D.env.terminated[i] | D.env.truncated[i]) === 1) this.noise?.end(i);
    }
  }

  private act({ seen, env }: Experience): Float32Array {
    const masks = env.masks === undefined ? [] : [env.masks];
    this.actions.set(this.policy(seen, ...masks).data);
    return this.noise?.disturb(this.actions) ?? this.actions;
  }

  /** Updates that are due after a round; none while actions are random. */
  due({ steps }: Experience): number {
    const { learningStarts, gradientSteps, trainEvery, environments } = this.config;
    if (steps <= learningStarts) return 0;
    return gradientSteps < 0 ? trainEvery * environments : gradientSteps;
  }

  isReportDue({ steps }: Experience): boolean {
    return steps % this.reportSteps === 0;
  }

  state(): ExplorerState {
    const { draws, noise, exploration } = this;
    const gsde = exploration && {
      matrices: exploration.noise.data.slice() as Float32Array,
      draws: exploration.draws.data.slice() as Int32Array,
    };
    return {
      draws: draws.data.slice() as Int32Array,
      noise: noise?.state() ?? null,
      gsde: gsde ?? null,
    };
  }

  restore({ draws, noise, gsde }: ExplorerState): void {
    this.draws.assign(draws);
    if (noise !== null) this.noise?.restore(noise);
    if (gsde === null) return;
    this.exploration?.noise.assign(gsde.matrices);
    this.exploration?.draws.assign(gsde.draws);
  }
}
