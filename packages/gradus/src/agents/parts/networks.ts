/**
 * Networks of agents: a trunk that turns an observation into features, for the actor and for the critic. Dense layers, and for boards
 * a convolution before them, as for the MinAtar games (Young & Tian 2019, arXiv:1903.03176): 16 filters of 3 × 3, stride 1.
 *
 * A network of one's own takes the place of the default by giving other trunks; the last layers, which depend on the actions,
 * are added by actor and critic.
 */
import { ValueError } from "../../core/errors.ts";
import type { Knobs } from "../../core/knobs.ts";
import type { Rng } from "../../core/random.ts";
import { describe, type Space } from "../../env/space.ts";
import { constantInit, type Initialiser, orthogonal, torchDefault } from "../../nn/init.ts";
import { conv2d, linear, relu, tanh } from "../../nn/layers.ts";
import { type Module, module, sequential } from "../../nn/module.ts";
import type { Tensor } from "../../tensor/tensor.ts";

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
  network: {
    default: "auto",
    choices: ["auto", "dense", "conv"],
    doc: "conv: convolutions over [rows, columns, channels] before the dense layers. auto: so for boxes of that shape with 5 to 32 rows and columns, otherwise dense.",
  },
  filters: {
    default: "16",
    doc: "conv: filters of each convolution, joined by hyphens; all are 3 × 3 with stride 1.",
  },
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
export function widths(hidden: string, name = "hidden"): number[] {
  if (hidden === "") return [];
  const sizes = hidden.split("-").map(Number);
  if (sizes.every((n) => Number.isInteger(n) && n >= 1)) return sizes;
  throw new ValueError(
    `${name} is "${hidden}"; it must be widths joined by hyphens, such as 64-64 (${name === "hidden" ? "hidden" : "convolutional"} layers of the network).`,
  );
}

export interface NetworkConfig {
  /** dense, where an algorithm has no such knob. */
  readonly network?: string;
  readonly filters?: string;
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

/** Dense layers with an activation after each. */
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

/** The trunk that the knobs choose for observations: the default of every agent. */
export function trunkFor(space: Space, config: NetworkConfig): MakeTrunk {
  const board = boardOf(space, config.network ?? "dense");
  return board === undefined ? mlp(config) : convolutional(board, config);
}

/** The same for actor and critic. */
export function networksFor(space: Space, config: NetworkConfig): Networks {
  return { actor: trunkFor(space, config), critic: trunkFor(space, config) };
}

const KERNEL = 3;
const [LEAST, MOST] = [5, 32]; // sides of what `auto` takes for a board

/** [rows, columns, channels] of observations that convolutions are for. @throws ValueError where they are asked for in vain */
export function boardOf(space: Space, network: string): readonly number[] | undefined {
  if (network === "dense") return undefined;
  const shape = space.kind === "box" ? space.shape : [];
  const sides = shape.slice(0, 2);
  if (network === "auto")
    return shape.length === 3 && sides.every((n) => n >= LEAST && n <= MOST) ? shape : undefined;
  if (shape.length === 3 && sides.every((n) => n >= KERNEL)) return shape;
  throw new ValueError(
    `network is conv, but observations are ${describe(space)}; convolutions need a box [rows, columns, channels] of at least ${KERNEL} × ${KERNEL}. Set network to dense or auto.`,
  );
}

/**
 * Convolutions over a board, then dense layers; an activation after each.
 *
 * Features come in as a row of [rows, columns, channels]; filters have PyTorch's layout, and so has what the dense layers see,
 * [channels, rows, columns].
 */
export function convolutional(
  [rows, columns, channels]: readonly number[],
  config: NetworkConfig,
): MakeTrunk {
  const filters = widths(config.filters ?? networkKnobs.filters.default, "filters");
  const shrink = filters.length * (KERNEL - 1);
  const [high, wide] = [rows - shrink, columns - shrink];
  if (high < 1 || wide < 1) {
    throw new ValueError(
      `filters is "${config.filters}"; ${filters.length} convolutions of ${KERNEL} × ${KERNEL} leave nothing of ${rows} × ${columns}. Give fewer.`,
    );
  }
  const activation = config.activation === "relu" ? relu : tanh;
  return (_, random) => {
    const conv = sequential(
      ...filters.flatMap((n, i) => [
        conv2d(
          filters[i - 1] ?? channels,
          n,
          KERNEL,
          random,
          layerInit(config.orthogonal, Math.SQRT2),
        ),
        activation(),
      ]),
    );
    const dense = mlp(config)((filters.at(-1) ?? channels) * high * wide, random);
    const planes = (x: Tensor): Tensor =>
      x.reshape(-1, rows, columns, channels).permute(0, 3, 1, 2);
    const trunk = module({ conv, dense }, (x: Tensor) =>
      dense.forward(conv.forward(planes(x)).flatten(1)),
    );
    return Object.assign(trunk, { width: dense.width });
  };
}
