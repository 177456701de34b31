import { log } from "gradus/core";

/** The arm with the largest upper confidence bound, untried ones first. */
export function ucb1(Q: number[], N: number[], t: number): number {
  let best = -Infinity;
  let A = 0;
  for (let a = 0; a < Q.length; a++) {
    if (N[a] === 0) return a;
    const bound = Q[a] + Math.sqrt((2 * log(t)) / N[a]);
    if (bound > best) {
      best = bound;
      A = a;
    }
  }
  return A;
}

/** What was missed after each pull, in expected rewards. */
export function regret(means: number[], arms: number[]): number[] {
  const best = Math.max(...means);
  let missed = 0;
  return arms.map((a) => {
    missed += best - means[a];
    return missed;
  });
}
