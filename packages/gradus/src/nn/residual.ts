/** Residual blocks: convolutions that only have to learn what to add; He et al. 2016 (arXiv:1512.03385). */
import type { Rng } from "../core/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { heNormal } from "./init.ts";
import { conv2d } from "./layers.ts";
import { type Module, module, sequential } from "./module.ts";
import { batchNorm } from "./normalise.ts";

export interface ResidualOptions {
  /** Of the first convolution: 2 halves height and width. */
  readonly stride?: number;
  /** Without the way around: the plain block that residual networks are compared with. */
  readonly skip?: boolean;
}

/**
 * Two 3 × 3 convolutions with batch normalisation, and a way around them.
 *
 *     y = relu(F(x) + x),   F = norm ∘ conv ∘ relu ∘ norm ∘ conv
 *
 * He et al. 2016, eq. 1 and figure 2. Where channels or sizes change, x goes through a 1 × 1 convolution with normalisation
 * (eq. 2, option B). The names of the weights are torchvision's BasicBlock: conv1, bn1, conv2, bn2, downsample.
 *
 * @returns a module from [N, inputs, H, W] to [N, outputs, ⌈H/stride⌉, ⌈W/stride⌉]
 * @throws ValueError for channels that are not whole numbers of at least 1
 */
export function residualBlock(
  inputs: number,
  outputs: number,
  random: Rng,
  { stride = 1, skip = true }: ResidualOptions = {},
): Module {
  const options = { bias: false, init: heNormal };
  const conv1 = conv2d(inputs, outputs, 3, random, { ...options, stride, padding: 1 });
  const conv2 = conv2d(outputs, outputs, 3, random, { ...options, padding: 1 });
  const [bn1, bn2] = [batchNorm(outputs), batchNorm(outputs)];
  const inner = (x: Tensor): Tensor =>
    bn2.forward(conv2.forward(bn1.forward(conv1.forward(x)).relu()));
  const parts = { conv1, bn1, conv2, bn2 };
  if (!skip) return module(parts, (x: Tensor) => inner(x).relu());
  if (stride === 1 && inputs === outputs)
    return module(parts, (x: Tensor) => inner(x).add(x).relu());
  const downsample = sequential(
    conv2d(inputs, outputs, 1, random, { ...options, stride }),
    batchNorm(outputs),
  );
  return module({ ...parts, downsample }, (x: Tensor) =>
    inner(x).add(downsample.forward(x)).relu(),
  );
}
