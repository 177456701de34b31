/** The best action by Q, chance deciding among equals; with probability epsilon any action. */
export function epsilonGreedy(Q: number[], epsilon: number, random: () => number): number {
  if (random() < epsilon) return Math.floor(random() * Q.length);
  const best = Math.max(...Q);
  const equal: number[] = [];
  for (let a = 0; a < Q.length; a++) if (Q[a] === best) equal.push(a);
  return equal[Math.floor(random() * equal.length)];
}
