/** Choosing from a table of action values. */
import type { Rng } from "../core/random.ts";
import type { TabularAgent } from "./report.ts";

/** A way of behaving that is given, not learned: an action in state S. */
export type Policy = (S: number, random: Rng) => number;

/** Q [S, A] in row-major order. */
export interface ActionValues {
  readonly values: Float64Array;
  readonly states: number;
  readonly actions: number;
  /** [S, A]: 1 where the world allows the action; absent where it allows all. */
  readonly allowed?: Uint8Array | undefined;
}

/** @param allowed the walker's, so that a world's forbidden actions are never chosen nor counted in a maximum */
export function actionValues(
  states: number,
  actions: number,
  initial = 0,
  allowed?: Uint8Array,
): ActionValues {
  return { values: new Float64Array(states * actions).fill(initial), states, actions, allowed };
}

/** maxₐ Q(S, a). */
export function maxValue({ values, actions, allowed }: ActionValues, S: number): number {
  let best = -Infinity;
  for (let i = S * actions, end = i + actions; i < end; i++) {
    if (values[i] > best && (allowed === undefined || allowed[i] === 1)) best = values[i];
  }
  return best;
}

/** Whether a is allowed in S and no other action has a higher value. */
const isGreedy = (
  { values, actions, allowed }: ActionValues,
  S: number,
  a: number,
  best: number,
): boolean =>
  values[S * actions + a] === best && (allowed === undefined || allowed[S * actions + a] === 1);

/** argmaxₐ Q(S, a), ties broken at random: a fixed order would be a hidden preference. */
export function greedy(Q: ActionValues, S: number, random: Rng): number {
  const best = maxValue(Q, S);
  let ties = 0;
  for (let a = 0; a < Q.actions; a++) if (isGreedy(Q, S, a, best)) ties++;
  let pick = ties <= 1 ? 0 : random.integer(ties);
  for (let a = 0; a < Q.actions; a++) if (isGreedy(Q, S, a, best) && pick-- === 0) return a;
  return 0;
}

/** Any allowed action, all equally likely. */
export function anyAction({ actions, allowed }: ActionValues, S: number, random: Rng): number {
  if (allowed === undefined) return random.integer(actions);
  let pick = random.integer(Math.max(1, allowedActions(allowed, S, actions)));
  for (let a = 0; a < actions; a++) if (allowed[S * actions + a] === 1 && pick-- === 0) return a;
  return 0;
}

/** How many actions the world allows in S. */
function allowedActions(allowed: Uint8Array | undefined, S: number, actions: number): number {
  if (allowed === undefined) return actions;
  let count = 0;
  for (let a = 0; a < actions; a++) count += allowed[S * actions + a];
  return count;
}

/** A random action with probability ε, else a greedy one. */
export function epsilonGreedy(Q: ActionValues, S: number, epsilon: number, random: Rng): number {
  return random.random() < epsilon ? anyAction(Q, S, random) : greedy(Q, S, random);
}

/** π(a | S) of the ε-greedy policy, ties sharing equally; written to out. */
export function epsilonGreedyProbabilities(
  Q: ActionValues,
  S: number,
  epsilon: number,
  out: Float64Array,
): Float64Array {
  const best = maxValue(Q, S);
  const share = epsilon / Math.max(1, allowedActions(Q.allowed, S, Q.actions));
  let ties = 0;
  for (let a = 0; a < Q.actions; a++) if (isGreedy(Q, S, a, best)) ties++;
  for (let a = 0; a < Q.actions; a++) {
    const isAllowed = Q.allowed === undefined || Q.allowed[S * Q.actions + a] === 1;
    out[a] = (isAllowed ? share : 0) + (isGreedy(Q, S, a, best) ? (1 - epsilon) / ties : 0);
  }
  return out;
}

/** Σₐ π(a | S) Q(S, a) of the ε-greedy policy, whatever way ties are broken. */
export function expectedValue(Q: ActionValues, S: number, epsilon: number): number {
  const { values, actions, allowed } = Q;
  let sum = 0;
  for (let i = S * actions, end = i + actions; i < end; i++)
    if (allowed === undefined || allowed[i] === 1) sum += values[i];
  return (
    (epsilon * sum) / Math.max(1, allowedActions(allowed, S, actions)) +
    (1 - epsilon) * maxValue(Q, S)
  );
}

/** The live policy of a table: ε-greedy, or greedy if deterministic. It draws from a stream of its own. */
export function tableAgent(Q: ActionValues, epsilon: number, random: Rng): TabularAgent {
  return {
    act: (S, { deterministic = false } = {}) =>
      deterministic ? greedy(Q, S, random) : epsilonGreedy(Q, S, epsilon, random),
    value: (S) => maxValue(Q, S),
  };
}
