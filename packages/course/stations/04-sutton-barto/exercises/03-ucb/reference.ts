import { log } from "gradus/core";

/** The action with the largest upper confidence bound; untried ones first. */
export function ucb(Q: number[], N: number[], t: number, c: number): number {
  let best = -Infinity;
  let A = 0;
  for (let a = 0; a < Q.length; a++) {
    if (N[a] === 0) return a;
    const bound = Q[a] + c * Math.sqrt(log(t) / N[a]);
    if (bound > best) {
      best = bound;
      A = a;
    }
  }
  return A;
}
