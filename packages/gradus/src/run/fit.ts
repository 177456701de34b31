/**
 * Training a network on pictures with labels, by stochastic gradient descent on mini-batches.
 *
 * Follows `SGD` of Nielsen's network.py and network2.py ("Neural Networks and Deep Learning", chapters 1 and 3): each
 * epoch shuffles the training pictures, walks through them in mini-batches, and then asks the network about all test
 * pictures. Pixels are value/256, as in his copy of MNIST. Left out on purpose: early stopping, schedules, augmentation.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import { GradusError } from "../core/errors.ts";
import { type Rng, type RngState } from "../core/random.ts";
import { type Classifier, classifier, type Learner, learner } from "./classifier.ts";
import type { Task } from "./sizes.ts";

/** Defaults: Nielsen, chapter 1, "Implementing our network to classify digits". */
export const fitKnobs = {
  rate: { default: 3, symbol: "η", range: [0, 1e6], doc: "Step size; multiplies the mean gradient of a mini-batch." },
  batch: { default: 10, range: [1, 1e6], integer: true, doc: "Pictures per mini-batch." },
  cost: {
    default: "quadratic",
    options: ["quadratic", "cross-entropy", "log-likelihood"],
    doc: "½‖y − a‖², or the sum over outputs of the binary cross-entropy (both with sigmoid outputs), or −ln a_y with softmax outputs.",
  },
  lambda: { default: 0, symbol: "λ", range: [0, 1e6], doc: "L2 regularisation as in the book: each step multiplies the weights by 1 − ηλ/n." },
  activation: { default: "sigmoid", options: ["sigmoid", "tanh", "relu"], doc: "Of the hidden layers." },
  init: { default: "old", options: ["old", "new"], doc: "Weights from N(0, 1), or from N(0, 1/fan-in); biases from N(0, 1)." },
  optimiser: { default: "sgd", options: ["sgd", "adam"], doc: "Plain steps (with momentum, if any), or Adam (its rates are near 0.001)." },
  momentum: { default: 0, symbol: "μ", range: [0, 1], doc: "v ← μv − η∇C, w ← w + v; 0 is plain gradient descent. For sgd only." },
  pictures: { default: 0, range: [0, 1e9], integer: true, doc: "Train on the first so many pictures only; 0 takes all." },
} as const satisfies Knobs;

export type FitConfig = ConfigOf<typeof fitKnobs>;

/** `count` pictures, one byte a pixel, and the class of each. */
export interface Examples {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

export interface FitData extends Task {
  readonly train: Examples;
  readonly test: Examples;
}

/** Everything that the rest of a training depends on, as plain data and typed arrays. */
export interface FitState {
  readonly steps: number;
  readonly epoch: number;
  /** Mini-batches of this epoch that are done. */
  readonly batches: number;
  /** Sum of their losses. */
  readonly lossSum: number;
  /** The order of the pictures in this epoch. */
  readonly order: Int32Array;
  readonly parameters: Readonly<Record<string, Float32Array>>;
  readonly optimiser: unknown;
  readonly random: RngState;
}

export interface FitReport {
  /** The epoch under way, from 1. */
  readonly epoch: number;
  /** How much of it is done; 1 at its end. */
  readonly done: number;
  /** Mini-batches since the beginning of the run. */
  readonly steps: number;
  readonly stepsPerEpoch: number;
  /** Mean cost of this epoch's mini-batches so far, each before its step; without the L2 term. */
  readonly loss: number;
  /** Share of the test pictures that are classified rightly; only at the end of an epoch. */
  readonly testAccuracy: number | undefined;
  /** The live network. */
  readonly network: Classifier;
  /** What a checkpoint needs; valid until the next report. */
  state(): FitState;
}

const reportEvery = 20; // mini-batches: a few milliseconds, so that the caller can stop and draw

/**
 * Trains without end; the caller decides when it is enough. A report comes every 20 mini-batches and at the end of each
 * epoch, where it carries the accuracy on the test pictures.
 *
 * @param net layer sizes such as "784-30-10", or the name of a model
 * @param from the state of a report: goes on from there, bit for bit
 * @throws ValueError if the network does not fit the pictures
 * @throws GradusError if the cost stops being a number
 */
export function* fit(
  data: FitData,
  net: string,
  overrides: Readonly<Record<string, unknown>>,
  random: Rng,
  from?: FitState,
): Generator<FitReport, never> {
  const config = configure(fitKnobs, overrides);
  const { train, test } = data;
  const n = config.pictures === 0 ? train.count : Math.min(config.pictures, train.count);
  const network = classifier(net, data, config, random);
  const learn = learner(network, config, n);
  const batchesPerEpoch = Math.ceil(n / config.batch);

  if (from !== undefined) restore(network, learn, random, from);
  let { epoch, batches, steps, lossSum, order } = from ?? { epoch: 1, batches: 0, steps: 0, lossSum: 0, order: random.permutation(n) };
  for (;;) {
    if (batches === batchesPerEpoch) {
      epoch++;
      batches = 0;
      lossSum = 0;
      order = random.permutation(n);
    }
    const stop = Math.min(batches + reportEvery, batchesPerEpoch);
    for (; batches < stop; batches++, steps++) {
      const chosen = order.subarray(batches * config.batch, Math.min((batches + 1) * config.batch, n));
      const loss = learn.step(train, chosen);
      if (!Number.isFinite(loss)) throw diverged(loss, epoch, steps, network, config);
      lossSum += loss;
    }
    const ended = batches === batchesPerEpoch;
    const testAccuracy = ended ? accuracy(network, test) : undefined;
    const now = { steps, epoch, batches, lossSum, order };
    yield {
      epoch,
      done: batches / batchesPerEpoch,
      steps,
      stepsPerEpoch: batchesPerEpoch,
      loss: lossSum / batches,
      testAccuracy,
      network,
      state: () => ({ ...now, parameters: network.parameters(), optimiser: learn.state(), random: random.state() }),
    };
  }
}
