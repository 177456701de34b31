/** Counts a reward of 0 or 1, in place. */
export function learn(successes: number[], failures: number[], arm: number, reward: number): void {
  throw new Error("Not written yet: learn");
}

/** The arm whose drawn mean is the largest; `beta(a, b)` draws from Beta(a, b). */
export function thompson(
  successes: number[],
  failures: number[],
  beta: (a: number, b: number) => number,
): number {
  throw new Error("Not written yet: thompson");
}

/** The mean of the belief about each arm. */
export function expected(successes: number[], failures: number[]): number[] {
  throw new Error("Not written yet: expected");
}
