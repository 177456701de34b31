/**
 * The updates of chapter 11 in expectation, one synchronous sweep over all states at a time: no chance, so the numbers are exact.
 * Sutton & Barto, 2nd ed., Figures 11.2 (right), 11.5 and 11.6.
 *
 *     δ̄(s) = Σ π(a | s) p(s′, r | s, a) [r + γ wᵀx(s′)] − wᵀx(s)
 *
 * Averaging ρ over the behaviour turns b into π, so b matters only through μ, how often it is in each state.
 */
import type { Mdp } from "../env/mdp.ts";
import { add, dot, type Features, type FeatureVector } from "./features.ts";

/** A model, the policy to evaluate, and how often the behaviour visits each state. */
export interface OffPolicyProblem {
  readonly model: Mdp;
  readonly features: Features;
  /** π(a | s), [S][A]. */
  readonly target: readonly ArrayLike<number>[];
  /** μ(s) under the behaviour. */
  readonly mu: ArrayLike<number>;
  readonly gamma: number;
}

export interface ExpectedReport {
  readonly sweeps: number;
  readonly w: Float64Array;
  /** TDC's second weights. */
  readonly v?: Float64Array;
}

/** What one state contributes: x(s), δ̄(s), and x̄′(s) = E[x(S′) | s] under π. */
interface Row {
  readonly x: FeatureVector;
  readonly next: Float64Array;
  readonly reward: number;
}

function rows({ model, features, target }: OffPolicyProblem): Row[] {
  return Array.from({ length: model.states }, (_, s) => {
    const next = new Float64Array(features.size);
    let reward = 0;
    for (let a = 0; a < model.actions; a++) {
      for (const t of model.transitions[s][a]) {
        const p = target[s][a] * t.probability;
        reward += p * t.reward;
        if (!t.terminated && p > 0) add(next, p, features([t.next]));
      }
    }
    return { x: features([s]), next, reward };
  });
}

const error = ({ x, next, reward }: Row, w: Float64Array, gamma: number): number =>
  reward + gamma * dot(w, next) - dot(w, x);

/** Semi-gradient dynamic programming: w ← w + α Σ μ(s) δ̄(s) x(s)   (11.9, synchronously). */
export function* semiGradientDp(
  problem: OffPolicyProblem,
  alpha: number,
  weights: ArrayLike<number>,
): Generator<ExpectedReport> {
  const all = rows(problem);
  const w = Float64Array.from(weights);
  for (let sweeps = 1; ; sweeps++) {
    const deltas = all.map((row) => error(row, w, problem.gamma));
    all.forEach(({ x }, s) => {
      add(w, alpha * problem.mu[s] * deltas[s], x);
    });
    yield { sweeps, w };
  }
}

/** TDC: w ← w + α Σ μ(s) [δ̄ x − γ x̄′ vᵀx],  v ← v + β Σ μ(s) [δ̄ − vᵀx] x. */
export function* expectedTdc(
  problem: OffPolicyProblem,
  alpha: number,
  beta: number,
  weights: ArrayLike<number>,
): Generator<ExpectedReport> {
  const all = rows(problem);
  const w = Float64Array.from(weights);
  const v = new Float64Array(w.length);
  for (let sweeps = 1; ; sweeps++) {
    const deltas = all.map((row) => error(row, w, problem.gamma));
    const corrections = all.map(({ x }) => dot(v, x));
    all.forEach(({ x, next }, s) => {
      const m = problem.mu[s];
      add(w, alpha * m * deltas[s], x);
      add(w, -alpha * m * problem.gamma * corrections[s], next);
      add(v, beta * m * (deltas[s] - corrections[s]), x);
    });
    yield { sweeps, w, v };
  }
}

/**
 * Emphatic TD: w ← w + α Σ f(s) δ̄(s) x(s), where f(s) = μ(s) E[M | s] follows
 * f(s′) ← μ(s′) + γ Σ f(s) Σₐ π(a | s) p(s′ | s, a): interest 1, and what π carries over from where M was.
 */
export function* expectedEmphaticTd(
  problem: OffPolicyProblem,
  alpha: number,
  weights: ArrayLike<number>,
): Generator<ExpectedReport> {
  const { model, target, mu, gamma } = problem;
  const all = rows(problem);
  const w = Float64Array.from(weights);
  let f = new Float64Array(model.states);
  for (let sweeps = 1; ; sweeps++) {
    const followOn = Float64Array.from(mu);
    for (let s = 0; s < model.states; s++) {
      for (let a = 0; a < model.actions; a++) {
        for (const { probability, next, terminated } of model.transitions[s][a]) {
          if (!terminated) followOn[next] += gamma * f[s] * target[s][a] * probability;
        }
      }
    }
    f = followOn;
    const deltas = all.map((row) => error(row, w, gamma));
    all.forEach(({ x }, s) => {
      add(w, alpha * f[s] * deltas[s], x);
    });
    yield { sweeps, w };
  }
}

/** √VE: the root of the mean squared value error, weighted by μ (9.1). */
export function rootValueError(
  { features, mu }: Pick<OffPolicyProblem, "features" | "mu">,
  w: Float64Array,
  trueValues: ArrayLike<number>,
): number {
  let sum = 0;
  for (let s = 0; s < mu.length; s++) {
    const e = trueValues[s] - dot(w, features([s]));
    sum += mu[s] * e * e;
  }
  return Math.sqrt(sum);
}
