/**
 * Q-learning: off-policy TD control. Sutton & Barto, 2nd ed., section 6.5, p. 131; Watkins 1989.
 *
 *     Q(S, A) ← Q(S, A) + α [R + γ maxₐ Q(S′, a) − Q(S, A)]
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { type ActionValues, actionValues, epsilonGreedy, maxValue, tableAgent } from "./policy.ts";
import { resumable, type TabularReport, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf, type TabularWorld, Walker } from "./walker.ts";

export const qLearningKnobs = {
  alpha: {
    default: 0.5,
    symbol: "α",
    range: [0, 1],
    doc: "Step size: how far an estimate moves towards its target.",
  },
  gamma: { default: 1, symbol: "γ", range: [0, 1], doc: "Discount per step." },
  epsilon: { default: 0.1, symbol: "ε", range: [0, 1], doc: "Share of random actions." },
  initial: {
    default: 0,
    symbol: "Q₀",
    range: [-1e6, 1e6],
    doc: "First value of every entry; high ones explore.",
  },
} as const satisfies Knobs;

export type QLearningConfig = ConfigOf<typeof qLearningKnobs>;
export interface QLearningReport extends TabularReport {
  readonly Q: ActionValues;
}

export function* qLearning(
  world: TabularWorld,
  overrides: Partial<QLearningConfig>,
  random: Rng,
  from?: TabularState,
): Generator<QLearningReport> {
  const { alpha, gamma, epsilon, initial } = configure(qLearningKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new Walker(world, streams.world);
  const Q = actionValues(walk.states, walk.actions, initial, walk.allowed);
  const agent = tableAgent(Q, epsilon, streams.asked);
  const state = resumable({ walk, agent: streams.agent, Q: Q.values }, from);

  for (;;) {
    walk.start();
    while (!walk.over) {
      const A = epsilonGreedy(Q, walk.S, epsilon, streams.agent);
      walk.take(A);
      const bootstrap = walk.terminated ? 0 : gamma * maxValue(Q, walk.next); // a time limit still bootstraps
      const at = walk.S * Q.actions + A;
      Q.values[at] += alpha * (walk.R + bootstrap - Q.values[at]);
      walk.advance();
    }
    yield {
      ...counted(walk),
      Q,
      agent,
      state,
    };
  }
}
