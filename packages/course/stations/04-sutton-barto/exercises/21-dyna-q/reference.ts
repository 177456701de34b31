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
  const learn = ({ S, A, R, next, terminated }: Step): void => {
    const bootstrap = terminated ? 0 : gamma * Math.max(...Q[next]);
    Q[S][A] += alpha * (R + bootstrap - Q[S][A]);
  };
  learn(step);
  const known = model.findIndex(({ S, A }) => S === step.S && A === step.A);
  if (known < 0) model.push(step);
  else model[known] = step;
  for (let i = 0; i < n; i++) learn(model[Math.floor(random() * model.length)]);
}
