import { exp, log } from "gradus/core";

/** π of the logits h; safe for large ones. */
function softmax(h: number[]): number[] {
  const top = Math.max(...h);
  const e = h.map((x) => exp(x - top));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((x) => x / sum);
}

/** −1/N Σ log π(aᵢ|sᵢ). */
export function cloningLoss(logits: number[][], actions: number[]): number {
  let loss = 0;
  for (const [i, h] of logits.entries()) loss -= log(softmax(h)[actions[i]]);
  return loss / logits.length;
}

/** ∂L/∂logits. */
export function cloningSlope(logits: number[][], actions: number[]): number[][] {
  return logits.map((h, i) =>
    softmax(h).map((p, k) => (p - (k === actions[i] ? 1 : 0)) / logits.length),
  );
}
