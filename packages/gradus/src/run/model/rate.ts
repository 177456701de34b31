/** A step size from a short trial: the loss while the step size grows. */
import { ValueError } from "../../core/errors.ts";
import { pow } from "../../core/math.ts";
import type { Rng } from "../../core/random.ts";
import type { Module } from "../../nn/module.ts";
import { checkExamples, type Examples } from "./examples.ts";
import { type LearningOptions, learning } from "./step.ts";
import { putWeights, weightsOf } from "./weights.ts";

export interface RateTrial {
  readonly rates: readonly number[];
  /** Loss of a mini-batch before the step at each rate, smoothed. */
  readonly losses: readonly number[];
  /** Where the loss fell fastest per factor of the rate. */
  readonly suggestion: number;
}

export interface RateOptions extends Omit<LearningOptions, "rate" | "metrics"> {
  /** 10⁻⁵ */
  readonly low?: number;
  /** 1 */
  readonly high?: number;
  /** Mini-batches, each with the next rate; 100. */
  readonly steps?: number;
  readonly batch?: number;
  readonly random: Rng;
}

/**
 * Trains for some mini-batches while the step size grows from `low` to `high` by equal factors, and looks where the loss fell
 * fastest; ends early once the loss is four times the least. The weights are put back afterwards.
 *
 * Smith 2017, "Cyclical learning rates" (arXiv:1506.01186), section 3.3.
 *
 * @throws ValueError unless 0 < low < high and steps ≥ 10, or if the loss never fell
 */
export function findRate(model: Module, examples: Examples, options: RateOptions): RateTrial {
  const { low = 1e-5, high = 1, steps = 100, batch = 32, random } = options;
  if (!(low > 0 && high > low && high < Infinity))
    throw new ValueError(`findRate: from ${low} to ${high}; it must be 0 < low < high.`);
  if (!Number.isInteger(steps) || steps < 10)
    throw new ValueError(`findRate: steps is ${steps}; it must be a whole number of at least 10.`);
  checkExamples("examples", examples);
  const before = weightsOf(model);
  const learn = learning(model, examples, { ...options, rate: low });
  const rates: number[] = [];
  const losses: number[] = [];
  model.train();
  for (let k = 0; k < steps; k++) {
    const rate = low * pow(high / low, k / (steps - 1));
    learn.setRate(rate);
    const rows = new Int32Array(Math.min(batch, examples.count));
    const { loss } = learn.step(random.fillIntegers(rows, examples.count));
    const smooth = k === 0 ? loss : 0.9 * losses[k - 1] + 0.1 * loss;
    if (!(smooth <= 4 * Math.min(...losses, smooth))) break; // also when it is not a number
    rates.push(rate);
    losses.push(smooth);
  }
  putWeights(model, before);
  model.eval();
  return { rates, losses, suggestion: rates[steepest(losses)] };
}

/** Where the loss fell most within a tenth of the trial. */
function steepest(losses: readonly number[]): number {
  const span = Math.max(1, Math.floor(losses.length / 10));
  let best = 0;
  let most = 0;
  for (let k = span; k < losses.length; k++) {
    const fall = losses[k - span] - losses[k];
    if (fall <= most) continue;
    most = fall;
    best = k;
  }
  if (most > 0) return best;
  throw new ValueError(
    `findRate: the loss never fell (it was ${losses[0]?.toPrecision(4)} at first). Look at the data and the loss, or try from a lower rate.`,
  );
}
