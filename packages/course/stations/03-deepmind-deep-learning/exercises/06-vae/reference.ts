import { exp } from "gradus/core";

/** A draw of N(μ, e^logVar), from a draw ε of N(0, 1). */
export function reparameterise(mu: number[], logVar: number[], epsilon: number[]): number[] {
  return mu.map((m, i) => m + exp(logVar[i] / 2) * epsilon[i]);
}

/** The slopes of μ and logVar, from those of the draw. */
export function reparameteriseBack(
  dZ: number[],
  logVar: number[],
  epsilon: number[],
): { dMu: number[]; dLogVar: number[] } {
  const dLogVar = dZ.map((d, i) => (d * exp(logVar[i] / 2) * epsilon[i]) / 2);
  return { dMu: [...dZ], dLogVar };
}

/** KL(N(μ, e^logVar) ‖ N(0, 1)) in nats, summed over the numbers, and its slopes. */
export function klToUnit(
  mu: number[],
  logVar: number[],
): { value: number; dMu: number[]; dLogVar: number[] } {
  const value = mu.reduce((sum, m, i) => sum + (m * m + exp(logVar[i]) - logVar[i] - 1) / 2, 0);
  return { value, dMu: [...mu], dLogVar: logVar.map((l) => (exp(l) - 1) / 2) };
}
