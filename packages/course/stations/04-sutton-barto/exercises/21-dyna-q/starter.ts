/** One step of experience. */
interface Step {
  readonly S: number;
  readonly A: number;
  readonly R: number;
  readonly next: number;
  readonly terminated: boolean;
}

/** Learns from a step, remembers it, and plans n times; changes Q and model in place. */
export function dynaQ(
  Q: number[][],
  model: Step[],
  step: Step,
  n: number,
  alpha: number,
  gamma: number,
  random: () => number,
): void {
  throw new Error("Not written yet: dynaQ");
}
