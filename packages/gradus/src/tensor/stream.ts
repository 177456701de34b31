/**
 * Randomness inside the engine: a counter-based stream whose counter lives in memory, so that a captured program draws anew
 * at every call. Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
 */
import type { Rng } from "../core/random.ts";
import { buffer } from "./create.ts";
import { checkShape, contiguousStrides, type Shape, sizeOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** Four int32 words: two of key, two of counter. Save and restore them to repeat the draws. */
export type Stream = Tensor;

/** A stream of its own, keyed by two draws from `random`. */
export function stream(random: Rng): Stream {
  const words = Int32Array.of(random.integer(2 ** 32), random.integer(2 ** 32), 0, 0);
  return buffer(words, [4], "random streams");
}

function draw(kernel: "uniform" | "normal", shape: Shape, s: Stream): Tensor {
  checkShape(kernel, shape);
  const { engine } = s;
  const storage = engine.allocate(sizeOf(shape));
  const out = engine.make({
    engine,
    storage,
    offset: 0,
    shape,
    strides: contiguousStrides(shape),
    dtype: "float32",
  });
  engine.emit(kernel, out, out.size, s);
  return out;
}

/** Uniform on [0, 1). */
export function uniform(shape: Shape, s: Stream): Tensor {
  return draw("uniform", shape, s);
}

/** Standard normal. */
export function normal(shape: Shape, s: Stream): Tensor {
  return draw("normal", shape, s);
}
