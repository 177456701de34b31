const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * b[i], 0);

/** One sweep of semi-gradient dynamic programming: changes w in place. */
export function dpSweep(
  w: number[],
  X: number[][],
  nextX: number[][],
  alpha: number,
  gamma: number,
): void {
  const n = X.length;
  const delta = X.map((x, s) => gamma * dot(w, nextX[s]) - dot(w, x));
  for (let s = 0; s < n; s++) {
    for (let i = 0; i < w.length; i++) w[i] += (alpha / n) * delta[s] * X[s][i];
  }
}

/** One sweep of TDC: changes w and v in place. */
export function tdcSweep(
  w: number[],
  v: number[],
  X: number[][],
  nextX: number[][],
  alpha: number,
  beta: number,
  gamma: number,
): void {
  const n = X.length;
  const delta = X.map((x, s) => gamma * dot(w, nextX[s]) - dot(w, x));
  const correction = X.map((x) => dot(v, x));
  for (let s = 0; s < n; s++) {
    for (let i = 0; i < w.length; i++) {
      w[i] += (alpha / n) * (delta[s] * X[s][i] - gamma * nextX[s][i] * correction[s]);
      v[i] += (beta / n) * (delta[s] - correction[s]) * X[s][i];
    }
  }
}
