/** One step of experience. */
interface Step {
  readonly S: number;
  readonly A: number;
  readonly R: number;
  readonly next: number;
  readonly terminated: boolean;
}

/** A pair that waits for an update, with its priority. */
interface Entry {
  readonly S: number;
  readonly A: number;
  P: number;
}

/** Remembers a step and plans up to n times, largest surprise first; changes Q, model and queue in place. */
export function prioritisedSweeping(
  Q: number[][],
  model: Step[],
  queue: Entry[],
  step: Step,
  n: number,
  theta: number,
  alpha: number,
  gamma: number,
): void {
  throw new Error("Not written yet: prioritisedSweeping");
}
