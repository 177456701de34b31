/**
 * Distributions over actions, one for each row of a batch: log-probability, entropy, Kullback–Leibler divergence, sampling.
 *
 * Sampling is not differentiated, except `rsample` of the normals, which moves with mean and deviation.
 */

import { ShapeError, ValueError } from "../core/errors.ts";
import { log } from "../core/math.ts";
import { where } from "../tensor/functions.ts";
import { show } from "../tensor/shape.ts";
import { normal, type Stream, uniform } from "../tensor/stream.ts";
import type { Tensor } from "../tensor/tensor.ts";

export interface Distribution {
  /** One draw for each row. */
  sample(draws: Stream): Tensor;
  /** The most probable value (for the squashed normal: the squashed mean). */
  mode(): Tensor;
  /** log π(action), shape [B]. */
  logProb(action: Tensor): Tensor;
  /** Shape [B], in nats. */
  entropy(): Tensor;
}

export interface Categorical extends Distribution {
  readonly logits: Tensor; // [B, K], those of forbidden actions −10⁹
  readonly logProbs: Tensor; // [B, K], normalised
  readonly probs: Tensor;
  /** KL(this ‖ other), shape [B]. */
  kl(other: Categorical): Tensor;
}

const forbidden = -1e9; // exp(−10⁹) is exactly 0 in float32, and 0 · −10⁹ stays finite

/**
 * Probabilities ∝ exp(logits); actions are int32 [B].
 *
 * @param logits [B, K]
 * @param mask [B, K] of 1 (allowed) and 0 (forbidden); forbidden actions get probability 0 and no gradient
 *
 * @example
 * ```ts
 * import { tensor } from "gradus";
 * import { categorical } from "gradus/nn";
 *
 * const policy = categorical(tensor([[0, 0, 5]]), tensor([[1, 1, 0]]));
 * console.log(policy.probs.toArray(), policy.entropy().item().toFixed(4));
 * ```
 * ```text output
 * [ [ 0.5, 0.5, 0 ] ] 0.6931
 * ```
 */
export function categorical(logits: Tensor, mask?: Tensor): Categorical {
  const allowed = mask === undefined ? logits : where(mask, logits, forbidden);
  const logProbs = allowed.logSoftmax();
  const probs = logProbs.exp();
  return {
    logits: allowed,
    logProbs,
    probs,
    // Gumbel's trick: argmax(logits − log(−log u)) has exactly these probabilities
    sample: (draws) => {
      // in (0, 1): adding 2⁻²⁵ instead would round the greatest draw up to 1, which wins even where it is forbidden
      const u = uniform(logits.shape, draws).maximum(2 ** -25);
      return logProbs.sub(u.log().neg().log()).argmax(-1);
    },
    mode: () => logProbs.argmax(-1),
    logProb: (action) => logProbs.gather(rows(action, logits).unsqueeze(-1), -1).squeeze(-1),
    entropy: () => probs.mul(logProbs).sum(-1).neg(),
    kl: (other) => probs.mul(logProbs.sub(other.logProbs)).sum(-1),
  };
}

function rows(action: Tensor, logits: Tensor): Tensor {
  if (action.shape.join() === logits.shape.slice(0, -1).join()) return action;
  throw new ShapeError(
    `categorical: actions ${show(action.shape)} do not fit logits ${show(logits.shape)}; expected ${show(logits.shape.slice(0, -1))}.`,
  );
}

/** Refuses an action that would be broadcast against the parameters: [B] with a mean [B, 1] would give [B, B]. */
function fitting(name: string, action: Tensor, parameters: Tensor): Tensor {
  const tail = action.shape.slice(Math.max(0, action.rank - parameters.rank));
  if (tail.join() === parameters.shape.join()) return action;
  throw new ShapeError(
    `${name}: actions ${show(action.shape)} do not fit its parameters ${show(parameters.shape)}; expected the same shape.`,
  );
}

export interface Normal extends Distribution {
  readonly mean: Tensor; // [B, D]
  readonly logStd: Tensor; // [B, D] or [D]
  /** mean + deviation · noise: differentiable. */
  rsample(draws: Stream): Tensor;
  kl(other: Normal): Tensor;
}

const halfLogTau = 0.5 * log(2 * Math.PI);

