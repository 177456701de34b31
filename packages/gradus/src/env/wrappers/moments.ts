/**
 * Mean and variance of a stream of numbers, batch by batch.
 *
 *     δ = x̄ − μ      μ ← μ + δ m / (n + m)      M₂ ← M₂ + Σ(x − x̄)² + δ² n m / (n + m)
 *
 * Chan, Golub and LeVeque 1983, "Algorithms for computing the sample variance"; for a batch of one it
 * is Welford's. As Gymnasium's `RunningMeanStd` it begins with mean 0 and variance 1 at a weight of
 * 1e-4, so that there is something to divide by before the first number.
 */
import { ShapeError, StateError } from "../../core/errors.ts";

export interface MomentsState {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly count: number;
}

export class RunningMoments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  count = 1e-4;

  /** @param width numbers per row; each has moments of its own */
  constructor(width = 1) {
    this.mean = new Float64Array(width);
    this.variance = new Float64Array(width).fill(1);
  }

  /** @param values [rows, width] */
  update(values: ArrayLike<number>): void {
    const { mean, variance, count } = this;
    const width = mean.length;
    const rows = values.length / width;
    if (!Number.isInteger(rows)) {
      throw new ShapeError(
        `RunningMoments: ${values.length} numbers are no whole number of rows of ${width}.`,
      );
    }
    if (rows === 0) return;
    const total = count + rows;
    for (let k = 0; k < width; k++) {
      let sum = 0;
      for (let at = k; at < values.length; at += width) sum += values[at];
      const batchMean = sum / rows;
      let squares = 0;
      for (let at = k; at < values.length; at += width) squares += (values[at] - batchMean) ** 2;
      const delta = batchMean - mean[k];
      mean[k] += (delta * rows) / total;
      variance[k] =
        (variance[k] * count + squares + (delta * delta * count * rows) / total) / total;
    }
    this.count = total;
  }

  state(): MomentsState {
    return { mean: this.mean.slice(), variance: this.variance.slice(), count: this.count };
  }

  restore({ mean, variance, count }: MomentsState): void {
    if (mean.length !== this.mean.length) {
      throw new StateError(
        `RunningMoments: the saved state has ${mean.length} numbers a row, this one ${this.mean.length}.`,
      );
    }
    this.mean.set(mean);
    this.variance.set(variance);
    this.count = count;
  }
}
