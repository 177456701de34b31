/** What dynamic programming needs of a world: its four-argument p(s′, r | s, a), as a sum over it. */
import { ShapeError, ValueError } from "../core/errors.ts";
import type { Mdp, Transition } from "../env/mdp.ts";

export interface Model {
  readonly states: number;
  readonly actions: number;
  /**
   * The expected update of one state and action; −Infinity where the action cannot be taken.
   *
   *     Σ p(s′, r | s, a) [r + γ V(s′)]     over s′, r
   *
   * V counts as 0 where the transition ends the episode.
   */
  expected(s: number, a: number, V: Float64Array, gamma: number): number;
  /** p written out, where it is. */
  readonly transitions?: Mdp["transitions"];
}

/** A model, a written-out decision process, or a world that knows its own. */
export type ModelSource = Model | Mdp | KnownWorld;
interface KnownWorld {
  readonly id: string;
  model?(): Mdp;
}

/** @throws ValueError for a world that has no model */
export function modelOf(source: ModelSource): Model {
  if ("expected" in source) return source;
  if ("transitions" in source) return written(source);
  const model = source.model?.();
  if (model !== undefined) return written(model);
  throw new ValueError(
    `${source.id}: dynamic programming needs the world's model, and this world has none that is written out. Use FrozenLake-v1 or another finite world, or learn from experience (q-learning).`,
  );
}

function written({ states, actions, transitions }: Mdp): Model {
  const expected = (s: number, a: number, V: Float64Array, gamma: number): number => {
    const row = transitions[s][a];
    if (row.length === 0) return -Infinity;
    let q = 0;
    for (let i = 0; i < row.length; i++) {
      const { probability, next, reward, terminated } = row[i];
      q += probability * (terminated ? reward : reward + gamma * V[next]);
    }
    return q;
  };
  return { states, actions, transitions, expected };
}

/** Two actions whose values differ by less are equally good: the last bits of a sum are no preference. */
export const TIE = 1e-9;

/** maxₐ of the expected updates of s; 0 where nothing can be done. */
export function bestExpected(model: Model, s: number, V: Float64Array, gamma: number): number {
  let best = -Infinity;
  for (let a = 0; a < model.actions; a++) {
    const q = model.expected(s, a, V, gamma);
    if (q > best) best = q;
  }
  return best === -Infinity ? 0 : best;
}

/** argmaxₐ of the expected updates of s: the preferred action if it is one of the best, else the first of them. */
export function bestAction(
  model: Model,
  s: number,
  V: Float64Array,
  gamma: number,
  preferred = -1,
): number {
  const enough = bestExpected(model, s, V, gamma) - TIE;
  if (preferred >= 0 && model.expected(s, preferred, V, gamma) >= enough) return preferred;
  for (let a = 0; a < model.actions; a++) if (model.expected(s, a, V, gamma) >= enough) return a;
  return 0; // nothing can be done in s
}

/** The greedy policy with respect to V: one action a state, of equally good ones the first. */
export function greedyPolicy(source: ModelSource, V: Float64Array, gamma: number): Int32Array {
  const model = modelOf(source);
  return Int32Array.from({ length: model.states }, (_, s) => bestAction(model, s, V, gamma));
}

/** All actions in s that are equally best. */
export function bestActions(
  source: ModelSource,
  s: number,
  V: Float64Array,
  gamma: number,
): number[] {
  const model = modelOf(source);
  const enough = bestExpected(model, s, V, gamma) - TIE;
  return Array.from({ length: model.actions }, (_, a) => a).filter(
    (a) => model.expected(s, a, V, gamma) >= enough,
  );
}

/** π(a | s) as a table [S, A]: all actions that can be taken equally likely. */
export function equiprobable(source: ModelSource): Float64Array {
  const model = modelOf(source);
  const { states, actions } = model;
  const pi = new Float64Array(states * actions);
  const zero = new Float64Array(states);
  for (let s = 0; s < states; s++) {
    const can = Array.from({ length: actions }, (_, a) => a).filter(
      (a) => model.expected(s, a, zero, 1) > -Infinity,
    );
    for (const a of can) pi[s * actions + a] = 1 / can.length;
  }
  return pi;
}

/** π(a | s) as a table [S, A], from one action a state. */
export function deterministic(policy: ArrayLike<number>, actions: number): Float64Array {
  const pi = new Float64Array(policy.length * actions);
  for (let s = 0; s < policy.length; s++) pi[s * actions + policy[s]] = 1;
  return pi;
}

/** Σₐ π(a | s) Σ p(s′, r | s, a) [r + γ V(s′)]. */
export function underPolicy(
  model: Model,
  pi: Float64Array,
  s: number,
  V: Float64Array,
  gamma: number,
): number {
  let v = 0;
  for (let a = 0; a < model.actions; a++) {
    const probability = pi[s * model.actions + a];
    if (probability > 0) v += probability * model.expected(s, a, V, gamma);
  }
  return v;
}

/**
 * v_π, exactly, by solving (I − γ P_π) v = r_π. Sutton & Barto, 2nd ed., section 4.1, p. 74.
 *
 * @throws ValueError where v_π is not finite (γ = 1 and an episode that may never end), or p is not written out
 * @throws ShapeError for a policy of another size
 */
export function solveValues(source: ModelSource, pi: Float64Array, gamma: number): Float64Array {
  const { states: n, actions, transitions } = modelOf(source);
  if (transitions === undefined)
    throw new ValueError(
      "Solving for v_π needs a model whose transitions are written out; use policy evaluation.",
    );
  if (pi.length !== n * actions)
    throw new ShapeError(
      `The policy has ${pi.length} probabilities for ${n} states of ${actions} actions.`,
    );
  const A = Array.from({ length: n }, (_, s) => {
    const row = new Float64Array(n + 1); // the last column is r_π
    row[s] = 1;
    for (let a = 0; a < actions; a++) addRow(row, transitions[s][a], pi[s * actions + a], gamma, n);
    return row;
  });
  return eliminate(A);
}

function addRow(
  row: Float64Array,
  outcomes: readonly Transition[],
  weight: number,
  gamma: number,
  n: number,
): void {
  for (const { probability, next, reward, terminated } of outcomes) {
    row[n] += weight * probability * reward;
    if (!terminated) row[next] -= weight * probability * gamma;
  }
}

/** Gaussian elimination with the largest pivot of each column; A [n, n + 1] is overwritten. */
function eliminate(A: Float64Array[]): Float64Array {
  const n = A.length;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(A[i][k]) > Math.abs(A[pivot][k])) pivot = i;
    [A[k], A[pivot]] = [A[pivot], A[k]];
    if (Math.abs(A[k][k]) < 1e-12)
      throw new ValueError(
        "v_π is not finite: with γ = 1 the policy must end every episode. Lower gamma or change the policy.",
      );
    for (let i = k + 1; i < n; i++) {
      const factor = A[i][k] / A[k][k];
      if (factor !== 0) for (let j = k; j <= n; j++) A[i][j] -= factor * A[k][j];
    }
  }
  const v = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    let sum = A[i][n];
    for (let j = i + 1; j < n; j++) sum -= A[i][j] * v[j];
    v[i] = sum / A[i][i];
  }
  return v;
}
