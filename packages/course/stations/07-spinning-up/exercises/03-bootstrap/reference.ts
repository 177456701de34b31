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
