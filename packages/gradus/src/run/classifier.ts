/**
 * The networks that `fit` trains: built from a network string, asked about pictures, improved by a mini-batch.
 *
 * Everything that touches the engine is here. A picture comes in as bytes; pixels are value/256, as in Nielsen's MNIST.
 */
import { MemoryError, ValueError } from "../core/errors.ts";
import type { Rng } from "../core/random.ts";
import {
  adam,
  binaryCrossEntropy,
  conv2d,
  crossEntropy,
  flatten,
  linear,
  type Module,
  maxPool2d,
  momentum,
  normalInit,
  type Optimiser,
  quadratic,
  relu,
  scaledNormal,
  sequential,
  sgd,
  sigmoid,
  tanh,
  unflatten,
} from "../nn/index.ts";
import { type Captured, capture, engine, grad, noGrad, type Tensor } from "../tensor/index.ts";
import type { FitConfig } from "./knobs.ts";
import { checkPictures, type Examples, layerSizes, type Task } from "./sizes.ts";

/** A network that knows what its outputs mean. */
export interface Classifier {
  /** Its layers; the last one gives logits, to which `outputs` applies the sigmoid or the softmax of the cost. */
  readonly layers: Module;
  readonly inputs: number;
  readonly classes: number;
  /** The activations of the output layer for one picture after the other, [count · classes]. */
  outputs(images: Uint8Array): Float32Array;
}

const activations = { sigmoid, tanh, relu } as const;
const initialisers = { old: normalInit(1), new: scaledNormal } as const;

/** What a cost is on logits and labels, and what it makes of the logits. */
interface Cost {
  loss(logits: Tensor, labels: Tensor): Tensor;
  outputs(logits: Tensor): Tensor;
}

/** Means over the mini-batch. Nielsen, chapters 1 (eq. 6) and 3 (eqs. 63 and 80). */
const costs: { readonly [C in FitConfig["cost"]]: Cost } = {
  quadratic: {
    loss: (z, labels) => quadratic(z.sigmoid(), labels.oneHot(z.shape[1])),
    outputs: (z) => z.sigmoid(),
  },
  "cross-entropy": {
    loss: (z, labels) => binaryCrossEntropy(z, labels.oneHot(z.shape[1])),
    outputs: (z) => z.sigmoid(),
  },
  "log-likelihood": { loss: (z, labels) => crossEntropy(z, labels), outputs: (z) => z.softmax() },
};

/** Ready-made networks, by name, with the knobs that suit them. */
export const models = {
  conv: {
    doc: "20 features of 5×5, 2×2 max-pooling, 100 sigmoid units, softmax: Nielsen, chapter 6; for pictures of 28×28",
    knobs: { rate: 0.1, cost: "log-likelihood", init: "new" },
  },
} as const satisfies Record<string, { doc: string; knobs: Partial<FitConfig> }>;

export type ModelName = keyof typeof models;

export const isModel = (net: string): net is ModelName => Object.hasOwn(models, net);

/**
 * Refuses a network or knobs that do not fit, before anything is made.
 *
 * @throws ValueError, or MemoryError if the engine cannot hold the network and its training
 */
export function checkFit(net: string, task: Task, { optimiser, momentum }: FitConfig): void {
  if (isModel(net)) checkPictures(task);
  else checkMemory(net, layerSizes(net, task), optimiser === "adam" ? 4 : momentum > 0 ? 3 : 2);
  if (optimiser === "adam" && momentum > 0) {
    throw new ValueError(
      `momentum is ${momentum}, but Adam keeps its own averages; set momentum=0, or optimiser=sgd.`,
    );
  }
}

/** @param copies values kept per weight: itself, its gradient, its moments */
function checkMemory(net: string, sizes: readonly number[], copies: number): void {
  const weights = sizes.slice(1).reduce((n, size, i) => n + size * (sizes[i] + 1), 0);
  const [needed, there] = [4 * weights * copies, engine().backend.bytes].map((b) =>
    Math.ceil(b / 2 ** 20),
  );
  if (needed < there) return;
  throw new MemoryError(
    `Network "${net}" has ${weights} weights; training it takes ${needed} MiB, and the engine has ${there}. Choose smaller layers.`,
  );
}

/** Builds the layers that a network string names, with weights drawn from `random`. */
export function classifier(net: string, task: Task, config: FitConfig, random: Rng): Classifier {
  checkFit(net, task, config);
  const layers = isModel(net)
    ? conv(task, config, random)
    : dense(layerSizes(net, task), config, random);
  const { inputs, classes } = task;
  const ask = capture(
    (images: Tensor) => costs[config.cost].outputs(layers.forward(pixels(images, inputs))),
    {
      name: "the network's answer",
    },
  );
  return { layers, inputs, classes, outputs: (images) => answers(ask, images, inputs, classes) };
}

const pixels = (bytes: Tensor, inputs: number): Tensor =>
  bytes.reshape(bytes.size / inputs, inputs).mul(1 / 256);

function dense(sizes: readonly number[], config: FitConfig, random: Rng): Module {
  const activation = activations[config.activation];
  const init = initialisers[config.init];
  const layers = sizes.slice(1).flatMap((size, i) => {
    const layer = linear(sizes[i], size, random, { init, biasInit: normalInit(1) });
    return i === sizes.length - 2 ? [layer] : [layer, activation()];
  });
  return sequential(...layers);
}

