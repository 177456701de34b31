/** Blackjack, exactly: values, moments of returns and of importance-sampled returns, and how often each hand occurs. */
import { bookBlackjackModel } from "gradus/envs/book";

const model = bookBlackjackModel("deal");
export const STICK = 0;
export const HIT = 1;

/** The player of Example 5.1 sticks on 20 and 21; the number of the first hand with a sum of 20 is 20 · 22. */
export const stickOnTwenty = (s: number): number => (s >= 20 * 22 ? STICK : HIT);

/** π(a | s) of that player as a table [S, 2]. */
export function stickOnTwentyTable(): Float64Array {
  const pi = new Float64Array(model.states * 2);
  for (let s = 0; s < model.states; s++) pi[2 * s + stickOnTwenty(s)] = 1;
  return pi;
}

/**
 * E[(weight per step)^T G^k | s] of the player who sticks on 20: with weight 1 the k-th moment of the return. With behaviour b = ½ the
 * k-th moment of ρG is that with weight 2^(k−1), because each step multiplies by b (1/b)^k.
 */
export function moment(k: number, weight = 1): Float64Array {
  const M = new Float64Array(model.states);
  const power = (r: number) => Array.from({ length: k }).reduce<number>((x) => x * r, 1);
  for (let sweep = 0; sweep < 30; sweep++) {
    // sums only grow: a hand has at most about twenty cards
    for (let s = 0; s < model.states; s++) {
      M[s] = 0;
      for (const { probability, next, reward, terminated } of model.transitions[s][
        stickOnTwenty(s)
      ]) {
        M[s] += weight * probability * (terminated ? power(reward) : M[next]);
      }
    }
  }
  return M;
}

/** Probability that a game of the player who sticks on 20 comes to a hand; no hand occurs twice in a game. */
export function occupancy(): Float64Array {
  const total = new Float64Array(model.states);
  let now = Float64Array.from(model.start);
  for (let step = 0; step < 30; step++) {
    const then = new Float64Array(model.states);
    now.forEach((p, s) => {
      if (p === 0) return;
      total[s] += p;
      for (const { probability, next, terminated } of model.transitions[s][stickOnTwenty(s)])
        if (!terminated) then[next] += p * probability;
    });
    now = then;
  }
  return total;
}
