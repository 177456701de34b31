import { exp, log } from "gradus/core";

/** ln softmax(z), which is finite for any finite z. */
export function logSoftmax(z: number[]): number[] {
  const most = Math.max(...z);
  const total = log(z.reduce((sum, zk) => sum + exp(zk - most), 0));
  return z.map((zk) => zk - most - total);
}

/** The cross-entropy of one example in nats, and ∂/∂z. */
export function crossEntropy(z: number[], label: number): { value: number; slope: number[] } {
  const logs = logSoftmax(z);
  const slope = logs.map((l, k) => exp(l) - (k === label ? 1 : 0));
  return { value: -logs[label], slope };
}
