/** Copies of a network's weights in ordinary memory, to go back to. */
import type { Module } from "../../nn/module.ts";

/** Copies of all parameters and buffers by name. */
export type Weights = Readonly<Record<string, Float32Array | Int32Array>>;

export const weightsOf = (model: Pick<Module, "named">): Weights =>
  Object.fromEntries(
    Object.entries(model.named).map(([name, t]) => [name, t.data.slice() as Float32Array]),
  );

export function putWeights(model: Pick<Module, "named">, weights: Weights): void {
  for (const [name, t] of Object.entries(model.named)) t.assign(weights[name]);
}
