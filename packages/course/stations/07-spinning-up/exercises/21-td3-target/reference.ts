function clip(x: number, limit: number): number {
  return Math.min(Math.max(x, -limit), limit);
}

/** The action of the target policy with noise held within ± noiseLimit, held within ± limit. */
export function smoothed(a: number, noise: number, noiseLimit: number, limit: number): number {
  return clip(a + clip(noise, noiseLimit), limit);
}

/** The target of both critics. */
export function td3Target(
  r: number,
  terminated: boolean,
  q1: number,
  q2: number,
  gamma: number,
): number {
  return r + (terminated ? 0 : gamma * Math.min(q1, q2));
}
