/** ∇_θ log π(a|s) of π = N(θ (s, 1), 1), of θ's shape. */
export function normalScore(theta: number[][], s: number[], a: number[]): number[][] {
  throw new Error("Not written yet: normalScore");
}
