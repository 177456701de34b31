/** Networks: modules, layers, losses, distributions, optimisers, schedules, and files of weights. */

export {
  type Attention,
  causalMask,
  type KeyValues,
  multiHeadAttention,
  positionalEncoding,
  type Recalled,
  type TransformerBlock,
  type TransformerOptions,
  transformerBlock,
} from "./attention.ts";
// distributions
export {
  bernoulli,
  type Categorical,
  categorical,
  type Distribution,
  diagonalNormal,
  type Normal,
  type TanhNormal,
  tanhNormal,
} from "./distributions.ts";
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
// language models
export {
  type GenerateOptions,
  type LanguageModel,
  type LanguageModelSize,
  languageModel,
  pickSymbol,
} from "./languageModel.ts";
// layers
export {
  avgPool2d,
  conv2d,
  dropout,
  embedding,
  flatten,
  gelu,
  identity,
  type LinearOptions,
  linear,
  maxPool2d,
  relu,
  sigmoid,
  softmax,
  softplus,
  tanh,
  unflatten,
} from "./layers.ts";
// losses
export { binaryCrossEntropy, crossEntropy, huber, mse, nll, quadratic } from "./losses.ts";
// modules
export {
  isTraining,
  lambda,
  loadNamed,
  type Mode,
  type Module,
  module,
  type Parts,
  parameterCount,
  sequential,
} from "./module.ts";
export { batchNorm, layerNorm } from "./normalise.ts";
// optimisers and schedules
export {
  type AdamOptions,
  adam,
  adamw,
  type CommonOptions,
  type MomentumOptions,
  momentum,
  type Optimiser,
  type RmspropOptions,
  rmsprop,
  sgd,
} from "./optimisers.ts";
export {
  type Carry,
  type Cell,
  gru,
  gruCell,
  lstm,
  lstmCell,
  type Recurrent,
  rnn,
  rnnCell,
  type Unrolled,
  unroll,
} from "./recurrent.ts";
// blocks with a way around them
export { type ResidualOptions, residualBlock } from "./residual.ts";
// files of weights
export {
  type Dtype,
  readSafetensors,
  type Safetensors,
  type SafetensorsArray,
  type StoredTensor,
  type TensorToStore,
  writeSafetensors,
} from "./safetensors.ts";
export {
  constant,
  cosineSchedule,
  exponentialSchedule,
  linearSchedule,
  type Schedule,
  stepSchedule,
  warmup,
} from "./schedules.ts";
// codes that are clouds
export {
  type Code,
  elbo,
  importanceWeighted,
  klToStandard,
  logPriorRatio,
  reparameterise,
} from "./variational.ts";
export { loadWeights, saveWeights } from "./weights.ts";
