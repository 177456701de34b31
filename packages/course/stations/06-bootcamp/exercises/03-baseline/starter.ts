/** Entry t: the mean return from step t on over the episodes that lasted longer than t; 0 where none did. */
export function timeBaseline(returns: number[][], steps: number): number[] {
  throw new Error("Not written yet: timeBaseline");
}

/** Σ_a π(a) (q(a) − b) ∂ log π(a) / ∂logits. */
export function expectedGradient(probs: number[], q: number[], b: number): number[] {
  throw new Error("Not written yet: expectedGradient");
}
