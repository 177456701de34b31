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
  throw new Error("Not written yet: dynaQ");
}
