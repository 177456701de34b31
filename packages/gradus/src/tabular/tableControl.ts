/** What the control methods with one table of action values are made of: a walk, Q, and the live ε-greedy policy. */
import type { Rng } from "../core/random.ts";
import { type ActionValues, actionValues, tableAgent } from "./policy.ts";
import type { TabularAgent } from "./report.ts";
import { streamsOf, type TabularWorld, Walker } from "./walker.ts";

export interface TableControl {
  readonly walk: Walker;
  readonly Q: ActionValues;
  readonly agent: TabularAgent;
  readonly streams: ReturnType<typeof streamsOf>;
}

/** @param initial Q₀, the first value of every entry */
export function tableControl(
  world: TabularWorld,
  epsilon: number,
  initial: number,
  random: Rng,
): TableControl {
  const streams = streamsOf(random);
  const walk = new Walker(world, streams.world);
  const Q = actionValues(walk.states, walk.actions, initial, walk.allowed);
  return { walk, Q, agent: tableAgent(Q, epsilon, streams.asked), streams };
}
