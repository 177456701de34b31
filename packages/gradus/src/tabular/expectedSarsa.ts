/**
 * Expected Sarsa: the target averages over the next action instead of drawing it. Sutton & Barto, 2nd ed., section 6.6;
 * van Seijen et al. 2009.
 *
 *     Q(S, A) ← Q(S, A) + α [R + γ Σₐ π(a | S′) Q(S′, a) − Q(S, A)]     (6.9)
 */
import { configure } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { type TdControlConfig, tdControlKnobs } from "./knobs.ts";
import { type ActionValues, epsilonGreedy, expectedValue } from "./policy.ts";
import { resumable, type TabularReport, type TabularState } from "./report.ts";
import { tableControl } from "./tableControl.ts";
import { counted } from "./walk.ts";
import type { TabularWorld } from "./walker.ts";

export const expectedSarsaKnobs = tdControlKnobs;
export type ExpectedSarsaConfig = TdControlConfig;
export interface ExpectedSarsaReport extends TabularReport {
  readonly Q: ActionValues;
}

export function* expectedSarsa(
  world: TabularWorld,
  overrides: Partial<ExpectedSarsaConfig>,
  random: Rng,
  from?: TabularState,
): Generator<ExpectedSarsaReport> {
  const { alpha, gamma, epsilon, initial } = configure(expectedSarsaKnobs, overrides);
  const { walk, Q, agent, streams } = tableControl(world, epsilon, initial, random);
  const state = resumable({ walk, agent: streams.agent, Q: Q.values }, from);

  for (;;) {
    walk.start();
    while (!walk.over) {
      const A = epsilonGreedy(Q, walk.S, epsilon, streams.agent);
      walk.take(A);
      const bootstrap = walk.terminated ? 0 : gamma * expectedValue(Q, walk.next, epsilon);
      const at = walk.S * Q.actions + A;
      Q.values[at] += alpha * (walk.R + bootstrap - Q.values[at]);
      walk.advance();
    }
    yield { ...counted(walk), Q, agent, state };
  }
}
