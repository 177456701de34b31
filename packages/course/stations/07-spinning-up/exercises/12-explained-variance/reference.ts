function variance(x: number[]): number {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length;
}

/** 1 − Var[R − V]/Var[R]; NaN where all returns are equal. */
export function explainedVariance(V: number[], R: number[]): number {
  const all = variance(R);
  if (all === 0) return Number.NaN;
  const left = R.map((r, i) => r - V[i]);
  return 1 - variance(left) / all;
}
