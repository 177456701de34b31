const dot = (a: number[], b: number[]): number => a.reduce((sum, ai, i) => sum + ai * b[i], 0);

/** One step of true online TD(λ) with linear features; changes w and z in place, returns the next vOld. */
export function trueOnlineTD(
  w: number[],
  z: number[],
  x: number[],
  R: number,
  nextX: number[],
  vOld: number,
  alpha: number,
  gamma: number,
  lambda: number,
): number {
  const v = dot(w, x);
  const next = dot(w, nextX);
  const delta = R + gamma * next - v;
  const fresh = 1 - alpha * gamma * lambda * dot(z, x);
  for (let i = 0; i < w.length; i++) {
    z[i] = gamma * lambda * z[i] + fresh * x[i];
    w[i] += alpha * (delta + v - vOld) * z[i] - alpha * (v - vOld) * x[i];
  }
  return next;
}
