/** softmax(q kᵀ / √d + mask) v, and the weights. */
export function attention(
  q: number[][],
  k: number[][],
  v: number[][],
  mask?: number[][],
): { weights: number[][]; out: number[][] } {
  throw new Error("Not written yet: attention");
}
