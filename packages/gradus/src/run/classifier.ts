/**
 * The networks that `fit` trains: built from a network string, asked about pictures, improved by a mini-batch.
 *
 * Everything that touches the engine is here. A picture comes in as bytes; pixels are value/256, as in Nielsen's MNIST. The numbers
 * of a point are taken as they are. Of a text each character becomes a row of learned numbers first (Bengio et al. 2003), and the
 * class is the character that comes next.
 */
import { MemoryError, ValueError } from "../core/errors.ts";
import { log } from "../core/math.ts";
import type { Rng } from "../core/random.ts";
import {
  adam,
  binaryCrossEntropy,
  conv2d,
  crossEntropy,
  embedding,
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
import { checkPictures, type Examples, type Kind, layerSizes, type Task } from "./sizes.ts";

/** A network that knows what its outputs mean. */
export interface Classifier {
  /** Its layers; the last one gives logits, to which `outputs` applies the sigmoid or the softmax of the cost. */
  readonly layers: Module;
  readonly kind: Kind;
  readonly inputs: number;
  readonly classes: number;
  /** The activations of the output layer for one example after the other, [count · classes]. */
  outputs(images: Examples["images"]): Float32Array;
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
export function checkFit(net: string, task: Task, { optimiser, momentum, cost }: FitConfig): void {
  if (isModel(net)) checkPictures(task);
  else checkMemory(net, widths(net, task), optimiser === "adam" ? 4 : momentum > 0 ? 3 : 2);
  if (task.kind === "text" && cost !== "log-likelihood") {
    throw new ValueError(
      `cost is ${cost}; the next character of a text is one of several, so its network needs softmax outputs: set cost=log-likelihood.`,
    );
  }
  if (optimiser === "adam" && momentum > 0) {
    throw new ValueError(
      `momentum is ${momentum}, but Adam keeps its own averages; set momentum=0, or optimiser=sgd.`,
    );
  }
}

const embedded = 16; // numbers for a character

/** What each layer of weights reads: of a text the numbers of its characters. */
function widths(net: string, task: Task): number[] {
  const sizes = layerSizes(net, task);
  return task.kind === "text" ? [sizes[0] * embedded, ...sizes.slice(1)] : sizes;
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
  const layers = isModel(net) ? conv(task, config, random) : dense(net, task, config, random);
  const { inputs, classes, kind = "pictures" } = task;
  const ask = capture(
    (images: Tensor) => costs[config.cost].outputs(layers.forward(rows(images, task))),
    {
      name: "the network's answer",
    },
  );
  return {
    layers,
    kind,
    inputs,
    classes,
    outputs: (images) => answers(ask, images, inputs, classes),
  };
}

/** Flat examples → what the layers read, [batch, inputs]. */
function rows(flat: Tensor, { inputs, kind = "pictures" }: Pick<Task, "inputs" | "kind">): Tensor {
  const table = flat.reshape(flat.size / inputs, inputs);
  return kind === "pictures" ? table.mul(1 / 256) : table;
}

function dense(net: string, task: Task, config: FitConfig, random: Rng): Module {
  const activation = activations[config.activation];
  const init = initialisers[config.init];
  const sizes = widths(net, task);
  const first =
    task.kind === "text" ? [embedding(task.classes + 1, embedded, random), flatten()] : [];
  const layers = sizes.slice(1).flatMap((size, i) => {
    const layer = linear(sizes[i], size, random, { init, biasInit: normalInit(1) });
    return i === sizes.length - 2 ? [layer] : [layer, activation()];
  });
  return sequential(...first, ...layers);
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

const chunk = 1000; // examples at a time: few programs, little memory

function answers(
  ask: Captured<[Tensor], Tensor>,
  images: Examples["images"],
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

/** What a network says about one example. */
export interface Answer {
  /** The class with the largest output; the first of equals. */
  readonly label: number;
  readonly outputs: readonly number[];
}

/** Asks a network about examples, one after the other. */
export function classify(
  { outputs, inputs, classes }: Classifier,
  images: Examples["images"],
): Answer[] {
  const all = outputs(images);
  return Array.from({ length: images.length / inputs }, (_, i) => {
    const own = Array.from(all.subarray(i * classes, (i + 1) * classes));
    return { label: own.indexOf(Math.max(...own)), outputs: own };
  });
}

/** How well a network does on examples that it has not learned from. */
export interface Score {
  /** The share whose label is the network's answer. */
  readonly accuracy: number;
  /** Mean of −ln of the output at the label (nats): of a network with softmax outputs what the right class surprises it. */
  readonly surprise: number;
}

export function score(network: Classifier, examples: Examples): Score {
  const { labels, count } = examples;
  const { classes, inputs } = network;
  const batch = batcher(inputs);
  let right = 0;
  let surprise = 0;
  for (let from = 0; from < count; from += chunk) {
    const size = Math.min(chunk, count - from);
    const chosen = Int32Array.from({ length: size }, (_, i) => from + i);
    const all = network.outputs(batch(examples, chosen)[0]);
    for (let i = 0; i < size; i++) {
      let best = 0;
      for (let k = 1; k < classes; k++)
        if (all[i * classes + k] > all[i * classes + best]) best = k;
      if (best === labels[from + i]) right++;
      surprise -= log(all[i * classes + labels[from + i]]);
    }
  }
  return { accuracy: right / count, surprise: surprise / count };
}

/** The share of examples whose label is the network's answer. */
export const accuracy = (network: Classifier, examples: Examples): number =>
  score(network, examples).accuracy;

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
  const { layers } = network;
  const entries = Object.entries(layers.named);
  const weights = entries.filter(([name]) => !name.endsWith("bias")).map(([, p]) => p);
  const biases = entries.filter(([name]) => name.endsWith("bias")).map(([, p]) => p);
  const climbs = [
    optimiser(weights, config, config.lambda / n),
    optimiser(biases, config, 0),
  ] as const;
  const improve = capture(
    (images: Tensor, labels: Tensor) => {
      const loss = costs[config.cost].loss(layers.forward(rows(images, network)), labels);
      const gradients = grad(loss, [...weights, ...biases]);
      climbs[0].apply(gradients.slice(0, weights.length));
      climbs[1].apply(gradients.slice(weights.length));
      return loss;
    },
    { name: "the training step" },
  );
  const batch = batcher(network.inputs);
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

/** Gathers examples and labels into buffers that are made once per mini-batch size. */
function batcher(
  inputs: number,
): (examples: Examples, chosen: Int32Array) => [Examples["images"], Int32Array] {
  const buffers = new Map<number, [Examples["images"], Int32Array]>();
  return ({ images, labels, stride = inputs }, chosen) => {
    const size = chosen.length;
    const [values, classes] = buffers.get(size) ?? [
      new (images.constructor as Uint8ArrayConstructor)(size * inputs),
      new Int32Array(size),
    ];
    buffers.set(size, [values, classes]);
    for (let i = 0; i < size; i++) {
      const k = chosen[i];
      values.set(images.subarray(k * stride, k * stride + inputs), i * inputs);
      classes[i] = labels[k];
    }
    return [values, classes];
  };
}
