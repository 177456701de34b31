/** E[∇ log π (∇ log πᵀ v)] + damping · v. */
export function fisherProduct(scores: number[][], v: number[], damping: number): number[] {
  throw new Error("Not written yet: fisherProduct");
}

/** x with A x = b, where product(v) = A v. */
export function conjugateGradient(
  product: (v: number[]) => number[],
  b: number[],
  iterations: number,
): number[] {
  throw new Error("Not written yet: conjugateGradient");
}
