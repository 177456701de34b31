/** −Σ [y ln a + (1 − y) ln(1 − a)]; 0 · ln 0 counts as 0. */
export function crossEntropyCost(a: number[], y: number[]): number {
  throw new Error("Not written yet: crossEntropyCost");
}

/** ∂C/∂z of the output layer. */
export function outputError(a: number[], y: number[]): number[] {
  throw new Error("Not written yet: outputError");
}

/** e^z / Σ e^z, for any z. */
export function softmax(z: number[]): number[] {
  throw new Error("Not written yet: softmax");
}

/** −ln of the probability of the right answer. */
export function logLikelihoodCost(a: number[], label: number): number {
  throw new Error("Not written yet: logLikelihoodCost");
}
