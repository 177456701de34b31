/** A draw of N(μ, e^logVar), from a draw ε of N(0, 1). */
export function reparameterise(mu: number[], logVar: number[], epsilon: number[]): number[] {
  throw new Error("Not written yet: reparameterise");
}

/** The slopes of μ and logVar, from those of the draw. */
export function reparameteriseBack(
  dZ: number[],
  logVar: number[],
  epsilon: number[],
): { dMu: number[]; dLogVar: number[] } {
  throw new Error("Not written yet: reparameteriseBack");
}

/** KL(N(μ, e^logVar) ‖ N(0, 1)) in nats, summed over the numbers, and its slopes. */
export function klToUnit(
  mu: number[],
  logVar: number[],
): { value: number; dMu: number[]; dLogVar: number[] } {
  throw new Error("Not written yet: klToUnit");
}