function conv(task: Task, config: FitConfig, random: Rng): Module {
  const activation = activations[config.activation];
  const init = { init: initialisers[config.init], biasInit: normalInit(1) };
  return sequential(
    unflatten(1, 28, 28),
    conv2d(1, 20, 5, random, init),
    maxPool2d(2),
    activation(), // after the pooling: the same numbers for a rising activation, a quarter of the work
    flatten(),
    linear(20 * 12 * 12, 100, random, init),
    activation(),
    linear(100, task.classes, random, init),
  );
}

const chunk = 1000; // pictures at a time: few programs, little memory

function answers(
  ask: Captured<[Tensor], Tensor>,
  images: Uint8Array,
  inputs: number,
  classes: number,
): Float32Array {
  const count = images.length / inputs;
  const all = new Float32Array(count * classes);
  noGrad(() => {
    for (let from = 0; from < count; from += chunk) {
      const to = Math.min(from + chunk, count);
      all.set(ask(images.subarray(from * inputs, to * inputs)).data, from * classes);
    }
  });
  return all;
}

/** What a network says about one picture. */
export interface Answer {
  /** The class with the largest output; the first of equals. */
  readonly label: number;
  readonly outputs: readonly number[];
}

/** Asks a network about pictures, one byte a pixel, one after the other. */
export function classify({ outputs, inputs, classes }: Classifier, images: Uint8Array): Answer[] {
  const all = outputs(images);
  return Array.from({ length: images.length / inputs }, (_, i) => {
    const own = Array.from(all.subarray(i * classes, (i + 1) * classes));
    return { label: own.indexOf(Math.max(...own)), outputs: own };
  });
}

/** The share of pictures whose label is the network's answer. */
export function accuracy(network: Classifier, { images, labels, count }: Examples): number {
  const all = network.outputs(images);
  const { classes } = network;
  let right = 0;
  for (let i = 0; i < count; i++) {
    let best = 0;
    for (let k = 1; k < classes; k++) if (all[i * classes + k] > all[i * classes + best]) best = k;
    if (best === labels[i]) right++;
  }
  return right / count;
}

/** Improves a network by mini-batches. */
export interface Learner {
  /** One step on the chosen pictures; returns the cost before it, without the L2 term. */
  step(examples: Examples, chosen: Int32Array): number;
  /** The same step, operation by operation: names the first result that is not finite. */
  locate(examples: Examples, chosen: Int32Array): string | undefined;
  /** Moments and counters by name. */
  readonly state: Readonly<Record<string, Tensor>>;
}

/**
 * Gradient descent on the mean cost of a mini-batch plus (λ/2n) Σ w², which falls on weights only (Nielsen, eq. 95).
 *
 * @param n pictures in the training set
 */
export function learner(network: Classifier, config: FitConfig, n: number): Learner {
  const { layers, inputs } = network;
  const entries = Object.entries(layers.named);
  const weights = entries.filter(([name]) => !name.endsWith("bias")).map(([, p]) => p);
  const biases = entries.filter(([name]) => name.endsWith("bias")).map(([, p]) => p);
  const climbs = [
    optimiser(weights, config, config.lambda / n),
    optimiser(biases, config, 0),
  ] as const;
  const improve = capture(
    (images: Tensor, labels: Tensor) => {
      const loss = costs[config.cost].loss(layers.forward(pixels(images, inputs)), labels);
      const gradients = grad(loss, [...weights, ...biases]);
      climbs[0].apply(gradients.slice(0, weights.length));
      climbs[1].apply(gradients.slice(weights.length));
      return loss;
    },
    { name: "the training step" },
  );
  const batch = batcher(inputs);
  return {
    step: (examples, chosen) => improve(...batch(examples, chosen)).item(),
    locate: (examples, chosen) => improve.locate(...batch(examples, chosen)),
    state: { ...prefixed("weight", climbs[0].state), ...prefixed("bias", climbs[1].state) },
  };
}

function optimiser(
  parameters: readonly Tensor[],
  config: FitConfig,
  weightDecay: number,
): Optimiser {
  const { rate } = config;
  if (config.optimiser === "adam") return adam(parameters, { rate, weightDecay });
  if (config.momentum > 0)
    return momentum(parameters, { rate, weightDecay, momentum: config.momentum });
  return sgd(parameters, { rate, weightDecay });
}

const prefixed = <T>(prefix: string, record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [`${prefix}.${name}`, value]));

/** Gathers pictures and labels into buffers that are made once per mini-batch size. */
function batcher(
  inputs: number,
): (examples: Examples, chosen: Int32Array) => [Uint8Array, Int32Array] {
  const buffers = new Map<number, [Uint8Array, Int32Array]>();
  return ({ images, labels }, chosen) => {
    const size = chosen.length;
    const [bytes, classes] = buffers.get(size) ?? [
      new Uint8Array(size * inputs),
      new Int32Array(size),
    ];
    buffers.set(size, [bytes, classes]);
    for (let i = 0; i < size; i++) {
      const k = chosen[i];
      bytes.set(images.subarray(k * inputs, (k + 1) * inputs), i * inputs);
      classes[i] = labels[k];
    }
    return [bytes, classes];
  };
}
