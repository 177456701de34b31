/** The networks of the book, with the weights that its programs start from. */
import type { Rng } from "gradus/core";
import type { Tensor } from "gradus";
import { conv2d, dropout, flatten, linear, maxPool2d, type Module, relu, sequential, sigmoid, tanh } from "gradus/nn";

export type ActivationName = "sigmoid" | "tanh" | "relu";

/**
 * How the weights start; biases are always N(0, 1).
 *
 * - old: N(0, 1) (network.py)
 * - new: N(0, 1/fan-in) (network2.py)
 * - network3: N(0, 1/n_out), where n_out is the number of neurons of a dense layer, or filters · 25/4 for 5 × 5 filters with
 *   2 × 2 pooling; the softmax layer starts at zero. (The book's text argues for 1/fan-in; its program does this.)
 */
export type Initial = "old" | "new" | "network3";

/** A network up to its logits, the weighted inputs of the last layer: the cost applies the last σ or softmax. */
export interface Net {
  readonly module: Module;
  readonly parameters: readonly Tensor[];
  /** The weights without the biases: what L2 and L1 act on. */
  readonly weights: readonly Tensor[];
  /** [batch, 784] → [batch, 10] */
  forward(x: Tensor): Tensor;
}

const layerOf = { sigmoid, tanh, relu } as const;

/** A fully connected network, sizes as in the book: [784, 30, 10]. */
export function dense(sizes: readonly number[], random: Rng, initial: Initial, activation: ActivationName = "sigmoid"): Net {
  const layers = sizes.slice(1).flatMap((n, l) => {
    const layer = linear(sizes[l], n, random);
    return l < sizes.length - 2 ? [layer, layerOf[activation]()] : [layer];
  });
  return started(sequential(...layers), random, initial, (x) => x);
}

export interface ConvShape {
  /** Numbers of 5 × 5 filters; each layer is followed by 2 × 2 max-pooling. */
  readonly filters: readonly number[];
  /** Sizes of the fully connected layers before the softmax. */
  readonly dense: readonly number[];
  readonly activation: ActivationName;
  /** Probability of dropping an input of a dense layer or of the softmax layer. */
  readonly dropout: number;
}

/** A convolutional network of chapter 6: conv + pool, …, dense, …, softmax. */
export function convolutional(shape: ConvShape, random: Rng): Net {
  const activation = layerOf[shape.activation];
  const layers: Module[] = [];
  let maps = 1;
  let side = 28;
  for (const filters of shape.filters) {
    layers.push(conv2d(maps, filters, 5, random), maxPool2d(2), activation());
    maps = filters;
    side = (side - 4) / 2;
  }
  layers.push(flatten());
  const sizes = [maps * side * side, ...shape.dense, 10];
  for (let l = 0; l + 1 < sizes.length; l++) {
    if (shape.dropout > 0) layers.push(dropout(shape.dropout, random));
    layers.push(linear(sizes[l], sizes[l + 1], random));
    if (l + 2 < sizes.length) layers.push(activation());
  }
  return started(sequential(...layers), random, "network3", (x) => x.reshape(x.shape[0], 1, 28, 28));
}

function started(module: Module, random: Rng, initial: Initial, arrange: (x: Tensor) => Tensor): Net {
  const { parameters } = module;
  const weights = parameters.filter((p) => p.shape.length > 1);
  weights.forEach((w, l) => {
    const scale = deviationOf(w.shape, initial, l === weights.length - 1);
    w.assign(Float32Array.from({ length: w.size }, () => random.normal(0, scale)));
  });
  for (const b of parameters.filter((p) => p.shape.length === 1)) {
    const last = b === parameters.at(-1);
    b.assign(Float32Array.from({ length: b.size }, () => (initial === "network3" && last ? 0 : random.normal())));
  }
  return { module, parameters, weights, forward: (x) => module.forward(arrange(x)) };
}

/** shape: [out, in] or [filters, maps, 5, 5]. */
function deviationOf([out, ...rest]: readonly number[], initial: Initial, last: boolean): number {
  if (initial === "old") return 1;
  if (initial === "new") return Math.sqrt(1 / rest.reduce((a, b) => a * b, 1));
  if (last) return 0;
  return Math.sqrt(1 / (rest.length === 1 ? out : Math.floor((out * rest[1] * rest[2]) / 4)));
}
