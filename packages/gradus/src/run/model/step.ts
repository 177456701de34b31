/** One step of `fit`, captured; and what a network says about examples, in pieces. */
import { ValueError } from "../../core/errors.ts";
import type { Module } from "../../nn/module.ts";
import type { Optimiser } from "../../nn/optimisers.ts";
import { capture } from "../../tensor/capture.ts";
import { noGrad, tensor } from "../../tensor/create.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { checkClasses, type Examples, gatherer, shaped, widths } from "./examples.ts";
import {
  type Loss,
  losses,
  type MakeOptimiser,
  type Metric,
  metrics as metricTable,
  named,
  optimisers,
} from "./measures.ts";

/** Loss and metrics by name; those of the validation examples carry "validation" in front: `validationLoss`. */
export type Figures = Readonly<Record<string, number>>;

export interface LearningOptions {
  readonly loss: keyof typeof losses | Loss;
  /** Adam if absent. */
  readonly optimiser?: keyof typeof optimisers | MakeOptimiser;
  /** Step size; 0.001. */
  readonly rate?: number;
  readonly metrics?: readonly (keyof typeof metricTable)[] | Readonly<Record<string, Metric>>;
}

export interface Learning {
  step(rows: Int32Array): { loss: number; figures: Figures; locate(): string | undefined };
  setRate(rate: number): void;
  rate(): number;
}

export function learning(model: Module, train: Examples, options: LearningOptions): Learning {
  const { optimiser = "adam", rate = 1e-3 } = options;
  const cost = lossOf(options.loss);
  const table = metricsOf(options.metrics);
  const climb: Optimiser = named("optimiser", optimisers, optimiser)(model.parameters, rate);
  const { input, target } = widths(train);
  const improve = capture(
    (x: Tensor, y: Tensor, rate: number) => {
      const outputs = model.forward(shaped(x, train.shape, input));
      const value = climb(cost(outputs, targetsOf(y, train.targetShape ?? [], target)), { rate });
      return { loss: value, outputs };
    },
    { name: "a step of fit" },
  );
  const gather = gatherer();
  let current = rate;
  let isChecked = false;
  return {
    step(rows) {
      const [x, y] = gather(train, rows);
      if (!isChecked) {
        checkLabels(cost, train, () => outputsOf(model, x, train, input));
        isChecked = true;
      }
      const { loss, outputs } = improve(x, y, current);
      const answers = outputs.data as Float32Array;
      return {
        loss: loss.item(),
        figures: measured(table, answers, y, rows.length),
        locate: () => improve.locate(x, y, current),
      };
    },
    setRate(next) {
      if (!(next >= 0 && next < Infinity))
        throw new ValueError(`setRate: ${next} is no step size; it must be at least 0.`);
      current = next;
    },
    rate: () => current,
  };
}

/** A class that the network has no output for would read past the end of a row. */
function checkLabels(loss: Loss | undefined, examples: Examples, outputs: () => number): void {
  if (loss === losses.crossEntropy) checkClasses("examples", examples, outputs());
}

/** How many outputs the network gives, asked once before the first step. */
const outputsOf = (
  model: Module,
  x: Float32Array | Int32Array,
  { shape }: Examples,
  width: number,
): number => noGrad(() => model.forward(shaped(flat(x), shape, width)).shape.at(-1) ?? 1);

export const lossOf = (loss: LearningOptions["loss"]): Loss => named<Loss>("loss", losses, loss);

export function metricsOf(
  given: LearningOptions["metrics"] = [],
): Readonly<Record<string, Metric>> {
  if (!Array.isArray(given)) return given as Readonly<Record<string, Metric>>;
  return Object.fromEntries(
    (given as readonly string[]).map((name) => [name, named<Metric>("metric", metricTable, name)]),
  );
}

/** Means over the rows of a batch. */
export function measured(
  table: Readonly<Record<string, Metric>>,
  outputs: Float32Array,
  targets: Float32Array | Int32Array,
  count: number,
): Figures {
  const perRow = targets.length / count;
  return Object.fromEntries(
    Object.entries(table).map(([name, metric]) => {
      const classes = targets instanceof Int32Array ? targets.length : count;
      const sum = metric(outputs, targets, outputs.length / classes);
      return [name, sum / (targets instanceof Int32Array ? count * perRow : count)];
    }),
  );
}

const chunk = 250; // rows at a time: little memory

/** In pieces, operation by operation: what is not captured leaves nothing behind. */
export function forward(
  model: Module,
  examples: Examples,
  loss: Loss | undefined,
  take: (
    outputs: Float32Array,
    targets: Float32Array | Int32Array,
    loss: number,
    count: number,
  ) => void,
): void {
  const { input, target } = widths(examples);
  const { shape, targetShape = [], count } = examples;
  const gather = gatherer();
  for (let from = 0; from < count; from += chunk) {
    const rows = Int32Array.from({ length: Math.min(chunk, count - from) }, (_, i) => from + i);
    const [x, y] = gather(examples, rows);
    noGrad(() => {
      const outputs = model.forward(shaped(flat(x), shape, input));
      checkLabels(loss, examples, () => outputs.shape.at(-1) ?? 1);
      const value = loss?.(outputs, targetsOf(flat(y), targetShape, target)).item() ?? 0;
      take(outputs.contiguous().data.slice() as Float32Array, y, value, rows.length);
    });
  }
}

const flat = (values: Float32Array | Int32Array): Tensor =>
  tensor(values, values instanceof Int32Array ? { dtype: "int32" } : {});

const targetsOf = (y: Tensor, shape: readonly number[], width: number): Tensor =>
  shape.length === 0 ? y : shaped(y, shape, width);
