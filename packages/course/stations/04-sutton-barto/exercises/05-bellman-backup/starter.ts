interface Outcome {
  readonly probability: number;
  readonly next: number;
  readonly reward: number;
  readonly terminated: boolean;
}

/** Σ p [r + γ V(s′)]; nothing follows a terminating outcome. */
export function bellmanBackup(outcomes: Outcome[], V: number[], gamma: number): number {
  throw new Error("Not written yet: bellmanBackup");
}
