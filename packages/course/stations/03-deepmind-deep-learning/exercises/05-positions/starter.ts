/** A row for each place: sines at even numbers, cosines at odd ones, slower from pair to pair. */
export function positionalEncoding(length: number, width: number): number[][] {
  throw new Error("Not written yet: positionalEncoding");
}
