/** The networks of the book, with the weights that its programs start from. */
import type { Tensor } from "gradus";
import type { Rng } from "gradus/core";
import {
  constantInit,
  conv2d,
  dropout,
  flatten,
  type LinearOptions,
  linear,
  type Module,
  maxPool2d,
  normalInit,
  relu,
  scaledNormal,
  sequential,
  sigmoid,
  tanh,
} from "gradus/nn";

export type ActivationName = "sigmoid" | "tanh" | "relu";

/** How the weights of a dense network start: N(0, 1) in network.py, N(0, 1/fan-in) in network2.py. Biases are N(0, 1). */
export type Initial = "old" | "new";

/** A network up to its logits, the weighted inputs of the last layer: the cost applies the last σ or softmax. */
export interface Net {
  readonly module: Module;
  /** Without the biases: what L2 and L1 act on. */
  readonly weights: readonly Tensor[];
  readonly biases: readonly Tensor[];
  /** [batch, 784] → [batch, 10] */
  forward(x: Tensor): Tensor;
}

const activations = { sigmoid, tanh, relu } as const;
const initials: Readonly<Record<Initial, LinearOptions>> = {
  old: { init: normalInit(1), biasInit: normalInit(1) },
  new: { init: scaledNormal, biasInit: normalInit(1) },
};

const netOf = (module: Module, forward: Net["forward"]): Net => ({
  module,
  weights: module.parameters.filter((p) => p.shape.length > 1),
  biases: module.parameters.filter((p) => p.shape.length === 1),
  forward,
});

/** A layer that switches off a share of the `size` numbers that go through it at once. */
export type DropoutLayer = (share: number, random: Rng, size: number) => Module;

/** A fully connected network, sizes as in the book: [784, 30, 10]. `drop`: dropout of the hidden neurons, by such a layer. */
export function dense(
  sizes: readonly number[],
  random: Rng,
  initial: Initial,
  drop = 0,
  dropoutLayer: (share: number, random: Rng) => Module = dropout,
): Net {
  const layers: Module[] = [];
  for (let l = 0; l + 1 < sizes.length; l++) {
    if (l > 0 && drop > 0) layers.push(dropoutLayer(drop, random));
    layers.push(linear(sizes[l], sizes[l + 1], random, initials[initial]));
    if (l + 2 < sizes.length) layers.push(sigmoid());
  }
  const module = sequential(...layers);
  return netOf(module, (x) => module.forward(x));
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

/**
 * A network of chapter 6: conv + pool, …, dense, …, softmax.
 *
 * Starts as network3.py does: weights N(0, 1/n_out), where n_out counts the neurons of a dense layer, or filters · 25/4 for
 * 5 × 5 filters with 2 × 2 pooling; biases N(0, 1); the softmax layer at zero. (The book's text argues for 1/fan-in; its
 * program divides by n_out.)
 */
export function convolutional(shape: ConvShape, random: Rng): Net {
  const activation = activations[shape.activation];
  const layers: Module[] = [];
  let maps = 1;
  let side = 28;
  for (const filters of shape.filters) {
    const neurons = Math.floor((filters * 25) / 4);
    layers.push(conv2d(maps, filters, 5, random, start(neurons)), maxPool2d(2), activation());
    maps = filters;
    side = (side - 4) / 2;
  }
  layers.push(flatten());
  const sizes = [maps * side * side, ...shape.dense, 10];
  for (let l = 0; l + 1 < sizes.length; l++) {
    const top = l + 2 === sizes.length;
    if (shape.dropout > 0) layers.push(dropout(shape.dropout, random));
    layers.push(linear(sizes[l], sizes[l + 1], random, top ? zero : start(sizes[l + 1])));
    if (!top) layers.push(activation());
  }
  const module = sequential(...layers);
  return netOf(module, (x) => module.forward(x.reshape(x.shape[0], 1, 28, 28)));
}

const zero: LinearOptions = { init: constantInit(0), biasInit: constantInit(0) };
const start = (neurons: number): LinearOptions => ({
  init: normalInit(Math.sqrt(1 / neurons)),
  biasInit: normalInit(1),
});
