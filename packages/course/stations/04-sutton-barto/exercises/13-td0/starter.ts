/** One step of experience. `terminated`: the episode ended there; `truncated`: only the clock ran out. */
interface Step {
  readonly S: number;
  readonly A: number;
  readonly R: number;
  readonly next: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/** Moves V[S] towards R + γ V[S′], in place. */
export function td0(V: number[], step: Step, alpha: number, gamma: number): void {
  throw new Error("Not written yet: td0");
}
