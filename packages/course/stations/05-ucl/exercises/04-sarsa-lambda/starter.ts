/** One step of experience. */
interface Step {
  readonly S: number;
  readonly A: number;
  readonly R: number;
  readonly next: number;
  readonly terminated: boolean;
}

/** Sarsa(λ) after one step: changes Q, N and E in place. */
export function sarsaLambda(
  Q: number[][],
  N: number[][],
  E: number[][],
  step: Step,
  nextA: number,
  lambda: number,
): void {
  throw new Error("Not written yet: sarsaLambda");
}
