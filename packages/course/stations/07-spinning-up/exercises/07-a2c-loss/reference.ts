import { log } from "gradus/core";

/** How −log π(a) Â − c_e H + c_v ½ (V − R̂)² changes with the logits and with V. */
export function a2cSlopes(
  probs: number[],
  a: number,
  A: number,
  V: number,
  R: number,
  valueWeight: number,
  entropyWeight: number,
): { logits: number[]; value: number } {
  const H = -probs.reduce((sum, p) => sum + p * log(p), 0);
  const logits = probs.map((p, k) => {
    const policy = -A * ((k === a ? 1 : 0) - p);
    const undecided = -p * (log(p) + H);
    return policy - entropyWeight * undecided;
  });
  return { logits, value: valueWeight * (V - R) };
}
