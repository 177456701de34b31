import { exp } from "gradus/core";

/** 0 where place i may look at place j, which is not after it; −Infinity elsewhere. */
export function causalMask(n: number): number[][] {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_2, j) => (j <= i ? 0 : Number.NEGATIVE_INFINITY)),
  );
}

/** The softmax of each row of scores + mask; zeros where all is hidden. */
export function maskedSoftmax(scores: number[][], mask: number[][]): number[][] {
  return scores.map((row, i) => {
    const shown = row.map((x, j) => x + mask[i][j]);
    const most = Math.max(...shown);
    if (most === Number.NEGATIVE_INFINITY) return row.map(() => 0);
    const e = shown.map((x) => exp(x - most));
    const total = e.reduce((a, b) => a + b, 0);
    return e.map((x) => x / total);
  });
}
