/** Losses, optimisers and metrics by name, for `fit`: tables, so that a wrong name is told the right ones. */
import { unknownName } from "../../core/errors.ts";
import { binaryCrossEntropy, crossEntropy, huber, mse, quadratic } from "../../nn/losses.ts";
import { adam, adamw, momentum, type Optimiser, rmsprop, sgd } from "../../nn/optimisers.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Values } from "./examples.ts";

/** The mean loss of a batch. @param outputs of the network @param targets as the examples have them, [B, …targetShape] */
export type Loss = (outputs: Tensor, targets: Tensor) => Tensor;

/** Numbers in the shape of the outputs: a row [1] and a number are the same to who gives examples, not to a subtraction. */
const like = (outputs: Tensor, targets: Tensor): Tensor => {
  const numbers = targets.dtype === "int32" ? targets.cast("float32") : targets;
  return numbers.size === outputs.size ? numbers.reshape(...outputs.shape) : numbers;
};

export const losses = {
  crossEntropy,
  binaryCrossEntropy: (outputs, targets) => binaryCrossEntropy(outputs, like(outputs, targets)),
  mse: (outputs, targets) => mse(outputs, like(outputs, targets)),
  huber: (outputs, targets) => huber(outputs, like(outputs, targets)),
  quadratic: (outputs, targets) => quadratic(outputs, like(outputs, targets)),
} as const satisfies Record<string, Loss>;

export type MakeOptimiser = (parameters: readonly Tensor[], rate: number) => Optimiser;

/** With the defaults of PyTorch, but for the step size. */
export const optimisers = {
  adam: (p, rate) => adam(p, { rate }),
  adamw: (p, rate) => adamw(p, { rate, weightDecay: 0.01 }),
  sgd: (p, rate) => sgd(p, { rate }),
  momentum: (p, rate) => momentum(p, { rate, momentum: 0.9 }),
  rmsprop: (p, rate) => rmsprop(p, { rate }),
} as const satisfies Record<string, MakeOptimiser>;

/**
 * A figure of some examples as a sum over them; `fit` divides by their number.
 *
 * @param outputs [count, width], row after row
 * @param targets as the examples have them
 */
export type Metric = (outputs: Float32Array, targets: Values, width: number) => number;

/** Where the greatest of a row stands; the first of equals. */
export function argmax(values: ArrayLike<number>, from: number, width: number): number {
  let best = 0;
  for (let k = 1; k < width; k++) if (values[from + k] > values[from + best]) best = k;
  return best;
}

const differences =
  (f: (d: number) => number): Metric =>
  (outputs, targets, width) => {
    let sum = 0;
    for (let i = 0; i < outputs.length; i++) sum += f(outputs[i] - targets[i]);
    return sum / width;
  };

export const metrics = {
  /** Share whose greatest output is the class; of several classes a row (a sequence), the share of them. */
  accuracy(outputs, targets, width) {
    let right = 0;
    for (let i = 0; i < targets.length; i++)
      if (argmax(outputs, i * width, width) === targets[i]) right++;
    return right;
  },
  /** Share of yes/no outputs on the right side of 0 (logits). */
  binaryAccuracy(outputs, targets, width) {
    let right = 0;
    for (let i = 0; i < outputs.length; i++) if (outputs[i] > 0 === targets[i] > 0.5) right++;
    return right / width;
  },
  meanAbsoluteError: differences(Math.abs),
  meanSquaredError: differences((d) => d * d),
} as const satisfies Record<string, Metric>;

/** A row of a table by its name, or what was given instead. @throws UnknownNameError */
export function named<T>(kind: string, table: Readonly<Record<string, T>>, given: string | T): T {
  if (typeof given !== "string") return given;
  if (Object.hasOwn(table, given)) return table[given];
  throw unknownName(kind, given, Object.keys(table));
}
