/** From `first` to `last` in a straight line, over so many steps. */
export function epsilon(t: number, first: number, last: number, over: number): number {
  throw new Error("Not written yet: epsilon");
}

/** The target of one step; nextQ holds Q⁻(s′, ·). */
export function dqnTarget(
  r: number,
  terminated: boolean,
  truncated: boolean,
  nextQ: number[],
  gamma: number,
): number {
  throw new Error("Not written yet: dqnTarget");
}
