/** Networks: modules, layers, losses, distributions, optimisers, schedules, and files of weights. */

// modules
export { isTraining, lambda, loadNamed, type Mode, type Module, module, parameterCount, type Parts, sequential } from "./module.ts";

// layers
export {
  avgPool2d,
  conv2d,
  dropout,
  embedding,
  flatten,
  gelu,
  identity,
  linear,
  type LinearOptions,
  maxPool2d,
  relu,
  sigmoid,
  softmax,
  softplus,
  tanh,
  unflatten,
} from "./layers.ts";
export { batchNorm, layerNorm } from "./normalise.ts";
export { type Carry, type Cell, gru, gruCell, lstm, lstmCell, type Recurrent, rnn, rnnCell, type Unrolled, unroll } from "./recurrent.ts";
export { type Attention, causalMask, multiHeadAttention, positionalEncoding, transformerBlock, type TransformerOptions } from "./attention.ts";

// initialisers
export {
  constantInit,
  fans,
  heNormal,
  type Initialiser,
  normalInit,
  orthogonal,
  scaledNormal,
  torchDefault,
  uniformInit,
  xavierUniform,
} from "./init.ts";

// files of weights
export { type Dtype, readSafetensors, type Safetensors, type SafetensorsArray, type StoredTensor, type TensorToStore, writeSafetensors } from "./safetensors.ts";
export { loadWeights, saveWeights } from "./weights.ts";

// losses
export { binaryCrossEntropy, crossEntropy, huber, mse, nll, quadratic } from "./losses.ts";

// distributions
export { bernoulli, type Categorical, categorical, diagonalNormal, type Distribution, type Normal, type TanhNormal, tanhNormal } from "./distributions.ts";

// optimisers and schedules
export {
  adam,
  type AdamOptions,
  adamw,
  type CommonOptions,
  momentum,
  type MomentumOptions,
  type Optimiser,
  rmsprop,
  type RmspropOptions,
  sgd,
} from "./optimisers.ts";
export { constant, cosineSchedule, exponentialSchedule, linearSchedule, type Schedule, stepSchedule, warmup } from "./schedules.ts";
