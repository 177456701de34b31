const area = ([left, top, right, bottom]: number[]): number => (right - left) * (bottom - top);

/** What two boxes [left, top, right, bottom] share, by what they cover together. */
export function iou(a: number[], b: number[]): number {
  const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const shared = width * height;
  return shared / (area(a) + area(b) - shared);
}

/** The places of the boxes that are kept, best first. */
export function nonMaxSuppression(
  boxes: number[][],
  scores: number[],
  threshold: number,
  most: number,
): number[] {
  let waiting = scores.map((_, i) => i).sort((i, j) => scores[j] - scores[i]);
  const kept: number[] = [];
  while (waiting.length > 0 && kept.length < most) {
    const [best, ...others] = waiting;
    kept.push(best);
    waiting = others.filter((i) => iou(boxes[best], boxes[i]) <= threshold);
  }
  return kept;
}
