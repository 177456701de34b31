interface Outcome {
  readonly probability: number;
  readonly next: number;
  readonly reward: number;
  readonly terminated: boolean;
}
/** model[s][a]: what can happen. A terminal state has no actions. */
type Model = readonly (readonly (readonly Outcome[])[])[];

/** The greedy action of each state; of equally good ones the first. */
export function policyImprovement(model: Model, V: number[], gamma: number): number[] {
  throw new Error("Not written yet: policyImprovement");
}
