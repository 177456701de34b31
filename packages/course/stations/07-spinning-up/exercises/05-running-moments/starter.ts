interface Moments {
  count: number;
  mean: number[];
  squares: number[];
}

/** Takes one observation into the statistics, in place. */
export function updateMoments(moments: Moments, x: number[]): void {
  throw new Error("Not written yet: updateMoments");
}
