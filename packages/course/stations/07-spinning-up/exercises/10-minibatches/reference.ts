/** The numbers 0 … rows − 1 in random order, in lists of `size`. */
export function minibatches(rows: number, size: number, random: (n: number) => number): number[][] {
  const order = Array.from({ length: rows }, (_, i) => i);
  for (let i = rows - 1; i > 0; i--) {
    const j = random(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  const batches: number[][] = [];
  for (let at = 0; at < rows; at += size) {
    batches.push(order.slice(at, at + size));
  }
  return batches;
}
