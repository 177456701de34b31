/** Tensors, automatic differentiation and captured programs. */

// tensors
export { type DType, type Nested, type Operand, Tensor } from "./tensor.ts";
export { arange, buffer, full, oneHot, ones, parameter, tensor, type TensorOptions, type Values, zeros } from "./create.ts";
export { attention, concat, maximum, minimum, stack, where } from "./functions.ts";

// derivatives
export { grad } from "./autograd.ts";
export type { Primitive } from "./primitives.ts";

// lifetimes
export { keep, noGrad, scope } from "./create.ts";

// captured programs
export { capture, type Captured, type CaptureOptions } from "./capture.ts";

// randomness inside the engine
export { normal, type Stream, stream, uniform } from "./stream.ts";

// engines
export { createEngine, engine, withEngine } from "./create.ts";
export type { Engine } from "./engine.ts";
export type { Backend } from "./kernels.ts";
