/**
 * On-policy Monte Carlo control for ε-soft policies. Sutton & Barto, 2nd ed., section 5.4, box p. 101.
 *
 *     Q(Sₜ, Aₜ) ← Q(Sₜ, Aₜ) + [G − Q(Sₜ, Aₜ)] / N(Sₜ, Aₜ),   π ← ε-greedy with respect to Q
 *
 * ε is constant as in the book, or falls with the visits to a state, ε = N₀ / (N₀ + N(Sₜ)), as in David Silver's Easy21: greedy in
 * the limit, with infinite exploration.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { emptyEpisode, FirstVisits, generate, visitsKnob } from "./episodes.ts";
import { tdControlKnobs } from "./knobs.ts";
import { gammaKnob } from "./planning.ts";
import { type ActionValues, epsilonGreedy, maxValue } from "./policy.ts";
import { resumable, type TabularReport, type TabularState } from "./report.ts";
import { tableControl } from "./tableControl.ts";
import { counted } from "./walk.ts";
import type { TabularWorld } from "./walker.ts";

export const mcControlKnobs = {
  gamma: gammaKnob,
  epsilon: tdControlKnobs.epsilon,
  n0: {
    default: 0,
    symbol: "N₀",
    range: [0, 1e9],
    doc: "If above 0: ε = N₀ / (N₀ + visits of the state) instead of a constant.",
  },
  alpha: {
    default: 0,
    symbol: "α",
    range: [0, 1],
    doc: "A constant step size; 0 averages all returns.",
  },
  initial: tdControlKnobs.initial,
  visits: visitsKnob,
} as const satisfies Knobs;
export type McControlConfig = ConfigOf<typeof mcControlKnobs>;
export interface McControlReport extends TabularReport {
  readonly Q: ActionValues;
}

export function* mcControl(
  world: TabularWorld,
  overrides: Partial<McControlConfig>,
  random: Rng,
  from?: TabularState,
): Generator<McControlReport> {
  const { gamma, epsilon, n0, alpha, initial, visits } = configure(mcControlKnobs, overrides);
  const { walk, Q, agent, streams } = tableControl(world, epsilon, initial, random);
  const N = new Float64Array(Q.values.length); // visits of pairs
  const seen = new Float64Array(walk.states); // visits of states
  const state = resumable({ walk, agent: streams.agent, Q: Q.values, N, seen }, from);
  const episode = emptyEpisode();
  const firsts = new FirstVisits(Q.values.length);
  const soft = (S: number, random: Rng) =>
    epsilonGreedy(Q, S, n0 > 0 ? n0 / (n0 + seen[S]++) : epsilon, random);

  for (;;) {
    const { S, A, R } = generate(walk, soft, streams.agent, episode);
    firsts.mark(S.length, (t) => S[t] * Q.actions + A[t]);
    let G = walk.terminated ? 0 : maxValue(Q, walk.S); // a time limit is completed with an estimate
    for (let t = S.length - 1; t >= 0; t--) {
      G = gamma * G + R[t];
      if (visits === "first" && !firsts.isFirst(t)) continue;
      const at = S[t] * Q.actions + A[t];
      N[at]++;
      Q.values[at] += (alpha > 0 ? alpha : 1 / N[at]) * (G - Q.values[at]);
    }
    yield { ...counted(walk), Q, agent, state };
  }
}
