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
