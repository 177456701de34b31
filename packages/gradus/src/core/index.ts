/**
 * What everything else stands on: random streams, reproducible mathematics, knob tables, errors,
 * the state codec.
 */

// states as text and arrays
export { decodeState, type EncodedState, encodeState, type StateArray } from "./codec.ts";
// errors
export {
  CaptureError,
  closest,
  DataError,
  GradusError,
  internal,
  MemoryError,
  ShapeError,
  StateError,
  UnknownNameError,
  unknownName,
  ValueError,
} from "./errors.ts";
// rows that never change, in a state
export {
  attached,
  type Detached,
  detached,
  type Journal,
  type Segment,
  segmentsOf,
  withoutRows,
} from "./journal.ts";
// hyper-parameters as tables
export {
  type ConfigOf,
  configure,
  describeKnobs,
  type Knob,
  type Knobs,
  parseKnob,
} from "./knobs.ts";
// mathematics with the same bits in every engine
export {
  acos,
  asin,
  atan,
  atan2,
  cbrt,
  cos,
  cosh,
  erf,
  exp,
  expm1,
  hypot,
  lgamma,
  log,
  log1p,
  log2,
  log10,
  pow,
  sigmoid,
  sin,
  sinCos,
  sinh,
  tan,
  tanh,
} from "./math.ts";
// random streams
export { type Rng, type RngState, rng } from "./random.ts";
export type { Seed } from "./seedSequence.ts";
// beginning with what another run has learned
export { unlike, type Warm, warmOf } from "./warm.ts";
