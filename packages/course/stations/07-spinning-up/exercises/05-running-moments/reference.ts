interface Moments {
  count: number;
  mean: number[];
  squares: number[];
}

/** Takes one observation into the statistics, in place. */
export function updateMoments(moments: Moments, x: number[]): void {
  moments.count++;
  for (let i = 0; i < x.length; i++) {
    const d = x[i] - moments.mean[i];
    moments.mean[i] += d / moments.count;
    moments.squares[i] += d * (x[i] - moments.mean[i]);
  }
}
