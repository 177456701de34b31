/**
 * Gradus: deep learning and reinforcement learning in TypeScript.
 *
 * Tensors, derivatives and captured programs are here; networks are in "gradus/nn", readers of data in "gradus/data", random
 * streams, mathematics and knob tables in "gradus/core".
 */

export { type Rng, rng } from "./core/random.ts";
export * from "./tensor/index.ts";
