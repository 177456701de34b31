/** The mathematics that the plain kernels use. Temporary stand-ins until ../../core/math.ts is complete. */
export const { cos, exp, expm1, log, log1p, pow, sin, tanh } = Math;
export const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
export function erf(x: number): number {
  if (Math.abs(x) > 6 || x !== x) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) sum += term *= (2 * x * x) / (2 * n + 1);
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
