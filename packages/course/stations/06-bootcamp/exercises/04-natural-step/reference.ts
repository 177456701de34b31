/** The mean of the outer products of the scores. */
export function fisher(scores: number[][]): number[][] {
  const n = scores[0].length;
  const F = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (const v of scores) {
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) F[i][j] += v[i] * v[j];
  }
  return F.map((row) => row.map((x) => x / scores.length));
}

/** √(2 ε / xᵀ F x) x, where (F + 10⁻⁴ I) x = g. */
export function naturalStep(
  scores: number[][],
  g: number[],
  epsilon: number,
  solve: (A: number[][], b: number[]) => number[],
): number[] {
  const F = fisher(scores);
  const x = solve(
    F.map((row, i) => row.map((v, j) => (i === j ? v + 1e-4 : v))),
    g,
  );
  let curvature = 0;
  for (let i = 0; i < x.length; i++)
    for (let j = 0; j < x.length; j++) curvature += x[i] * F[i][j] * x[j];
  const length = Math.sqrt((2 * epsilon) / curvature);
  return x.map((v) => length * v);
}
