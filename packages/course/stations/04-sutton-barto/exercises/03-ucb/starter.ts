/** The action with the largest upper confidence bound; untried ones first. */
export function ucb(Q: number[], N: number[], t: number, c: number): number {
  throw new Error("Not written yet: ucb");
}
