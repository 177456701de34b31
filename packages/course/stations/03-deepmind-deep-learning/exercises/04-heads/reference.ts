/** [places][width] → [heads][places][width / heads]: head h has the numbers from h · width/heads on. */
export function splitHeads(x: number[][], heads: number): number[][][] {
  const share = x[0].length / heads;
  return Array.from({ length: heads }, (_, h) =>
    x.map((row) => row.slice(h * share, (h + 1) * share)),
  );
}

/** Back again: [heads][places][share] → [places][heads · share]. */
export function mergeHeads(parts: number[][][]): number[][] {
  return parts[0].map((_, t) => parts.flatMap((head) => head[t]));
}
