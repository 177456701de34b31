/** The three costs of the book, on the logits z of a mini-batch: as tensors for training, as numbers for monitoring. */
import type { Tensor } from "gradus";
import { exp, log, log1p, sigmoid } from "gradus/core";

export type CostName = "quadratic" | "crossEntropy" | "logLikelihood";

/**
 * The sum of the costs of a mini-batch; z and the one-hot y have shape [batch, 10].
 *
 *     quadratic      ½ ‖y − σ(z)‖²                                      (Nielsen, eq. 6)
 *     cross-entropy  −Σⱼ yⱼ ln aⱼ + (1 − yⱼ) ln(1 − aⱼ),  a = σ(z)      (eq. 63), written as ln(1 + e^z) − yz
 *     log-likelihood −ln a_y,  a = softmax(z)                           (eq. 80), written as ln Σ e^z − z_y
 */
export const cost: { readonly [C in CostName]: (z: Tensor, y: Tensor) => Tensor } = {
  quadratic: (z, y) => z.sigmoid().sub(y).square().sum().mul(0.5),
  crossEntropy: (z, y) => z.softplus().sub(y.mul(z)).sum(),
  logLikelihood: (z, y) => z.logSoftmax().mul(y).sum().neg(),
};

/** The cost of one example from its ten logits, which begin at `from`. */
export const costOf: {
  readonly [C in CostName]: (z: ArrayLike<number>, from: number, label: number) => number;
} = {
  quadratic: (z, from, label) => {
    let sum = 0;
    for (let j = 0; j < 10; j++) {
      const d = sigmoid(z[from + j]) - (j === label ? 1 : 0);
      sum += 0.5 * d * d;
    }
    return sum;
  },
  crossEntropy: (z, from, label) => {
    // Σ ln(1 + e^z) = Σ max(z, 0) + ln Π (1 + e^−|z|): one logarithm, of a product between 1 and 2¹⁰
    let sum = -z[from + label];
    let product = 1;
    for (let j = 0; j < 10; j++) {
      const zj = z[from + j];
      if (zj > 0) sum += zj;
      product *= 1 + exp(-Math.abs(zj));
    }
    return sum + log(product);
  },
  logLikelihood: (z, from, label) => {
    let top = z[from];
    for (let j = 1; j < 10; j++) top = Math.max(top, z[from + j]);
    let sum = 0;
    for (let j = 0; j < 10; j++) sum += exp(z[from + j] - top);
    return log1p(sum - 1) + top - z[from + label];
  },
};
