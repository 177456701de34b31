/**
 * Training a network on pictures with labels, by stochastic gradient descent on mini-batches.
 *
 * Follows `SGD` of Nielsen's network.py and network2.py ("Neural Networks and Deep Learning", chapters 1 and 3): each
 * epoch shuffles the training pictures, walks through them in mini-batches, and then asks the network about all test
 * pictures. Pixels are value/256, as in his copy of MNIST. Points and stretches of text are learned in the same way. Left out on
 * purpose: early stopping, schedules, augmentation.
 */
import { GradusError, StateError } from "../core/errors.ts";
import { configure } from "../core/knobs.ts";
import type { Rng, RngState } from "../core/random.ts";
import type { Tensor } from "../tensor/index.ts";
import { type Classifier, classifier, type Learner, learner, score } from "./classifier.ts";
import { type FitConfig, fitKnobs } from "./knobs.ts";
import type { Examples, FitData } from "./sizes.ts";

type Values = Float32Array | Float64Array | Int32Array;

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
  readonly parameters: Readonly<Record<string, Values>>;
  readonly optimiser: Readonly<Record<string, Values>>;
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
  /** Of a text: mean of −ln of what the network gave the character that came, over the test text (nats); only at the end of an epoch. */
  readonly testLoss: number | undefined;
  readonly config: FitConfig;
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
export function* fitPictures(
  data: FitData,
  net: string,
  overrides: Partial<FitConfig>,
  random: Rng,
  from?: FitState,
): Generator<FitReport, never> {
  const config = configure(fitKnobs, overrides);
  const { train, test } = data;
  const n = config.pictures === 0 ? train.count : Math.min(config.pictures, train.count);
  const network = classifier(net, data, config, random);
  const learn = learner(network, config, n);
  const tensors = { parameters: network.layers.named, optimiser: learn.state };
  const batchesPerEpoch = Math.ceil(n / config.batch);

  let { epoch, batches, steps, lossSum, order } = from ?? {
    epoch: 0,
    batches: batchesPerEpoch,
    steps: 0,
    lossSum: 0,
    order: new Int32Array(n),
  };
  if (from !== undefined) restore(tensors, from, random, n);
  for (;;) {
    if (batches === batchesPerEpoch) {
      epoch++;
      batches = 0;
      lossSum = 0;
      order = random.permutation(n);
    }
    const before = copied(tensors);
    const first = batches;
    const stop = Math.min(batches + reportEvery, batchesPerEpoch);
    const chosen = (b: number): Int32Array =>
      order.subarray(b * config.batch, Math.min((b + 1) * config.batch, n));
    for (; batches < stop; batches++, steps++) {
      const loss = learn.step(train, chosen(batches));
      lossSum += loss;
      if (Number.isFinite(loss)) continue;
      put(tensors, before);
      throw diverged(
        loss,
        epoch,
        steps,
        remedy(config, n),
        locate(learn, train, chosen, first, batches),
      );
    }
    const result = batches === batchesPerEpoch ? score(network, test) : undefined;
    const now = { steps, epoch, batches, lossSum, order };
    yield {
      epoch,
      done: batches / batchesPerEpoch,
      steps,
      stepsPerEpoch: batchesPerEpoch,
      loss: lossSum / batches,
      testAccuracy: result?.accuracy,
      testLoss: network.kind === "text" ? result?.surprise : undefined,
      config,
      network,
      state: () => ({
        ...now,
        order: now.order.slice(),
        ...copied(tensors),
        random: random.state(),
      }),
    };
  }
}

type Named = Readonly<Record<string, Tensor>>;
interface Tensors {
  readonly parameters: Named;
  readonly optimiser: Named;
}

function copied({ parameters, optimiser }: Tensors): Pick<FitState, "parameters" | "optimiser"> {
  const copy = (named: Named): Record<string, Values> =>
    Object.fromEntries(Object.entries(named).map(([name, t]) => [name, t.data.slice()]));
  return { parameters: copy(parameters), optimiser: copy(optimiser) };
}

function put(tensors: Tensors, values: Pick<FitState, "parameters" | "optimiser">): void {
  for (const kind of ["parameters", "optimiser"] as const) {
    for (const [name, t] of Object.entries(tensors[kind])) t.assign(values[kind][name]);
  }
}

/** Goes back to a saved state. @throws StateError if it belongs to another network, optimiser or set of pictures */
function restore(tensors: Tensors, from: FitState, random: Rng, n: number): void {
  for (const kind of ["parameters", "optimiser"] as const) {
    const names = new Set([...Object.keys(tensors[kind]), ...Object.keys(from[kind] ?? {})]);
    for (const name of names) {
      const [here, saved] = [tensors[kind][name]?.size, from[kind]?.[name]?.length];
      if (here === saved) continue;
      throw new StateError(
        `The saved ${kind} do not fit: "${name}" has ${saved ?? "no"} values there and ${here ?? "no"} here. Resume with the settings of the run.`,
      );
    }
  }
  if (from.order.length !== n) {
    throw new StateError(
      `The saved run trained on ${from.order.length} pictures, but there are ${n} now. Resume with the same data.`,
    );
  }
  put(tensors, from);
  random.restore(from.random);
}

/** Walks again, operation by operation, through the mini-batches since the last report. */
function locate(
  learn: Learner,
  train: Examples,
  chosen: (b: number) => Int32Array,
  first: number,
  last: number,
): string | undefined {
  for (let b = first; b <= last; b++) {
    const found = learn.locate(train, chosen(b));
    if (found !== undefined) return found;
  }
  return undefined;
}

function diverged(
  loss: number,
  epoch: number,
  steps: number,
  advice: string,
  where: string | undefined,
): GradusError {
  const origin = where === undefined ? "" : ` It began where ${where}.`;
  return new GradusError(
    `The cost became ${loss} at step ${steps + 1} (epoch ${epoch}).${origin} ${advice}`,
  );
}

function remedy({ rate, lambda, init }: FitConfig, n: number): string {
  const shrink = 1 - (rate * lambda) / n;
  if (shrink < -1) {
    return `lambda is ${lambda}: each step multiplies the weights by ${Number(shrink.toPrecision(5))}. Choose lambda below ${Number((n / rate).toPrecision(2))}.`;
  }
  return `The steps are too large: try a rate well below ${rate}${init === "old" ? ", or init=new" : ""}.`;
}
