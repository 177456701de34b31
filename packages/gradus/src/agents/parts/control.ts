/** What DDPG, TD3 and SAC learn with: an actor in [−1, 1] and critics of its actions, each with a trunk of its own. */
import type { Knobs } from "../../core/knobs.ts";
import { module } from "../../nn/module.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Critics, least } from "./critics.ts";
import { networkKnobs } from "./networks.ts";
import type { PolicyNetwork } from "./policy.ts";

export const controlKnobs = {
  gamma: { default: 0.99, symbol: "γ", range: [0, 1], doc: "Discount per step." },
  tau: {
    default: 0.005,
    symbol: "τ",
    range: [0, 1],
    doc: "How far the target networks move towards the networks at an update; 1 copies them.",
  },
  hidden: { ...networkKnobs.hidden, default: "256-256" },
  activation: { ...networkKnobs.activation, default: "relu" },
  orthogonal: { ...networkKnobs.orthogonal, default: false },
} as const satisfies Knobs;

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
