/** Each entry between −limit and limit. */
export function clip(slope: number[], limit: number): number[] {
  throw new Error("Not written yet: clip");
}

/** The letter on which u falls, 0 ≤ u < 1. */
export function draw(probabilities: number[], u: number): number {
  throw new Error("Not written yet: draw");
}
