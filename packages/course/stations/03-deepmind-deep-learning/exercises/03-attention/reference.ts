import { exp } from "gradus/core";

/** softmax(q kᵀ / √d + mask) v, and the weights. */
export function attention(
  q: number[][],
  k: number[][],
  v: number[][],
  mask?: number[][],
): { weights: number[][]; out: number[][] } {
  const scale = Math.sqrt(k[0].length);
  const weights = q.map((row, i) => {
    const scores = k.map((key, j) => {
      const product = key.reduce((sum, x, d) => sum + x * row[d], 0);
      return product / scale + (mask ? mask[i][j] : 0);
    });
    const most = Math.max(...scores);
    const e = scores.map((x) => exp(x - most));
    const total = e.reduce((a, b) => a + b, 0);
    return e.map((x) => x / total);
  });
  const out = weights.map((row) =>
    v[0].map((_, d) => row.reduce((sum, share, j) => sum + share * v[j][d], 0)),
  );
  return { weights, out };
}
