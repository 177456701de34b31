/** Tensors, automatic differentiation and captured programs. */

// derivatives
export { grad } from "./autograd.ts";
// captured programs
export { type Captured, type CaptureOptions, capture } from "./capture.ts";
// lifetimes
// engines
export {
  arange,
  buffer,
  createEngine,
  engine,
  full,
  keep,
  noGrad,
  oneHot,
  ones,
  parameter,
  scope,
  type TensorOptions,
  tensor,
  useThreads,
  type Values,
  withEngine,
  zeros,
} from "./create.ts";
export type { Engine } from "./engine.ts";
export { attention, concat, maximum, minimum, stack, unbind, where } from "./functions.ts";
export type { Backend } from "./kernels.ts";
export type { Primitive } from "./primitives.ts";
// randomness inside the engine
export { normal, type Stream, stream, uniform } from "./stream.ts";
// tensors
export { type DType, type Nested, type Operand, Tensor } from "./tensor.ts";
