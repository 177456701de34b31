/** The numbers 0 … rows − 1 in random order, in lists of `size`. */
export function minibatches(rows: number, size: number, random: (n: number) => number): number[][] {
  throw new Error("Not written yet: minibatches");
}
