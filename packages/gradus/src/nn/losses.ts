/** Losses: each a mean over the batch. */
import { ShapeError } from "../core/errors.ts";
import { minimum } from "../tensor/functions.ts";
import { sameShape, show } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

function sameShapes(loss: string, a: Tensor, b: Tensor): void {
  if (sameShape(a.shape, b.shape)) return;
  throw new ShapeError(
    `${loss}: predictions ${show(a.shape)} and targets ${show(b.shape)} must have the same shape.`,
  );
}

/** Mean of (a − y)² over all elements. */
export function mse(a: Tensor, y: Tensor): Tensor {
  sameShapes("mse", a, y);
  return a.sub(y).square().mean();
}

/** Nielsen's quadratic cost: the mean over the batch of ½ Σ (a − y)². */
export function quadratic(a: Tensor, y: Tensor): Tensor {
  sameShapes("quadratic", a, y);
  return a
    .sub(y)
    .square()
    .sum()
    .mul(0.5 / a.shape[0]);
}

/** Huber's loss: quadratic up to `delta`, linear beyond; mean over all elements. */
export function huber(a: Tensor, y: Tensor, delta = 1): Tensor {
  sameShapes("huber", a, y);
  const e = a.sub(y).abs();
  const near = minimum(e, delta);
  return near.square().mul(0.5).add(e.sub(near).mul(delta)).mean();
}

/**
 * −log p(label) of a softmax over the last axis, mean over everything else.
 *
 * @param logits [.., K]
 * @param labels int32 [..], or probabilities [.., K]
 *
 * @example
 * ```ts
 * import { tensor } from "gradus";
 * import { crossEntropy } from "gradus/nn";
 *
 * const logits = tensor([[0, 0], [2, 0]]);
 * const loss = crossEntropy(logits, tensor([1, 0], { dtype: "int32" }));
 * console.log(loss.item().toFixed(4)); // (log 2 + log(1 + e⁻²))/2
 * ```
 * ```text output
 * 0.4100
 * ```
 */
export function crossEntropy(logits: Tensor, labels: Tensor): Tensor {
  const logProb = logits.logSoftmax();
  if (labels.dtype === "float32") {
    if (!sameShape(logits.shape, labels.shape)) {
      throw new ShapeError(
        `crossEntropy: float32 labels are probabilities and need the shape of the logits ${show(logits.shape)}, got ${show(labels.shape)}; classes are int32.`,
      );
    }
    return logProb.mul(labels).sum(-1).mean().neg();
  }
  return nll(logProb, labels);
}

/** −mean of logProb at the labels; logProb [.., K], labels int32 [..]. */
export function nll(logProb: Tensor, labels: Tensor): Tensor {
  if (!sameShape(logProb.shape.slice(0, -1), labels.shape)) {
    throw new ShapeError(
      `crossEntropy: logits ${show(logProb.shape)} want labels ${show(logProb.shape.slice(0, -1))}, got ${show(labels.shape)}.`,
    );
  }
  return logProb.gather(labels.unsqueeze(-1), -1).mean().neg();
}

/**
 * Cross-entropy of independent yes/no outputs, from logits: softplus(z) − y z, summed over the outputs of an example, mean
 * over the batch (first axis). The sum is Nielsen's convention; divide by the number of outputs for PyTorch's mean.
 */
export function binaryCrossEntropy(logits: Tensor, y: Tensor): Tensor {
  sameShapes("binaryCrossEntropy", logits, y);
  return logits
    .softplus()
    .sub(logits.mul(y))
    .sum()
    .mul(1 / logits.shape[0]);
}
