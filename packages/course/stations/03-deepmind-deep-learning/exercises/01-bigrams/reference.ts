import { log } from "gradus/core";

/** counts[a][b]: how often b follows a; 0 stands before the first. */
export function bigramCounts(codes: number[], size: number): number[][] {
  const counts = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  let before = 0;
  for (const next of codes) {
    counts[before][next]++;
    before = next;
  }
  return counts;
}

/** The loss of a text in nats a letter, from counts with `added` on top of each. */
export function bigramLoss(counts: number[][], codes: number[], added: number): number {
  let before = 0;
  let sum = 0;
  for (const next of codes) {
    const row = counts[before];
    const total = row.reduce((s, n) => s + n + added, 0);
    sum -= log((row[next] + added) / total);
    before = next;
  }
  return sum / codes.length;
}
