interface Outcome {
  readonly probability: number;
  readonly next: number;
  readonly reward: number;
  readonly terminated: boolean;
}
/** model[s][a]: what can happen. A terminal state has no actions. */
type Model = readonly (readonly (readonly Outcome[])[])[];

/** Optimal values, by sweeps in place until none moves by theta or more. */
export function valueIteration(model: Model, gamma: number, theta: number): number[] {
  throw new Error("Not written yet: valueIteration");
}
