/** Each entry between −limit and limit. */
export function clip(slope: number[], limit: number): number[] {
  return slope.map((g) => Math.max(-limit, Math.min(limit, g)));
}

/** The letter on which u falls, 0 ≤ u < 1. */
export function draw(probabilities: number[], u: number): number {
  let end = 0;
  for (let i = 0; i < probabilities.length; i++) {
    end += probabilities[i];
    if (u < end) return i;
  }
  return probabilities.length - 1;
}
