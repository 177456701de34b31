/** What DDPG, TD3 and SAC learn with: an actor in [−1, 1] and critics of its actions, each with a trunk of its own. */
import type { Knobs } from "../../core/knobs.ts";
import type { Rng } from "../../core/random.ts";
import type { AnyWorld } from "../../env/world.ts";
import { module } from "../../nn/module.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { DeepAgent } from "./agent.ts";
import { deterministicHead } from "./bounded.ts";
import { type Critics, least } from "./critics.ts";
import type { ExperienceFigures } from "./experience.ts";
import { type NetworkConfig, type Networks, networkKnobs } from "./networks.ts";
import { type ActionNoise, normalNoise, ornsteinUhlenbeck } from "./noise.ts";
import { type PolicyNetwork, policyWith } from "./policy.ts";
import type { Snapshot } from "./state.ts";

/** Of the networks and how they follow each other. */
export const controlKnobs = {
  gamma: { default: 0.99, symbol: "γ", range: [0, 1], doc: "Discount per step." },
  tau: {
    default: 0.005,
    symbol: "τ",
    range: [0, 1],
    doc: "How far the target networks move towards the networks at an update; 1 copies them.",
  },
  network: networkKnobs.network,
  filters: networkKnobs.filters,
  hidden: { ...networkKnobs.hidden, default: "256-256" },
  activation: { ...networkKnobs.activation, default: "relu" },
  orthogonal: { ...networkKnobs.orthogonal, default: false },
} as const satisfies Knobs;

/** Step sizes. @param rate the default of both */
export const rateKnobs = (actor: number, critic: number) =>
  ({
    actorRate: {
      default: actor,
      symbol: "α_θ",
      range: [0, 10],
      log: true,
      doc: "Step size of the actor.",
    },
    criticRate: {
      default: critic,
      symbol: "α_φ",
      range: [0, 10],
      log: true,
      doc: "Step size of the critics.",
    },
  }) as const satisfies Knobs;

/** What a deterministic policy explores with. */
export const noiseKnobs = {
  noise: {
    default: 0.1,
    symbol: "σ",
    range: [0, 10],
    doc: "Deviation of the noise on actions while learning, in units of [−1, 1].",
  },
  noiseKind: {
    default: "normal",
    choices: ["normal", "ornstein-uhlenbeck"],
    doc: "normal: independent from step to step; ornstein-uhlenbeck: it hangs together, with θ = 0.15 and dt = 0.01.",
  },
} as const satisfies Knobs;

interface NoiseConfig {
  readonly noise: number;
  readonly noiseKind: string;
  readonly environments: number;
}

/** The noise that the knobs ask for. */
export function noiseOf(
  { noise, noiseKind, environments }: NoiseConfig,
  { head }: PolicyNetwork,
  random: Rng,
): ActionNoise {
  return noiseKind === "normal"
    ? normalNoise(noise, random)
    : ornsteinUhlenbeck(noise, environments, head.width, random);
}

/** μ_θ: one action for each state. */
export const deterministicActor = (
  world: AnyWorld,
  config: NetworkConfig & NoiseConfig,
  random: Rng,
  networks?: Networks,
): PolicyNetwork =>
  policyWith(
    (given, features, random) => deterministicHead(given, features, random, config),
    world,
    config,
    random,
    networks?.actor,
  );

/** One report every 20 steps, or every round of updates where that is longer. Figures are null before the first update. */
export interface ControlReport extends ExperienceFigures {
  /** Updates of the critics since the beginning. */
  readonly updates: number;
  readonly actorLoss: number | null;
  /** Mean squared error of a critic. */
  readonly criticLoss: number | null;
  /** Mean Q of what was replayed. */
  readonly q: number | null;
  readonly agent: DeepAgent;
  readonly state: Snapshot;
}

/** Of a report before the first update. */
export const noFigures = { actorLoss: null, criticLoss: null, q: null };

/** π_θ and Q_φ as one network, for states, files and live policies. */
export interface ControlNetwork extends PolicyNetwork {
  /** minᵢ Qᵢ(s, a) of the most probable action, [B]. */
  value(features: Tensor): Tensor;
}

export function controlNetwork(actor: PolicyNetwork, critics: Critics): ControlNetwork {
  const whole = module({ ...actor.named, ...critics.named }, () => undefined);
  return {
    ...actor,
    named: whole.named,
    parameters: whole.parameters,
    value: (features) => least(critics.q(features, actor.policy(features).mode())),
  };
}
