/** counts[a][b]: how often b follows a; 0 stands before the first. */
export function bigramCounts(codes: number[], size: number): number[][] {
  throw new Error("Not written yet: bigramCounts");
}

/** The loss of a text in nats a letter, from counts with `added` on top of each. */
export function bigramLoss(counts: number[][], codes: number[], added: number): number {
  throw new Error("Not written yet: bigramLoss");
}
