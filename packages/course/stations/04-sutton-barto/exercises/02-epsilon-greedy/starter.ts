/** The best action by Q, chance deciding among equals; with probability epsilon any action. */
export function epsilonGreedy(Q: number[], epsilon: number, random: () => number): number {
  throw new Error("Not written yet: epsilonGreedy");
}
