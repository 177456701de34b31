interface Outcome {
  readonly probability: number;
  readonly next: number;
  readonly reward: number;
  readonly terminated: boolean;
}

/** Σ p [r + γ V(s′)]; nothing follows a terminating outcome. */
export function bellmanBackup(outcomes: readonly Outcome[], V: number[], gamma: number): number {
  let q = 0;
  for (const { probability, next, reward, terminated } of outcomes) {
    q += probability * (reward + (terminated ? 0 : gamma * V[next]));
  }
  return q;
}
