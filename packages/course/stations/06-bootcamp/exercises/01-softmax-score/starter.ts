/** ∇_θ log π(a|s) of π = softmax(θ (s, 1)), of θ's shape. */
export function softmaxScore(theta: number[][], s: number[], a: number): number[][] {
  throw new Error("Not written yet: softmaxScore");
}
