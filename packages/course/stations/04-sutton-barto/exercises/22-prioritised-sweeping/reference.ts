/** One step of experience. */
interface Step {
  readonly S: number;
  readonly A: number;
  readonly R: number;
  readonly next: number;
  readonly terminated: boolean;
}

/** A pair that waits for an update, with its priority. */
interface Entry {
  readonly S: number;
  readonly A: number;
  P: number;
}

/** Remembers a step and plans up to n times, largest surprise first; changes Q, model and queue in place. */
export function prioritisedSweeping(
  Q: number[][],
  model: Step[],
  queue: Entry[],
  step: Step,
  n: number,
  theta: number,
  alpha: number,
  gamma: number,
): void {
  const error = ({ S, A, R, next, terminated }: Step): number =>
    R + (terminated ? 0 : gamma * Math.max(...Q[next])) - Q[S][A];
  const insert = (one: Step): void => {
    const P = Math.abs(error(one));
    if (P <= theta) return;
    const waiting = queue.find(({ S, A }) => S === one.S && A === one.A);
    if (waiting) waiting.P = Math.max(waiting.P, P);
    else queue.push({ S: one.S, A: one.A, P });
  };

  const known = model.findIndex(({ S, A }) => S === step.S && A === step.A);
  if (known < 0) model.push(step);
  else model[known] = step;
  insert(step);
  for (let i = 0; i < n && queue.length > 0; i++) {
    const largest = Math.max(...queue.map(({ P }) => P));
    const at = queue.findIndex(({ P }) => P === largest);
    const [{ S, A }] = queue.splice(at, 1);
    const one = model.find((m) => m.S === S && m.A === A) as Step; // only known pairs are ever put in
    Q[S][A] += alpha * error(one);
    for (const before of model) if (before.next === S && !before.terminated) insert(before);
  }
}
