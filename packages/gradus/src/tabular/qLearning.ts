/**
 * Q-learning: off-policy TD control. Sutton & Barto, 2nd ed., section 6.5, p. 131; Watkins 1989.
 *
 *     Q(S, A) ← Q(S, A) + α [R + γ maxₐ Q(S′, a) − Q(S, A)]
 */
import { configure } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { type TdControlConfig, tdControlKnobs } from "./knobs.ts";
import { type ActionValues, epsilonGreedy, maxValue } from "./policy.ts";
import { resumable, type TabularReport, type TabularState } from "./report.ts";
import { tableControl } from "./tableControl.ts";
import { counted } from "./walk.ts";
import type { TabularWorld } from "./walker.ts";

export const qLearningKnobs = tdControlKnobs;
export type QLearningConfig = TdControlConfig;
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
  const { walk, Q, agent, streams } = tableControl(world, epsilon, initial, random);
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
    yield { ...counted(walk), Q, agent, state };
  }
}
