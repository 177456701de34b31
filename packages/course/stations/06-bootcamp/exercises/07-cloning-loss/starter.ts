import { exp } from "gradus/core"; // and log, for the loss

/** π of the logits h; safe for large ones. */
function softmax(h: number[]): number[] {
  const top = Math.max(...h);
  const e = h.map((x) => exp(x - top));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((x) => x / sum);
}

/** −1/N Σ log π(aᵢ|sᵢ). */
export function cloningLoss(logits: number[][], actions: number[]): number {
  throw new Error("Not written yet: cloningLoss");
}

/** ∂L/∂logits. */
export function cloningSlope(logits: number[][], actions: number[]): number[][] {
  throw new Error("Not written yet: cloningSlope");
}
