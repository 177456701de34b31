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
  const { S, A, R, next, terminated } = step;
  N[S][A]++;
  const delta = R + (terminated ? 0 : Q[next][nextA]) - Q[S][A];
  E[S][A]++;
  for (let s = 0; s < Q.length; s++) {
    for (let a = 0; a < Q[s].length; a++) {
      if (E[s][a] === 0) continue;
      Q[s][a] += (delta * E[s][a]) / N[s][a];
      E[s][a] *= lambda;
    }
  }
}
