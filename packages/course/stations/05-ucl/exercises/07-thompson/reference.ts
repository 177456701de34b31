/** Counts a reward of 0 or 1, in place. */
export function learn(successes: number[], failures: number[], arm: number, reward: number): void {
  if (reward === 1) successes[arm]++;
  else failures[arm]++;
}

/** The arm whose drawn mean is the largest; `beta(a, b)` draws from Beta(a, b). */
export function thompson(
  successes: number[],
  failures: number[],
  beta: (a: number, b: number) => number,
): number {
  const theta = successes.map((s, a) => beta(1 + s, 1 + failures[a]));
  return theta.indexOf(Math.max(...theta));
}

/** The mean of the belief about each arm. */
export function expected(successes: number[], failures: number[]): number[] {
  return successes.map((s, a) => (1 + s) / (2 + s + failures[a]));
}
