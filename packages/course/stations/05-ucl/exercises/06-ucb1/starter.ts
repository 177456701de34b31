/** The arm with the largest upper confidence bound, untried ones first. */
export function ucb1(Q: number[], N: number[], t: number): number {
  throw new Error("Not written yet: ucb1");
}

/** What was missed after each pull, in expected rewards. */
export function regret(means: number[], arms: number[]): number[] {
  throw new Error("Not written yet: regret");
}
