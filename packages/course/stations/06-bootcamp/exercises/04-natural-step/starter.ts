/** The mean of the outer products of the scores. */
export function fisher(scores: number[][]): number[][] {
  throw new Error("Not written yet: fisher");
}

/** √(2 ε / xᵀ F x) x, where (F + 10⁻⁴ I) x = g. */
export function naturalStep(
  scores: number[][],
  g: number[],
  epsilon: number,
  solve: (A: number[][], b: number[]) => number[],
): number[] {
  throw new Error("Not written yet: naturalStep");
}
