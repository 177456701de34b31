/**
 * Networks of agents: a trunk that turns an observation into features, for the actor and for the critic.
 *
 * A network of one's own takes the place of the default by giving other trunks; the last layers, which depend on the actions,
 * are added by actor and critic.
 */
import { ValueError } from "../../core/errors.ts";
import type { Knobs } from "../../core/knobs.ts";
import type { Rng } from "../../core/random.ts";
import { constantInit, type Initialiser, orthogonal, torchDefault } from "../../nn/init.ts";
import { linear, relu, tanh } from "../../nn/layers.ts";
import { type Module, sequential } from "../../nn/module.ts";

/** Features from a batch: [B, inputs] → [B, width]. */
export interface Trunk extends Module {
  readonly width: number;
}

/** How a trunk is made. */
export type MakeTrunk = (inputs: number, random: Rng) => Trunk;

/** What an agent learns with; either may be replaced. */
export interface Networks {
  readonly actor: MakeTrunk;
  readonly critic: MakeTrunk;
}

export const networkKnobs = {
  hidden: {
    default: "64-64",
    doc: "Widths of the hidden layers, joined by hyphens; empty for none.",
  },
  activation: { default: "tanh", choices: ["tanh", "relu"], doc: "Of the hidden layers." },
  orthogonal: {
    default: true,
    doc: "Orthogonal first weights (gain √2; 0.01 for actions, 1 for values) and zero biases; otherwise PyTorch's.",
  },
} as const satisfies Knobs;

/** "64-64" → [64, 64]. @throws ValueError for anything else */
export function widths(hidden: string): number[] {
  if (hidden === "") return [];
  const sizes = hidden.split("-").map(Number);
  if (sizes.every((n) => Number.isInteger(n) && n >= 1)) return sizes;
  throw new ValueError(
    `hidden is "${hidden}"; it must be widths joined by hyphens, such as 64-64 (hidden layers of the network).`,
  );
}

export interface NetworkConfig {
  readonly hidden: string;
  readonly activation: string;
  readonly orthogonal: boolean;
}

/** Initialisation of a layer: orthogonal with a gain and zero biases, or PyTorch's own. */
export function layerInit(
  isOrthogonal: boolean,
  gain: number,
): { readonly init: Initialiser; readonly biasInit?: Initialiser } {
  return isOrthogonal
    ? { init: orthogonal(gain), biasInit: constantInit(0) }
    : { init: torchDefault };
}

/** Dense layers with an activation after each; the default of every agent. */
export function mlp(config: NetworkConfig): MakeTrunk {
  const sizes = widths(config.hidden);
  return (inputs, random) => {
    const layers = sizes.flatMap((n, i) => [
      linear(i === 0 ? inputs : sizes[i - 1], n, random, layerInit(config.orthogonal, Math.SQRT2)),
      config.activation === "relu" ? relu() : tanh(),
    ]);
    return Object.assign(sequential(...layers), { width: sizes.at(-1) ?? inputs });
  };
}

/** Dense networks for both, from one set of knobs. */
export function denseNetworks(config: NetworkConfig): Networks {
  return { actor: mlp(config), critic: mlp(config) };
}
