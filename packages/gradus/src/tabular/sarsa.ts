/**
 * Sarsa: on-policy TD control. Sutton & Barto, 2nd ed., section 6.4, box p. 130.
 *
 *     Q(S, A) ← Q(S, A) + α [R + γ Q(S′, A′) − Q(S, A)]                 (6.7)
 */
import { configure } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { type TdControlConfig, tdControlKnobs } from "./knobs.ts";
import { type ActionValues, epsilonGreedy } from "./policy.ts";
import { resumable, type TabularReport, type TabularState } from "./report.ts";
import { tableControl } from "./tableControl.ts";
import { counted } from "./walk.ts";
import type { TabularWorld } from "./walker.ts";

export const sarsaKnobs = tdControlKnobs;
export type SarsaConfig = TdControlConfig;
export interface SarsaReport extends TabularReport {
  readonly Q: ActionValues;
}

export function* sarsa(
  world: TabularWorld,
  overrides: Partial<SarsaConfig>,
  random: Rng,
  from?: TabularState,
): Generator<SarsaReport> {
  const { alpha, gamma, epsilon, initial } = configure(sarsaKnobs, overrides);
  const { walk, Q, agent, streams } = tableControl(world, epsilon, initial, random);
  const state = resumable({ walk, agent: streams.agent, Q: Q.values }, from);

  for (;;) {
    let A = epsilonGreedy(Q, walk.start(), epsilon, streams.agent);
    while (!walk.over) {
      walk.take(A);
      const at = walk.S * Q.actions + A;
      A = walk.terminated ? 0 : epsilonGreedy(Q, walk.next, epsilon, streams.agent); // A′
      const bootstrap = walk.terminated ? 0 : gamma * Q.values[walk.next * Q.actions + A];
      Q.values[at] += alpha * (walk.R + bootstrap - Q.values[at]);
      walk.advance();
    }
    yield { ...counted(walk), Q, agent, state };
  }
}
