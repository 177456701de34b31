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
  throw new Error("Not written yet: tdLambda");
}
