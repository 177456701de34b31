/** One step of experience. `terminated`: the episode ended there; `truncated`: only the clock ran out. */
interface Step {
  readonly S: number;
  readonly A: number;
  readonly R: number;
  readonly next: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/** Moves Q[S][A] towards R + γ Σ π Q[S′], in place; π is ε-greedy. */
export function expectedSarsa(
  Q: number[][],
  step: Step,
  epsilon: number,
  alpha: number,
  gamma: number,
): void {
  const { S, A, R, next, terminated } = step;
  let sum = 0;
  for (const q of Q[next]) sum += q;
  const best = Math.max(...Q[next]);
  const expected = (1 - epsilon) * best + (epsilon * sum) / Q[next].length;
  const bootstrap = terminated ? 0 : gamma * expected;
  Q[S][A] += alpha * (R + bootstrap - Q[S][A]);
}
