/** Normalisation layers. */
import { ShapeError } from "../core/errors.ts";
import { buffer, noGrad, parameter } from "../tensor/create.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { checkSizes } from "./layers.ts";
import { isTraining, type Mode, type Module, module } from "./module.ts";

/**
 * y = (x − mean) / √(variance + ε) · γ + β over the last axis; Ba et al. 2016 (arXiv:1607.06450).
 *
 * @param width size of the last axis
 */
export function layerNorm(width: number, options: { eps?: number } = {}): Module {
  checkSizes("layerNorm", { width });
  const { eps = 1e-5 } = options;
  const weight = parameter(new Float32Array(width).fill(1), [width], "layerNorm");
  const bias = parameter(new Float32Array(width), [width], "layerNorm");
  return module({ weight, bias }, (x: Tensor) => {
    if (x.shape[x.rank - 1] !== width) {
      throw new ShapeError(`layerNorm: the last axis of [${x.shape.join(", ")}] is not ${width}.`);
    }
    return standardised(x, [-1], eps).mul(weight).add(bias);
  });
}

function standardised(x: Tensor, axes: readonly number[], eps: number): Tensor {
  const centred = x.sub(x.mean(axes, { keepDims: true }));
  const deviation = centred.square().mean(axes, { keepDims: true }).add(eps).sqrt();
  return centred.div(deviation);
}

/**
 * Batch normalisation of [N, C] or [N, C, H, W] over everything but C; Ioffe & Szegedy 2015 (arXiv:1502.03167).
 *
 * In training the batch's own mean and (biased) variance are used, and the running ones move by `momentum` towards them (the
 * variance unbiased), as in PyTorch; in evaluation the running ones are used.
 */
export function batchNorm(
  features: number,
  options: { eps?: number; momentum?: number } = {},
): Module {
  checkSizes("batchNorm", { features });
  const { eps = 1e-5, momentum = 0.1 } = options;
  const weight = parameter(new Float32Array(features).fill(1), [features], "batchNorm");
  const bias = parameter(new Float32Array(features), [features], "batchNorm");
  const runningMean = buffer(new Float32Array(features), [features], "batchNorm");
  const runningVariance = buffer(new Float32Array(features).fill(1), [features], "batchNorm");
  const mode: Mode = { training: true };
  const forward = (x: Tensor): Tensor => {
    if ((x.rank !== 2 && x.rank !== 4) || x.shape[1] !== features) {
      throw new ShapeError(
        `batchNorm: expected [N, ${features}] or [N, ${features}, H, W], got [${x.shape.join(", ")}].`,
      );
    }
    const axes = x.rank === 2 ? [0] : [0, 2, 3];
    const column = x.rank === 2 ? [features] : [features, 1, 1];
    const scale = (t: Tensor): Tensor => t.reshape(...column);
    if (!isTraining(mode, x)) {
      const deviation = runningVariance.add(eps).sqrt();
      return x.sub(scale(runningMean)).div(scale(deviation)).mul(scale(weight)).add(scale(bias));
    }
    const n = x.size / features;
    if (n < 2)
      throw new ShapeError(
        `batchNorm: one value per feature has no variance; train with a batch of at least 2.`,
      );
    const centred = x.sub(x.mean(axes, { keepDims: true }));
    const variance = centred.square().mean(axes, { keepDims: true });
    move(runningMean, x.mean(axes), momentum);
    move(runningVariance, variance.reshape(features).mul(n / (n - 1)), momentum);
    return centred.div(variance.add(eps).sqrt()).mul(scale(weight)).add(scale(bias));
  };
  return module(
    { weight, bias, running_mean: runningMean, running_var: runningVariance },
    forward,
    mode,
  );
}

/** statistic ← (1 − m) statistic + m value, in place, inside a captured program too. */
function move(statistic: Tensor, value: Tensor, m: number): void {
  noGrad(() => {
    const next = statistic.mul(1 - m).add(value.detach().mul(m));
    statistic.engine.emit("copy", statistic, next, 1, statistic.size, 1, 1);
  });
}
