/** Choosing from a table of action values. */
import type { Rng } from "../core/random.ts";

/** Q [S, A] in row-major order. */
export interface ActionValues {
  readonly values: Float64Array;
  readonly states: number;
  readonly actions: number;
}

export function actionValues(states: number, actions: number, initial = 0): ActionValues {
  return { values: new Float64Array(states * actions).fill(initial), states, actions };
}

/** maxₐ Q(S, a). */
export function maxValue({ values, actions }: ActionValues, S: number): number {
  let best = values[S * actions];
  for (let a = 1; a < actions; a++) if (values[S * actions + a] > best) best = values[S * actions + a];
  return best;
}

/** argmaxₐ Q(S, a), ties broken at random: a fixed order would be a hidden preference. */
export function greedy(Q: ActionValues, S: number, random: Rng): number {
  const best = maxValue(Q, S);
  let ties = 0;
  for (let a = 0; a < Q.actions; a++) if (Q.values[S * Q.actions + a] === best) ties++;
  let pick = ties === 1 ? 0 : random.integer(ties);
  for (let a = 0; a < Q.actions; a++) {
    if (Q.values[S * Q.actions + a] === best && pick-- === 0) return a;
  }
  return 0;
}

/** A random action with probability ε, else a greedy one. */
export function epsilonGreedy(Q: ActionValues, S: number, epsilon: number, random: Rng): number {
  return random.random() < epsilon ? random.integer(Q.actions) : greedy(Q, S, random);
}

/** π(a | S) of the ε-greedy policy, ties sharing equally; written to out. */
export function epsilonGreedyProbabilities(Q: ActionValues, S: number, epsilon: number, out: Float64Array): Float64Array {
  const best = maxValue(Q, S);
  let ties = 0;
  for (let a = 0; a < Q.actions; a++) if (Q.values[S * Q.actions + a] === best) ties++;
  for (let a = 0; a < Q.actions; a++) {
    out[a] = epsilon / Q.actions + (Q.values[S * Q.actions + a] === best ? (1 - epsilon) / ties : 0);
  }
  return out;
}
