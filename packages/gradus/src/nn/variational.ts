/**
 * What a variational autoencoder is made of: a code that is a small cloud, its price, and the bounds on the log-likelihood.
 *
 * Kingma and Welling 2014 (arXiv:1312.6114); Burda, Grosse and Salakhutdinov 2016 (arXiv:1509.00519) for the tighter bound.
 * The log-likelihood of what is decoded is that of a distribution: `bernoulli(logits).logProb(x)`, `diagonalNormal(mean, logStd)`.
 */
import { ShapeError } from "../core/errors.ts";
import { log } from "../core/math.ts";
import { sameShape, show } from "../tensor/shape.ts";
import { normal, type Stream } from "../tensor/stream.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** A code: for each example a normal distribution over D numbers, q(z | x) = N(μ, e^logVariance). */
export interface Code {
  /** μ, [.., D] */
  readonly mean: Tensor;
  /** ln σ², [.., D] */
  readonly logVariance: Tensor;
}

function fitting(name: string, { mean, logVariance }: Code, z: Tensor = mean): void {
  if (!sameShape(mean.shape, logVariance.shape))
    throw new ShapeError(
      `${name}: means ${show(mean.shape)} and logarithms of variances ${show(logVariance.shape)} must have the same shape.`,
    );
  const tail = z.shape.slice(Math.max(0, z.rank - mean.rank));
  if (!sameShape(tail, mean.shape))
    throw new ShapeError(
      `${name}: codes ${show(z.shape)} do not fit their means ${show(mean.shape)}; expected the same shape, or more axes before it.`,
    );
}

/**
 * A draw that can be learned through: the noise depends on nothing, so z moves with mean and variance.
 *
 *     z = μ + e^(logVariance/2) ε,   ε ~ N(0, 1)
 *
 * Kingma and Welling 2014, section 2.4.
 *
 * @returns [.., D], or [samples, .., D] where a number of samples is given
 * @throws ShapeError if means and variances differ in shape
 */
export function reparameterise(code: Code, draws: Stream, samples?: number): Tensor {
  fitting("reparameterise", code);
  const { mean, logVariance } = code;
  const shape = samples === undefined ? mean.shape : [samples, ...mean.shape];
  return mean.add(logVariance.mul(0.5).exp().mul(normal(shape, draws)));
}

/**
 * The price of a code: how far each cloud is from the standard one.
 *
 *     KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ (μ² + σ² − ln σ² − 1) ≥ 0
 *
 * Kingma and Welling 2014, appendix B.
 *
 * @returns in nats, [..], summed over the D numbers
 * @throws ShapeError if means and variances differ in shape
 */
export function klToStandard(code: Code): Tensor {
  fitting("klToStandard", code);
  const { mean, logVariance } = code;
  return mean.square().add(logVariance.exp()).sub(logVariance).sub(1).mul(0.5).sum(-1);
}

/**
 * The evidence lower bound, one number an example: what is to be made large.
 *
 *     ELBO = log p(x | z) − β KL(q(z | x) ‖ N(0, 1)) ≤ log p(x)    on average over z ~ q, for β = 1
 *
 * Kingma and Welling 2014, eq. 3 and 7; β ≠ 1: Higgins et al. 2017, which is no bound for β < 1.
 *
 * @param logLikelihood log p(x | z) of one draw of each code, or its exact mean, [..]
 * @returns in nats, [..]
 */
export function elbo(logLikelihood: Tensor, code: Code, beta = 1): Tensor {
  const price = klToStandard(code);
  if (!sameShape(price.shape, logLikelihood.shape))
    throw new ShapeError(
      `elbo: log-likelihoods ${show(logLikelihood.shape)} do not fit ${show(code.mean.shape)} codes; expected ${show(price.shape)}, one number for each code.`,
    );
  return logLikelihood.sub(price.mul(beta));
}

/**
 * ln N(z; 0, 1) − ln q(z | x): by how much less a draw is worth because the code knew where to look.
 *
 *     ½ Σ ((z − μ)²/σ² + ln σ² − z²)
 *
 * @param z codes that were drawn, [.., D] with any axes in front of those of the code
 * @returns in nats, [..]; its mean over draws of q is −KL
 */
export function logPriorRatio(z: Tensor, code: Code): Tensor {
  fitting("logPriorRatio", code, z);
  const { mean, logVariance } = code;
  const inside = z.sub(mean).square().div(logVariance.exp());
  return inside.add(logVariance).sub(z.square()).mul(0.5).sum(-1);
}

/**
 * The importance-weighted bound from K draws of each code.
 *
 *     L_K = ln 1/K Σ_k w_k,   ln w_k = log p(x | z_k) + ln N(z_k; 0, 1) − ln q(z_k | x)
 *
 * On average ELBO = L₁ ≤ L_K ≤ L_K+1 ≤ log p(x): Burda, Grosse and Salakhutdinov 2016, theorem 1.
 *
 * @param logWeights [K, ..]
 * @returns in nats, [..]
 */
export function importanceWeighted(logWeights: Tensor): Tensor {
  return logWeights.logsumexp(0).sub(log(logWeights.shape[0]));
}
