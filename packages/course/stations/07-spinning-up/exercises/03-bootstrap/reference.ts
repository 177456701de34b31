/** V(s′) of a step. */
export function bootstrap(
  terminated: boolean,
  truncated: boolean,
  nextValue: number,
  finalValue: number,
): number {
  if (terminated) return 0;
  if (truncated) return finalValue;
  return nextValue;
}

/** r + γ V(s′) − V. */
export function delta(
  r: number,
  V: number,
  gamma: number,
  terminated: boolean,
  truncated: boolean,
  nextValue: number,
  finalValue: number,
): number {
  return r + gamma * bootstrap(terminated, truncated, nextValue, finalValue) - V;
}
