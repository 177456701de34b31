/** From `first` to `last` in a straight line, over so many steps. */
export function epsilon(t: number, first: number, last: number, over: number): number {
  return first + (last - first) * Math.min(1, t / over);
}

/** The target of one step; nextQ holds Q⁻(s′, ·). */
export function dqnTarget(
  r: number,
  terminated: boolean,
  _truncated: boolean,
  nextQ: number[],
  gamma: number,
): number {
  return terminated ? r : r + gamma * Math.max(...nextQ);
}
