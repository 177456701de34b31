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
  throw new Error("Not written yet: a2cSlopes");
}
