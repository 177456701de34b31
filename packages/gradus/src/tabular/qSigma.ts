/**
 * n-step Q(σ) and, at its end σ = 0, n-step tree backup. Sutton & Barto, 2nd ed., sections 7.5 and 7.6, boxes p. 154 and p. 156;
 * Precup, Sutton and Singh 2000; De Asis et al. 2018.
 *
 * σ says how much of each step is sampled: 1 is Sarsa with importance sampling, 0 takes the expectation over all actions and needs
 * none. With V̄ = Σₐ π(a | S) Q(S, a), going back from the end of the return,
 *
 *     G ← R + γ [σ ρ + (1 − σ) π(A | S)] (G − Q(S, A)) + γ V̄(S)         (7.17)
 *
 * which at the end itself, where G = Q(S, A), is R + γ V̄(S) whatever σ is. Behaviour b is ε_b-greedy, target π ε-greedy in the same table.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { stepsAhead, tdControlKnobs } from "./knobs.ts";
import {
  type ActionValues,
  epsilonGreedy,
  epsilonGreedyProbabilities,
  expectedValue,
} from "./policy.ts";
import { resumable, type TabularReport, type TabularState } from "./report.ts";
import { tableControl } from "./tableControl.ts";
import { counted } from "./walk.ts";
import type { TabularWorld } from "./walker.ts";

export const treeBackupKnobs = {
  n: stepsAhead,
  ...tdControlKnobs,
  epsilon: {
    ...tdControlKnobs.epsilon,
    doc: "Share of random actions of the target policy π, which is learned.",
  },
  explore: {
    default: 0.1,
    symbol: "ε_b",
    range: [1e-9, 1],
    doc: "Share of random actions of the behaviour policy b, which acts.",
  },
} as const satisfies Knobs;
export type TreeBackupConfig = ConfigOf<typeof treeBackupKnobs>;

export const qSigmaKnobs = {
  ...treeBackupKnobs,
  sigma: {
    default: 0.5,
    symbol: "σ",
    range: [0, 1],
    doc: "How much of each step is sampled: 0 is tree backup, 1 is Sarsa.",
  },
} as const satisfies Knobs;
export type QSigmaConfig = ConfigOf<typeof qSigmaKnobs>;
export interface QSigmaReport extends TabularReport {
  readonly Q: ActionValues;
}

export function* qSigma(
  world: TabularWorld,
  overrides: Partial<QSigmaConfig>,
  random: Rng,
  from?: TabularState,
): Generator<QSigmaReport> {
  const { n, alpha, gamma, epsilon, explore, sigma, initial } = configure(qSigmaKnobs, overrides);
  const { walk, Q, agent, streams } = tableControl(world, epsilon, initial, random);
  const state = resumable({ walk, agent: streams.agent, Q: Q.values }, from);
  const pi = new Float64Array(Q.actions);
  const b = new Float64Array(Q.actions);
  const S: number[] = [];
  const A: number[] = [];
  const R: number[] = []; // R[t + 1] follows S[t], A[t]
  const rho: number[] = []; // when the action was chosen, as in the book

  for (;;) {
    S.length = A.length = R.length = rho.length = 0;
    S[0] = walk.start();
    A[0] = epsilonGreedy(Q, S[0], explore, streams.agent);
    let T = Infinity;
    for (let t = 0, tau = -n; tau < T - 1; t++) {
      if (t < T) {
        walk.take(A[t]);
        R[t + 1] = walk.R;
        S[t + 1] = walk.next;
        if (walk.over) T = t + 1;
        if (!walk.terminated) {
          A[t + 1] = epsilonGreedy(Q, S[t + 1], explore, streams.agent);
          rho[t + 1] = ratio(S[t + 1], A[t + 1]);
        }
        walk.advance();
      }
      tau = t - n + 1; // whose estimate is being updated
      if (tau < 0) continue;
      const end = Math.min(tau + n, T);
      let G =
        end === T && walk.terminated ? R[end] : R[end] + gamma * expectedValue(Q, S[end], epsilon);
      for (let k = end - 1; k > tau; k--) {
        const at = S[k] * Q.actions + A[k];
        const weight =
          sigma * rho[k] + (1 - sigma) * epsilonGreedyProbabilities(Q, S[k], epsilon, pi)[A[k]];
        G = R[k] + gamma * (weight * (G - Q.values[at]) + expectedValue(Q, S[k], epsilon));
      }
      const at = S[tau] * Q.actions + A[tau];
      Q.values[at] += alpha * (G - Q.values[at]);
    }
    yield { ...counted(walk), Q, agent, state };
  }

  function ratio(s: number, a: number): number {
    return (
      epsilonGreedyProbabilities(Q, s, epsilon, pi)[a] /
      epsilonGreedyProbabilities(Q, s, explore, b)[a]
    );
  }
}

export function treeBackup(
  world: TabularWorld,
  overrides: Partial<TreeBackupConfig>,
  random: Rng,
  from?: TabularState,
): Generator<QSigmaReport> {
  return qSigma(world, { ...configure(treeBackupKnobs, overrides), sigma: 0 }, random, from);
}
