/** ln softmax(z), which is finite for any finite z. */
export function logSoftmax(z: number[]): number[] {
  throw new Error("Not written yet: logSoftmax");
}

/** The cross-entropy of one example in nats, and ∂/∂z. */
export function crossEntropy(z: number[], label: number): { value: number; slope: number[] } {
  throw new Error("Not written yet: crossEntropy");
}
