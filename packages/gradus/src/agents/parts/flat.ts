/** All parameters of a network as one vector θ. */
import { ShapeError } from "../../core/errors.ts";
import { concat } from "../../tensor/functions.ts";
import type { Tensor } from "../../tensor/tensor.ts";

export interface FlatParameters {
  readonly size: number;
  /** A copy of θ. */
  read(): Float32Array;
  /** Overwrites θ. @throws ShapeError for another number of values */
  write(values: ArrayLike<number>): void;
}

/** @param parameters in the order in which their numbers follow each other */
export function flatParameters(parameters: readonly Tensor[]): FlatParameters {
  const size = parameters.reduce((n, p) => n + p.size, 0);
  return {
    size,
    read() {
      const values = new Float32Array(size);
      let at = 0;
      for (const p of parameters) {
        values.set(p.data, at);
        at += p.size;
      }
      return values;
    },
    write(values) {
      if (values.length !== size) {
        throw new ShapeError(
          `flatParameters: ${values.length} values for parameters that have ${size}.`,
        );
      }
      const from = Float32Array.from(values);
      let at = 0;
      for (const p of parameters) {
        p.assign(from.subarray(at, at + p.size));
        at += p.size;
      }
    },
  };
}

/** Tensors of any shape, one after the other, as one vector. */
export function joined(tensors: readonly Tensor[]): Tensor {
  return concat(
    tensors.map((t) => t.reshape(-1)),
    0,
  );
}
