/** The action of the target policy with noise held within ± noiseLimit, held within ± limit. */
export function smoothed(a: number, noise: number, noiseLimit: number, limit: number): number {
  throw new Error("Not written yet: smoothed");
}

/** The target of both critics. */
export function td3Target(
  r: number,
  terminated: boolean,
  q1: number,
  q2: number,
  gamma: number,
): number {
  throw new Error("Not written yet: td3Target");
}
