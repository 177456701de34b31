/** Layers: dense, convolution, pooling, activations, embedding, dropout. Names and layouts of weights are PyTorch's. */
import { ValueError } from "../core/errors.ts";
import type { Rng } from "../core/random.ts";
import { parameter } from "../tensor/create.ts";
import type { ConvOptions, Pair, PoolOptions } from "../tensor/primitives.ts";
import { stream, uniform } from "../tensor/stream.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { fans, type Initialiser, normalInit, torchDefault, uniformInit } from "./init.ts";
import { isTraining, lambda, type Mode, type Module, module, type Parts } from "./module.ts";

export interface LinearOptions {
  readonly bias?: boolean;
  readonly init?: Initialiser;
  readonly biasInit?: Initialiser;
}

/** Refuses sizes that are not whole numbers of at least 1. */
export function checkSizes(layer: string, sizes: Readonly<Record<string, number>>): void {
  for (const [name, n] of Object.entries(sizes)) {
    if (Number.isInteger(n) && n >= 1) continue;
    throw new ValueError(`${layer}: ${name} is ${n}; it must be a whole number of at least 1.`);
  }
}

/**
 * y = x Wᵀ + b, for x [.., inputs]; W [outputs, inputs].
 *
 * Default initialisation as in PyTorch: weights and biases uniform on ±1/√inputs.
 */
export function linear(
  inputs: number,
  outputs: number,
  random: Rng,
  options: LinearOptions = {},
): Module {
  checkSizes("linear", { inputs, outputs });
  const { weight, bias } = weights(
    `linear ${inputs}→${outputs}`,
    [outputs, inputs],
    random,
    options,
  );
  const parts: Parts = bias === undefined ? { weight } : { weight, bias };
  return module(parts, (x: Tensor) => {
    const y = x.matmul(weight.transpose());
    return bias === undefined ? y : y.add(bias);
  });
}

function weights(
  holder: string,
  shape: readonly number[],
  random: Rng,
  options: LinearOptions,
): { weight: Tensor; bias: Tensor | undefined } {
  const {
    bias = true,
    init = torchDefault,
    biasInit = uniformInit(1 / Math.sqrt(fans(shape).fanIn)),
  } = options;
  const weight = parameter(init(shape, random), shape, holder);
  const b = bias ? parameter(biasInit([shape[0]], random), [shape[0]], holder) : undefined;
  return { weight, bias: b };
}

/** Cross-correlation with a [outputs, inputs/groups, kh, kw] kernel, plus a bias per output channel; x [N, inputs, H, W]. */
export function conv2d(
  inputs: number,
  outputs: number,
  kernel: Pair,
  random: Rng,
  options: ConvOptions & LinearOptions = {},
): Module {
  const [kh, kw] = typeof kernel === "number" ? [kernel, kernel] : kernel;
  const groups = options.groups ?? 1;
  checkSizes("conv2d", {
    inputs,
    outputs,
    "the kernel's height": kh,
    "the kernel's width": kw,
    groups,
  });
  if (inputs % groups !== 0 || outputs % groups !== 0) {
    throw new ValueError(
      `conv2d: groups is ${groups}; it must divide the ${inputs} inputs and ${outputs} outputs.`,
    );
  }
  const shape = [outputs, inputs / groups, kh, kw];
  const { weight, bias } = weights(`conv2d ${inputs}→${outputs}`, shape, random, options);
  const parts: Parts = bias === undefined ? { weight } : { weight, bias };
  return module(parts, (x: Tensor) => {
    const y = x.conv2d(weight, options);
    return bias === undefined ? y : y.add(bias.reshape(outputs, 1, 1));
  });
}

export function maxPool2d(kernel: Pair, options: PoolOptions = {}): Module {
  return lambda((x) => x.maxPool2d(kernel, options));
}
export function avgPool2d(kernel: Pair, options: PoolOptions = {}): Module {
  return lambda((x) => x.avgPool2d(kernel, options));
}
/** [N, ..] → [N, everything else]. */
export function flatten(): Module {
  return lambda((x) => x.flatten(1));
}
/** [N, ..] → [N, ...shape]. */
export function unflatten(...shape: readonly number[]): Module {
  return lambda((x) => x.reshape(x.shape[0], ...shape));
}

export function tanh(): Module {
  return lambda((x) => x.tanh());
}
export function sigmoid(): Module {
  return lambda((x) => x.sigmoid());
}
export function relu(): Module {
  return lambda((x) => x.relu());
}
export function gelu(): Module {
  return lambda((x) => x.gelu());
}
export function softplus(): Module {
  return lambda((x) => x.softplus());
}
export function softmax(): Module {
  return lambda((x) => x.softmax());
}
export function identity(): Module {
  return lambda((x) => x);
}

/** Rows of a [count, width] table by int32 index; entries N(0, 1) at first, as in PyTorch. */
export function embedding(
  count: number,
  width: number,
  random: Rng,
  init: Initialiser = normalInit(1),
): Module {
  checkSizes("embedding", { count, width });
  const weight = parameter(
    init([count, width], random),
    [count, width],
    `embedding ${count}×${width}`,
  );
  return module({ weight }, (indices: Tensor) => weight.take(indices));
}

/**
 * While training, each element is zero with probability `rate`, and the others grow by 1/(1 − rate), so that the mean stays.
 *
 * Srivastava et al. 2014; "inverted" as everywhere today. The draws come from a stream of the engine.
 */
export function dropout(rate: number, random: Rng): Module {
  if (!(rate >= 0 && rate < 1))
    throw new ValueError(`dropout: rate is ${rate}; it must lie in [0, 1).`);
  const draws = stream(random);
  const mode: Mode = { training: true };
  return module(
    {},
    (x: Tensor) => {
      if (rate === 0 || !isTraining(mode, x)) return x;
      return x.mul(uniform(x.shape, draws).greaterEqual(rate)).mul(1 / (1 - rate));
    },
    mode,
  );
}
