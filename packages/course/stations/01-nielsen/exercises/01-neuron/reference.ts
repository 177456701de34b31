import { exp } from "gradus/core";

/** 1 if z > 0, otherwise 0. */
export function step(z: number): number {
  return z > 0 ? 1 : 0;
}

/** 1 / (1 + e⁻ᶻ). */
export function sigmoid(z: number): number {
  return 1 / (1 + exp(-z));
}

/** The slope of the sigmoid at z. */
export function sigmoidPrime(z: number): number {
  return sigmoid(z) * (1 - sigmoid(z));
}
