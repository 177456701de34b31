/** 1 if z > 0, otherwise 0. */
export function step(z: number): number {
  throw new Error("Not written yet: step");
}

/** 1 / (1 + e⁻ᶻ). */
export function sigmoid(z: number): number {
  throw new Error("Not written yet: sigmoid");
}

/** The slope of the sigmoid at z. */
export function sigmoidPrime(z: number): number {
  throw new Error("Not written yet: sigmoidPrime");
}
