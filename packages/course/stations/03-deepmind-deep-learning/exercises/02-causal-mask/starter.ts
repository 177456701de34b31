/** 0 where place i may look at place j, which is not after it; −Infinity elsewhere. */
export function causalMask(n: number): number[][] {
  throw new Error("Not written yet: causalMask");
}

/** The softmax of each row of scores + mask; zeros where all is hidden. */
export function maskedSoftmax(scores: number[][], mask: number[][]): number[][] {
  throw new Error("Not written yet: maskedSoftmax");
}
