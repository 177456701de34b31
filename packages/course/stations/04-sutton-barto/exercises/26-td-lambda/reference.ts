interface Step {
  readonly S: number;
  readonly R: number;
  readonly next: number;
  readonly terminated: boolean;
}

/** One step of TD(λ) with accumulating traces; changes V and z in place. */
export function tdLambda(
  V: number[],
  z: number[],
  step: Step,
  alpha: number,
  gamma: number,
  lambda: number,
): void {
  const { S, R, next, terminated } = step;
  const delta = R + (terminated ? 0 : gamma * V[next]) - V[S];
  for (let s = 0; s < V.length; s++) z[s] *= gamma * lambda;
  z[S] += 1;
  for (let s = 0; s < V.length; s++) V[s] += alpha * delta * z[s];
}
