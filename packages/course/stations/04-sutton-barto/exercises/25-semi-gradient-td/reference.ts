const dot = (a: number[], b: number[]): number => a.reduce((sum, ai, i) => sum + ai * b[i], 0);

/** One step of semi-gradient TD(0) with linear features, in place. */
export function semiGradientTD(
  w: number[],
  x: number[],
  R: number,
  nextX: number[],
  terminated: boolean,
  alpha: number,
  gamma: number,
): void {
  const bootstrap = terminated ? 0 : gamma * dot(w, nextX);
  const delta = R + bootstrap - dot(w, x);
  for (let i = 0; i < w.length; i++) w[i] += alpha * delta * x[i];
}
