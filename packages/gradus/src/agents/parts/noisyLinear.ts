/**
 * Noisy linear layers: exploration that is learned; Fortunato et al. 2018 (arXiv:1706.10295), factorised Gaussian noise.
 *
 *     y = (μ_w + σ_w ⊙ ε_w) x + μ_b + σ_b ⊙ ε_b
 *     ε_w = f(ε_out) f(ε_in)ᵀ,   ε_b = f(ε_out),   f(x) = sgn(x) √|x|,   ε_in, ε_out ~ N(0, 1)     eq. 9–11
 *
 * The noise is drawn anew in each forward pass, one for the whole batch. Without noise the layer is linear, with its means.
 */
import type { Rng } from "../../core/random.ts";
import { constantInit, uniformInit } from "../../nn/init.ts";
import { type Module, module } from "../../nn/module.ts";
import { parameter } from "../../tensor/create.ts";
import { normal, type Stream } from "../../tensor/stream.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** A last layer that may be given noise: [B, inputs] → [B, outputs]. */
export type NoisyLayer = Module<readonly [Tensor, (Stream | undefined)?]>;

/** @param sigma σ₀: deviations start at σ₀/√inputs, means uniform on ±1/√inputs; section 3.2 */
export function noisyLinear(
  inputs: number,
  outputs: number,
  random: Rng,
  sigma: number,
): NoisyLayer {
  const holder = `noisy linear ${inputs}→${outputs}`;
  const bound = 1 / Math.sqrt(inputs);
  const tensorOf = (shape: readonly number[], init: ReturnType<typeof uniformInit>): Tensor =>
    parameter(init(shape, random), shape, holder);
  const weight = tensorOf([outputs, inputs], uniformInit(bound));
  const bias = tensorOf([outputs], uniformInit(bound));
  const weightSigma = tensorOf([outputs, inputs], constantInit(sigma * bound));
  const biasSigma = tensorOf([outputs], constantInit(sigma * bound));
  return module({ weight, bias, weightSigma, biasSigma }, (x: Tensor, noise?: Stream) => {
    const mean = x.matmul(weight.transpose()).add(bias);
    if (noise === undefined) return mean;
    const into = signedRoot(normal([inputs], noise));
    const out = signedRoot(normal([outputs], noise));
    // (σ ⊙ f(ε_out) f(ε_in)ᵀ) x = f(ε_out) ⊙ σ (f(ε_in) ⊙ x): no matrix of noise is ever made
    const shift = x.mul(into).matmul(weightSigma.transpose()).add(biasSigma).mul(out);
    return mean.add(shift);
  });
}

/** f(x) = sgn(x) √|x|. */
export const signedRoot = (x: Tensor): Tensor => x.sign().mul(x.abs().sqrt());
