/** One step of experience. `terminated`: the episode ended there; `truncated`: only the clock ran out. */
interface Step {
  readonly S: number;
  readonly A: number;
  readonly R: number;
  readonly next: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/** Moves Q[S][A] towards R + γ max Q[S′], in place. */
export function qLearning(Q: number[][], step: Step, alpha: number, gamma: number): void {
  throw new Error("Not written yet: qLearning");
}
