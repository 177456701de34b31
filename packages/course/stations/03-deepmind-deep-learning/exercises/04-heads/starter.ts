/** [places][width] → [heads][places][width / heads]: head h has the numbers from h · width/heads on. */
export function splitHeads(x: number[][], heads: number): number[][][] {
  throw new Error("Not written yet: splitHeads");
}

/** Back again: [heads][places][share] → [places][heads · share]. */
export function mergeHeads(parts: number[][][]): number[][] {
  throw new Error("Not written yet: mergeHeads");
}
