/**
 * Real-time dynamic programming: value iteration only where greedy trajectories pass. Sutton & Barto, 2nd ed., section 8.7;
 * Barto, Bradtke and Singh 1995.
 *
 *     V(s) ← maxₐ Σ p(s′, r | s, a) [r + γ V(s′)]   for each state s of the trajectory
 *
 * With first values that are not too low it finds an optimal policy for all states that an optimal policy can meet, though it
 * may never look at the others. `steps` counts steps of trajectories, each with one expected update.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { bestAction, bestExpected, modelOf } from "./model.ts";
import { gammaKnob, planner } from "./planning.ts";
import { resumable, type TabularReport, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf, type TabularWorld, Walker } from "./walker.ts";

export const rtdpKnobs = {
  gamma: gammaKnob,
  initial: {
    default: 0,
    symbol: "V₀",
    range: [-1e6, 1e6],
    doc: "First value of every state; for a guarantee, no lower than the best.",
  },
} as const satisfies Knobs;
export type RtdpConfig = ConfigOf<typeof rtdpKnobs>;
export interface RtdpReport extends TabularReport {
  readonly V: Float64Array;
  /** How often each state was updated. */
  readonly updates: Float64Array;
}

/** @throws ValueError for a world whose model is not written out */
export function* rtdp(
  world: TabularWorld,
  overrides: Partial<RtdpConfig>,
  random: Rng,
  from?: TabularState,
): Generator<RtdpReport> {
  const { gamma, initial } = configure(rtdpKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new Walker(world, streams.world);
  const model = modelOf(world);
  const V = new Float64Array(model.states).fill(initial);
  const updates = new Float64Array(model.states);
  const agent = planner(model, V, gamma);
  const state = resumable({ walk, V, updates }, from);

  for (;;) {
    walk.start();
    while (!walk.over) {
      V[walk.S] = bestExpected(model, walk.S, V, gamma);
      updates[walk.S]++;
      walk.take(bestAction(model, walk.S, V, gamma));
      walk.advance();
    }
    yield { ...counted(walk), V, updates, agent, state };
  }
}
