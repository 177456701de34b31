/** H in nats, and ∂H/∂logits. */
export function entropy(probs: number[]): { value: number; slope: number[] } {
  throw new Error("Not written yet: entropy");
}
