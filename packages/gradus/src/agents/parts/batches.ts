/** Batches of a replay as captured programs see them: tensors in their shapes. */
import { ShapeError } from "../../core/errors.ts";
import { capture, type TypedInput } from "../../tensor/capture.ts";
import { sameShape, show } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Body } from "./experience.ts";
import type { ReplayBatch } from "./replay.ts";

/** A batch of B rows; [B] stays [B], so that nothing can be broadcast to [B, B] in silence. */
export interface TensorBatch {
  /** [B, features] */
  readonly observations: Tensor;
  /** int32 [B] of one choice each, or [B, numbers of an action]. */
  readonly actions: Tensor;
  /** [B] */
  readonly rewards: Tensor;
  readonly nextObservations: Tensor;
  /** [B]: γᵏ, 0 where the world ended the episode. */
  readonly discounts: Tensor;
  /** [B] */
  readonly weights: Tensor;
  /** [B, choices], for worlds with masks. */
  readonly nextMasks: Tensor | undefined;
}

/**
 * A step of learning as a captured program of a batch and a step size.
 *
 * @param body whose features and actions the batches hold
 */
export function onBatches<R>(
  name: string,
  { encoder, head }: Body,
  step: (batch: TensorBatch, rate: number) => R,
): (batch: ReplayBatch, rate: number) => R {
  const program = capture(
    (
      rate: number,
      observations: Tensor,
      actions: Tensor,
      rewards: Tensor,
      nextObservations: Tensor,
      discounts: Tensor,
      weights: Tensor,
      ...masks: Tensor[]
    ) => {
      const B = rewards.size;
      const batch = {
        observations: observations.reshape(B, encoder.width),
        actions: actions.dtype === "int32" ? actions : actions.reshape(B, head.width),
        rewards,
        nextObservations: nextObservations.reshape(B, encoder.width),
        discounts,
        weights,
        nextMasks: masks[0]?.reshape(B, -1),
      };
      return step(batch, rate);
    },
    { name },
  );
  return (b, rate) => {
    const masks: TypedInput[] = b.nextMasks.length === 0 ? [] : [b.nextMasks];
    return program(
      rate,
      b.observations,
      b.actions,
      b.rewards,
      b.nextObservations,
      b.discounts,
      b.weights,
      ...masks,
    );
  };
}

/**
 * y − Q for each row: [B].
 *
 * @throws ShapeError unless both are [B]: a column against a row would give all pairs
 */
export function errorsOf(y: Tensor, q: Tensor): Tensor {
  if (y.rank === 1 && sameShape(y.shape, q.shape)) return y.sub(q);
  throw new ShapeError(
    `The targets have shape ${show(y.shape)} and the values ${show(q.shape)}; both must be [B], one number for each row.`,
  );
}
