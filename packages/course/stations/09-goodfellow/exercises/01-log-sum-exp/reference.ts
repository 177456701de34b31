import { exp, log } from "gradus/core";

/** ln Σ e^z, for numbers of any size. */
export function logSumExp(z: number[]): number {
  const most = Math.max(...z);
  return most + log(z.reduce((sum, v) => sum + exp(v - most), 0));
}

/** e^z / Σ e^z, for numbers of any size. */
export function shares(z: number[]): number[] {
  const most = Math.max(...z);
  const powers = z.map((v) => exp(v - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((p) => p / sum);
}
