/** [0]: probability of going bust; [17] … [21]: of ending there. The dealer starts from a sum of `first`. */
export function dealerEnds(first: number): number[] {
  throw new Error("Not written yet: dealerEnds");
}
