/**
 * Batch TD(0) and batch Monte Carlo: what each settles on when all episodes seen so far are shown to it again and again.
 * Sutton & Barto, 2nd ed., section 6.3.
 *
 * Sweeping with a small step size converges, and the limit is computed here directly:
 *
 * - batch Monte Carlo to the mean of the returns that followed each state, the least squares fit to the training set;
 * - batch TD(0) to the certainty-equivalence estimate, the exact values of the maximum-likelihood Markov process:
 *   V(s) = r̂(s) + γ Σₛ′ p̂(s′ | s) V(s′), with counts for r̂ and p̂.
 *
 * States that were never left keep their first value. The linear system is dense: for small worlds.
 */

import type { ConfigOf, Knobs } from "../core/knobs.ts";
import { configure } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { predictionKnobs } from "./knobs.ts";
import type { Policy } from "./policy.ts";
import { type PredictionReport, predictor, uniformPolicy } from "./prediction.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf, type TabularWorld, Walker } from "./walker.ts";

export const batchKnobs = {
  gamma: predictionKnobs.gamma,
  initial: predictionKnobs.initial,
} as const satisfies Knobs;
export type BatchConfig = ConfigOf<typeof batchKnobs>;
export type BatchReport = PredictionReport;

/** @param policy what to evaluate; all actions equally likely if absent */
export function* batchTd(
  world: TabularWorld,
  overrides: Partial<BatchConfig>,
  random: Rng,
  from?: TabularState,
  policy?: Policy,
): Generator<BatchReport> {
  const { gamma, initial } = configure(batchKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new Walker(world, streams.world);
  const pi = policy ?? uniformPolicy(walk);
  const n = walk.states;
  const V = new Float64Array(n).fill(initial);
  const visits = new Float64Array(n); // how often a state was left,
  const rewards = new Float64Array(n); // what that brought in sum,
  const followed = new Float64Array(n * n); // and how often s′ followed s, ends of episodes not counted
  const agent = predictor(pi, V, streams.asked);
  const state = resumable({ walk, agent: streams.agent, V, visits, rewards, followed }, from);

  for (;;) {
    walk.start();
    while (!walk.over) {
      walk.take(pi(walk.S, streams.agent));
      visits[walk.S]++;
      rewards[walk.S] += walk.R;
      if (!walk.terminated) followed[walk.S * n + walk.next]++;
      walk.advance();
    }
    certaintyEquivalence(V, visits, rewards, followed, gamma);
    yield { ...counted(walk), V, agent, state };
  }
}

/** Solves N(s) V(s) − γ Σₛ′ N(s, s′) V(s′) = ΣR(s) for the states that were left at least once; the others are given. */
function certaintyEquivalence(
  V: Float64Array,
  visits: Float64Array,
  rewards: Float64Array,
  followed: Float64Array,
  gamma: number,
): void {
  const n = V.length;
  const known = Array.from(visits.keys()).filter((s) => visits[s] > 0);
  const rows = known.map((s) => {
    let b = rewards[s];
    for (let next = 0; next < n; next++)
      if (visits[next] === 0) b += gamma * followed[s * n + next] * V[next];
    return Float64Array.from([
      ...known.map((next) => (next === s ? visits[s] : 0) - gamma * followed[s * n + next]),
      b,
    ]);
  });
  solve(rows).forEach((v, i) => {
    V[known[i]] = v;
  });
}

/** Gaussian elimination on [A | b]; A is diagonally dominant, so it needs no pivots. */
function solve(rows: readonly Float64Array[]): Float64Array {
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    for (let i = k + 1; i < n; i++) {
      const factor = rows[i][k] / rows[k][k];
      if (factor !== 0) for (let j = k; j <= n; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  const x = new Float64Array(n);
  for (let k = n - 1; k >= 0; k--) {
    let sum = rows[k][n];
    for (let j = k + 1; j < n; j++) sum -= rows[k][j] * x[j];
    x[k] = sum / rows[k][k];
  }
  return x;
}

/** @param policy what to evaluate; all actions equally likely if absent */
export function* batchMC(
  world: TabularWorld,
  overrides: Partial<BatchConfig>,
  random: Rng,
  from?: TabularState,
  policy?: Policy,
): Generator<BatchReport> {
  const { gamma, initial } = configure(batchKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new Walker(world, streams.world);
  const pi = policy ?? uniformPolicy(walk);
  const V = new Float64Array(walk.states).fill(initial);
  const visits = new Float64Array(walk.states);
  const agent = predictor(pi, V, streams.asked);
  const state = resumable({ walk, agent: streams.agent, V, visits }, from);
  const S: number[] = [];
  const R: number[] = [];

  for (;;) {
    S.length = R.length = 0;
    walk.start();
    while (!walk.over) {
      S.push(walk.S);
      walk.take(pi(walk.S, streams.agent));
      R.push(walk.R);
      walk.advance();
    }
    let G = walk.terminated ? 0 : V[walk.S];
    for (let t = S.length - 1; t >= 0; t--) {
      G = R[t] + gamma * G;
      visits[S[t]]++;
      V[S[t]] += (G - V[S[t]]) / visits[S[t]]; // the mean of all returns that followed S[t]
    }
    yield { ...counted(walk), V, agent, state };
  }
}
