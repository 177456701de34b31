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
  const V = new Array<number>(model.length).fill(0);
  let sweeps = 0;
  let change: number;
  do {
    change = 0;
    for (let s = 0; s < model.length; s++) {
      const v = V[s];
      let sum = 0;
      for (let a = 0; a < model[s].length; a++) {
        for (const { probability, next, reward, terminated } of model[s][a]) {
          sum += policy[s][a] * probability * (reward + (terminated ? 0 : gamma * V[next]));
        }
      }
      V[s] = sum;
      change = Math.max(change, Math.abs(v - V[s]));
    }
    sweeps++;
  } while (change >= theta);
  return { V, sweeps };
}
