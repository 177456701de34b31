/** The slope of f in each number of w, by central differences. */
export function numericalGradient(f: (w: number[]) => number, w: number[], h: number): number[] {
  throw new Error("Not written yet: numericalGradient");
}

/** ‖a − b‖ / (‖a‖ + ‖b‖); 0 for two that are both nothing. */
export function relativeDifference(a: number[], b: number[]): number {
  throw new Error("Not written yet: relativeDifference");
}

/** Whether a gradient agrees with what f does. */
export function gradientIsRight(
  f: (w: number[]) => number,
  gradient: (w: number[]) => number[],
  w: number[],
  h: number,
  limit: number,
): boolean {
  throw new Error("Not written yet: gradientIsRight");
}
