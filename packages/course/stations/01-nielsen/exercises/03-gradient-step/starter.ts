/** 1/(2n) Σ ‖y − a‖² over the n examples. */
export function quadraticCost(outputs: number[][], targets: number[][]): number {
  throw new Error("Not written yet: quadraticCost");
}

/** v − η ∇C, as a new list. */
export function gdStep(v: number[], gradient: number[], eta: number): number[] {
  throw new Error("Not written yet: gdStep");
}
