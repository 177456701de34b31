import { log } from "gradus/core";

/** H in nats, and ∂H/∂logits. */
export function entropy(probs: number[]): { value: number; slope: number[] } {
  let value = 0;
  for (const p of probs) if (p > 0) value -= p * log(p);
  const slope = probs.map((p) => (p > 0 ? -p * (log(p) + value) : 0));
  return { value, slope };
}
