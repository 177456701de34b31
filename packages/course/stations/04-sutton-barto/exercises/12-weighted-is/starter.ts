interface Episode {
  readonly S: readonly number[];
  readonly A: readonly number[];
  readonly R: readonly number[];
}

/** The estimate of the start value under the target policy, after each episode. */
export function weightedIS(
  episodes: Episode[],
  target: number[][],
  behaviour: number[][],
  gamma: number,
): number[] {
  throw new Error("Not written yet: weightedIS");
}
