interface Outcome {
  readonly probability: number;
  readonly next: number;
  readonly reward: number;
  readonly terminated: boolean;
}
/** model[s][a]: what can happen. A terminal state has no actions. */
type Model = readonly (readonly (readonly Outcome[])[])[];

/** Values of the states under a policy, by sweeps in place until none moves by theta or more. */
export function policyEvaluation(
  model: Model,
  policy: number[][],
  gamma: number,
  theta: number,
): { V: number[]; sweeps: number } {
  throw new Error("Not written yet: policyEvaluation");
}
