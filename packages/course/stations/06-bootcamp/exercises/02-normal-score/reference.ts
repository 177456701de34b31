/** ∇_θ log π(a|s) of π = N(θ (s, 1), 1), of θ's shape. */
export function normalScore(theta: number[][], s: number[], a: number[]): number[][] {
  const s1 = [...s, 1];
  return theta.map((row, k) => {
    const mean = row.reduce((sum, x, i) => sum + x * s1[i], 0);
    return s1.map((x) => (a[k] - mean) * x);
  });
}
