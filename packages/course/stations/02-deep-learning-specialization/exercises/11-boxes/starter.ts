/** What two boxes [left, top, right, bottom] share, by what they cover together. */
export function iou(a: number[], b: number[]): number {
  throw new Error("Not written yet: iou");
}

/** The places of the boxes that are kept, best first. */
export function nonMaxSuppression(
  boxes: number[][],
  scores: number[],
  threshold: number,
  most: number,
): number[] {
  throw new Error("Not written yet: nonMaxSuppression");
}
