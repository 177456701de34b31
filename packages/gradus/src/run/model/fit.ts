/**
 * Training a network of one's own without writing the loop.
 *
 * `fit` trains for some epochs and returns the history; `epochs` is the same as a generator, for those who want to decide
 * themselves when it is enough. Each epoch walks through the examples once, in an order drawn anew, in mini-batches.
 */
import { GradusError, ValueError } from "../../core/errors.ts";
import type { Rng } from "../../core/random.ts";
import { batches } from "../../data/batches.ts";
import type { Module } from "../../nn/module.ts";
import type { Callback, Control } from "./callbacks.ts";
import { checkExamples, type Examples, split } from "./examples.ts";
import {
  type Figures,
  forward,
  type LearningOptions,
  learning,
  lossOf,
  measured,
  metricsOf,
} from "./step.ts";
import { putWeights, weightsOf } from "./weights.ts";

export interface EpochReport {
  /** From 1. */
  readonly epoch: number;
  /** Mini-batches since the beginning. */
  readonly steps: number;
  /** Means over the epoch, each batch before its step; and over all validation examples after it. */
  readonly figures: Figures;
  /** Step size of the last step. */
  readonly rate: number;
}

export interface History {
  readonly epochs: readonly EpochReport[];
  /** Why it ended before the last epoch; undefined if it did not. */
  readonly stopped: string | undefined;
}

export interface FitModelOptions extends LearningOptions {
  /** 10 */
  readonly epochs?: number;
  /** Rows of a mini-batch; 32. The last of an epoch may be smaller. */
  readonly batch?: number;
  /** Examples of their own, or a share of these that is set apart, drawn once. */
  readonly validation?: Examples | number;
  readonly callbacks?: readonly Callback[];
  /** For the orders of the examples. */
  readonly random: Rng;
}

/**
 * Trains a network on examples.
 *
 * @param model is changed in place, and left in evaluation mode
 * @throws ValueError or ShapeError for examples, names or numbers that do not fit; GradusError if the loss stops being a number,
 *   with the operation where it began; the weights are then those before the epoch
 *
 * @example
 * ```ts
 * import { rng } from "gradus";
 * import { moons } from "gradus/data";
 * import { linear, sequential, tanh } from "gradus/nn";
 * import { fit } from "gradus/run";
 *
 * const random = rng(1);
 * const { inputs, labels, count } = moons(random);
 * const model = sequential(linear(2, 16, random), tanh(), linear(16, 2, random));
 * const { epochs } = fit(model, { inputs, targets: labels, count }, {
 *   loss: "crossEntropy",
 *   rate: 0.05,
 *   metrics: ["accuracy"],
 *   validation: 0.25,
 *   random,
 * });
 * console.log((epochs.at(-1)?.figures["validationAccuracy"] ?? 0) > 0.95);
 * ```
 * ```text output
 * true
 * ```
 */
export function fit(model: Module, examples: Examples, options: FitModelOptions): History {
  const { epochs: most = 10, callbacks = [] } = options;
  if (!Number.isInteger(most) || most < 1)
    throw new ValueError(`fit: epochs is ${most}; it must be a whole number of at least 1.`);
  const rows: EpochReport[] = [];
  let stopped: string | undefined;
  const training = epochs(model, examples, options);
  for (const report of training) {
    rows.push(report);
    const control: Control = {
      model,
      setRate: training.setRate,
      stop: (reason) => {
        stopped ??= reason;
      },
    };
    for (const { onEpoch } of callbacks) onEpoch?.(report, control);
    if (stopped !== undefined || report.epoch >= most) break;
  }
  for (const { onEnd } of callbacks) onEnd?.(rows, model);
  return { epochs: rows, stopped };
}

/** Reports without end, one after each epoch. */
export interface Epochs extends Iterable<EpochReport> {
  /** The step size from the next step on. */
  setRate(rate: number): void;
}

/** The same as a generator: the caller takes as many epochs as it wants. Callbacks and `epochs` are not looked at. */
export function epochs(model: Module, examples: Examples, options: FitModelOptions): Epochs {
  const { batch = 32, validation, random } = options;
  checkExamples("examples", examples);
  const [train, held] =
    typeof validation === "number"
      ? split(examples, validation, random.permutation(examples.count))
      : ([examples, validation] as const);
  if (held !== undefined) checkExamples("validation", held);
  const learn = learning(model, train, options);
  return {
    setRate: learn.setRate,
    *[Symbol.iterator]() {
      let steps = 0;
      for (let epoch = 1; ; epoch++) {
        const before = weightsOf(model);
        const sums = new Sums();
        model.train();
        for (const rows of batches(train.count, batch, random)) {
          const { loss, figures, locate } = learn.step(rows);
          steps++;
          if (!Number.isFinite(loss)) {
            putWeights(model, before);
            throw diverged(loss, epoch, steps, learn.rate(), locate());
          }
          sums.add({ loss, ...figures }, rows.length);
        }
        model.eval();
        const seen = held === undefined ? {} : prefixed(evaluate(model, held, options));
        yield { epoch, steps, figures: { ...sums.means(), ...seen }, rate: learn.rate() };
      }
    },
  };
}

/** Loss and metrics of a network on examples, in evaluation mode; nothing is learned. */
export function evaluate(
  model: Module,
  examples: Examples,
  { loss, metrics }: Pick<FitModelOptions, "loss" | "metrics">,
): Figures {
  checkExamples("examples", examples);
  const measure = lossOf(loss);
  const sums = new Sums();
  model.eval();
  forward(model, examples, measure, (outputs, targets, value, count) => {
    sums.add({ loss: value, ...measured(metricsOf(metrics), outputs, targets, count) }, count);
  });
  return sums.means();
}

/**
 * What a network answers to the rows of examples, in evaluation mode: [count, outputs], row after row.
 *
 * @throws ShapeError if the rows are not what the network reads
 */
export function predict(
  model: Module,
  { inputs, shape, count, scale }: Pick<Examples, "inputs" | "shape" | "count" | "scale">,
): Float32Array {
  const blank = { targets: new Float32Array(count), count, inputs, shape, scale } as Examples;
  checkExamples("inputs", blank);
  const parts: Float32Array[] = [];
  model.eval();
  forward(model, blank, undefined, (outputs) => void parts.push(outputs));
  const all = new Float32Array(parts.reduce((n, { length }) => n + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Means of figures, weighted by the rows that they are of. */
class Sums {
  private readonly sums: Record<string, number> = {};
  private rows = 0;

  add(figures: Figures, rows: number): void {
    for (const [name, value] of Object.entries(figures))
      this.sums[name] = (this.sums[name] ?? 0) + value * rows;
    this.rows += rows;
  }

  means(): Figures {
    return Object.fromEntries(
      Object.entries(this.sums).map(([name, sum]) => [name, sum / this.rows]),
    );
  }
}

const prefixed = (figures: Figures): Figures =>
  Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      `validation${name[0].toUpperCase()}${name.slice(1)}`,
      value,
    ]),
  );

function diverged(
  loss: number,
  epoch: number,
  steps: number,
  rate: number,
  where: string | undefined,
): GradusError {
  const origin = where === undefined ? "" : ` It began where ${where}.`;
  return new GradusError(
    `The loss became ${loss} at step ${steps} (epoch ${epoch}).${origin} The weights are those before the epoch. Try a rate well below ${rate}; findRate looks for one.`,
  );
}
