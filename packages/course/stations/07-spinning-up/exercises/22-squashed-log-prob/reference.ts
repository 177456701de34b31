import { exp, log } from "gradus/core";

const HALF_LOG_2PI = 0.9189385332046727;

/** log π(a) of a = tanh u, u ~ N(mean, exp(logStd)), summed over the numbers of an action. */
export function squashedLogProb(u: number[], mean: number[], logStd: number[]): number {
  let sum = 0;
  for (let i = 0; i < u.length; i++) {
    const z = (u[i] - mean[i]) / exp(logStd[i]);
    sum += -0.5 * z * z - logStd[i] - HALF_LOG_2PI;
    const x = Math.abs(u[i]);
    sum -= 2 * (Math.LN2 - x - log(1 + exp(-2 * x)));
  }
  return sum;
}
