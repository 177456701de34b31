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
  return model.map((rows) => {
    let best = -Infinity;
    let action = 0;
    for (let a = 0; a < rows.length; a++) {
      let q = 0;
      for (const { probability, next, reward, terminated } of rows[a]) {
        q += probability * (reward + (terminated ? 0 : gamma * V[next]));
      }
      if (q > best + 1e-9) {
        best = q;
        action = a;
      }
    }
    return action;
  });
}
