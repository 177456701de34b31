/** The slope of f in each number of w, by central differences. */
export function numericalGradient(f: (w: number[]) => number, w: number[], h: number): number[] {
  return w.map((x, i) => {
    const moved = [...w];
    moved[i] = x + h;
    const above = f(moved);
    moved[i] = x - h;
    return (above - f(moved)) / (2 * h);
  });
}

const length = (x: number[]): number => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0));

/** ‖a − b‖ / (‖a‖ + ‖b‖); 0 for two that are both nothing. */
export function relativeDifference(a: number[], b: number[]): number {
  const both = length(a) + length(b);
  return both === 0 ? 0 : length(a.map((x, i) => x - b[i])) / both;
}

/** Whether a gradient agrees with what f does. */
export function gradientIsRight(
  f: (w: number[]) => number,
  gradient: (w: number[]) => number[],
  w: number[],
  h: number,
  limit: number,
): boolean {
  return relativeDifference(gradient(w), numericalGradient(f, w, h)) < limit;
}
