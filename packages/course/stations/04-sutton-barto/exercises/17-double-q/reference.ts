/** One step of experience. `terminated`: the episode ended there; `truncated`: only the clock ran out. */
interface Step {
  readonly S: number;
  readonly A: number;
  readonly R: number;
  readonly next: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/** Moves Q1 (first) or Q2 (not first) at [S][A] towards a target of which the other table says the value, in place. */
export function doubleQ(
  Q1: number[][],
  Q2: number[][],
  step: Step,
  first: boolean,
  alpha: number,
  gamma: number,
): void {
  const { S, A, R, next, terminated } = step;
  const learning = first ? Q1 : Q2;
  const other = first ? Q2 : Q1;
  const best = learning[next].indexOf(Math.max(...learning[next]));
  const bootstrap = terminated ? 0 : gamma * other[next][best];
  learning[S][A] += alpha * (R + bootstrap - learning[S][A]);
}