/** Independent normals N(mean, e^(2 logStd)) in D dimensions; actions [B, D]. */
export function diagonalNormal(mean: Tensor, logStd: Tensor): Normal {
  const std = logStd.exp();
  const wide = logStd.expand(...mean.shape);
  const rsample = (draws: Stream): Tensor => mean.add(std.mul(normal(mean.shape, draws)));
  return {
    mean,
    logStd,
    rsample,
    sample: (draws) => rsample(draws).detach(),
    mode: () => mean,
    logProb: (action) =>
      fitting("normal", action, mean)
        .sub(mean)
        .div(std)
        .square()
        .mul(-0.5)
        .sub(logStd)
        .sub(halfLogTau)
        .sum(-1),
    entropy: () => wide.add(0.5 + halfLogTau).sum(-1),
    kl: (other) => {
      const ratio = wide.sub(other.logStd).mul(2).exp(); // σ²/σ′²
      const shift = mean.sub(other.mean).div(other.logStd.exp()).square();
      return ratio.add(shift).sub(1).mul(0.5).add(other.logStd.sub(wide)).sum(-1);
    },
  };
}

export interface TanhNormal extends Distribution {
  readonly mean: Tensor; // [B, D], before tanh
  /**
   * An action in (−scale, scale) that moves with the parameters, and its log-probability.
   *
   * @param shift what is added to the mean instead of independent noise: that of state-dependent exploration
   */
  rsample(draws: Stream, shift?: Tensor): { readonly action: Tensor; readonly logProb: Tensor };
}

/**
 * tanh of a normal: actions in (−scale, scale); Haarnoja et al. 2018, appendix C (arXiv:1801.01290).
 *
 * log π = log N(u) − Σ log(scale (1 − tanh² u)), with log(1 − tanh² u) = 2 (log 2 − u − softplus(−2u)), which is stable for
 * large |u|. Its entropy has no closed form: `entropy()` throws; average −logProb over draws of `rsample`. `logProb(action)`
 * knows u only from the action, and float32 cannot tell tanh u from ±1 beyond |u| ≈ 8.7; the logProb of `rsample` is exact
 * everywhere.
 *
 * @param scale half the width of the interval of every action: densities are those of the stretched action
 */
export function tanhNormal(mean: Tensor, logStd: Tensor, scale = 1): TanhNormal {
  if (!(scale > 0 && scale < Infinity))
    throw new ValueError(`tanhNormal: scale is ${scale}; it must be a finite number above 0.`);
  const base = diagonalNormal(mean, logStd);
  const correction = (u: Tensor): Tensor =>
    u
      .add(u.mul(-2).softplus())
      .sub(log(2) + 0.5 * log(scale))
      .mul(-2)
      .sum(-1);
  const logProbOf = (u: Tensor): Tensor => base.logProb(u).sub(correction(u));
  const stretched = (a: Tensor): Tensor => (scale === 1 ? a : a.mul(scale));
  return {
    mean,
    rsample: (draws, shift) => {
      const u = shift === undefined ? base.rsample(draws) : mean.add(shift);
      return { action: stretched(u.tanh()), logProb: logProbOf(u) };
    },
    sample: (draws) => stretched(base.sample(draws).tanh()),
    mode: () => stretched(mean.tanh()),
    logProb: (action) => logProbOf(atanh(scale === 1 ? action : action.div(scale))),
    entropy: () => {
      throw new ValueError(
        "tanhNormal: its entropy has no closed form; average −logProb over draws of rsample instead.",
      );
    },
  };
}

/** ½ log((1 + a)/(1 − a)), a clamped to what float32 can tell from ±1. */
function atanh(a: Tensor): Tensor {
  const inside = a.clamp(-1 + 6e-8, 1 - 6e-8);
  return inside.log1p().sub(inside.neg().log1p()).mul(0.5);
}

/** Independent coins with P(1) = σ(logits); actions float32 [B, D] of 0 and 1. */
export function bernoulli(
  logits: Tensor,
): Distribution & { kl(other: { readonly logits: Tensor }): Tensor; readonly logits: Tensor } {
  const probs = logits.sigmoid();
  return {
    logits,
    sample: (draws) => probs.greater(uniform(logits.shape, draws)),
    mode: () => logits.greater(0),
    logProb: (action) =>
      logits
        .mul(fitting("bernoulli", action, logits))
        .sub(logits.softplus())
        .sum(-1),
    entropy: () => logits.softplus().sub(logits.mul(probs)).sum(-1),
    kl: (other) =>
      probs
        .mul(logits.sub(other.logits))
        .sub(logits.softplus())
        .add(other.logits.softplus())
        .sum(-1),
  };
}
