/** The critic's loss: real ones should have large logits, invented ones small ones. */
export function discriminatorLoss(
  real: number[],
  fake: number[],
): { value: number; dReal: number[]; dFake: number[] } {
  throw new Error("Not written yet: discriminatorLoss");
}

/** What the inventor wants small, and its slope in the critic's logits of what it invented. */
export function generatorLoss(
  fake: number[],
  kind: "minimax" | "non-saturating",
): { value: number; dFake: number[] } {
  throw new Error("Not written yet: generatorLoss");
}
