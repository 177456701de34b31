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
  const V = new Array<number>(model.length).fill(0);
  let change: number;
  do {
    change = 0;
    for (let s = 0; s < model.length; s++) {
      if (model[s].length === 0) continue;
      let best = -Infinity;
      for (const outcomes of model[s]) {
        let q = 0;
        for (const { probability, next, reward, terminated } of outcomes) {
          q += probability * (reward + (terminated ? 0 : gamma * V[next]));
        }
        best = Math.max(best, q);
      }
      change = Math.max(change, Math.abs(best - V[s]));
      V[s] = best;
    }
  } while (change >= theta);
  return V;
}
