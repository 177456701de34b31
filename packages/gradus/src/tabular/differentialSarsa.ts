/**
 * Differential semi-gradient Sarsa: control of tasks that never end, by average reward. Sutton & Barto, 2nd ed., section 10.3,
 * box p. 251.
 *
 *     δ = R − R̄ + q̂(S′, A′, w) − q̂(S, A, w)                                    (10.11)
 *     R̄ ← R̄ + βδ
 *     w ← w + αδ ∇q̂(S, A, w)
 *
 * There is no discount. Values are relative: how much better than average things are about to go. In a world with
 * episodes, the next one follows as if it were a step like any other.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { warmOf } from "../core/warm.ts";
import {
  type ActionValueReport,
  chooseQ,
  linearQ,
  linearQAgent,
  moveQ,
  qValue,
} from "./approximation.ts";
import { featureControlKnobs } from "./approximationKnobs.ts";
import type { Features } from "./features.ts";
import { FeatureWalker, type FeatureWorld } from "./featureWalker.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf } from "./walker.ts";

const { alpha, epsilon, initial } = featureControlKnobs;
/** Defaults: Example 10.2. */
export const differentialSarsaKnobs = {
  alpha: { ...alpha, default: 0.01 },
  beta: {
    default: 0.01,
    symbol: "β",
    range: [0, 1],
    log: true,
    doc: "Step size of the average reward.",
  },
  epsilon: { ...epsilon, default: 0.1 },
  initial,
  reportEvery: {
    default: 1000,
    range: [1, 1e9],
    integer: true,
    unit: "steps",
    doc: "A task without episodes reports after so many steps.",
  },
} as const satisfies Knobs;
export type DifferentialSarsaConfig = ConfigOf<typeof differentialSarsaKnobs>;
export interface DifferentialSarsaReport extends ActionValueReport {
  /** R̄, the estimate of the average reward. */
  readonly averageReward: number;
  /** Mean of the rewards since the last report: what behaving so really brings. */
  readonly meanReward: number;
}

/** @param features how to see the world; a table or tiles if absent */
export function* differentialSarsa(
  world: FeatureWorld,
  overrides: Partial<DifferentialSarsaConfig>,
  random: Rng,
  from?: TabularState,
  features?: Features,
): Generator<DifferentialSarsaReport> {
  const { alpha, beta, epsilon, initial, reportEvery } = configure(
    differentialSarsaKnobs,
    overrides,
  );
  const streams = streamsOf(random);
  const walk = new FeatureWalker(world, streams.world, features);
  const Q = linearQ(walk.features.size, walk.actions, initial);
  const agent = linearQAgent(Q, walk.features, epsilon, streams.asked);
  const scalars = new Float64Array(2); // R̄ and the action that was chosen already
  const state = resumable({ walk, agent: streams.agent, w: Q.w, scalars }, from);

  let averageReward = scalars[0];
  let A = scalars[1];
  if (from === undefined || warmOf(from) !== undefined)
    A = chooseQ(Q, walk.start(), epsilon, streams.agent, walk.nextAllowed);
  for (;;) {
    let sum = 0;
    for (let i = 0; i < reportEvery; i++) {
      const { x } = walk;
      walk.take(A);
      const { R } = walk;
      sum += R;
      const nextX = walk.over ? walk.start() : walk.nextX;
      const next = chooseQ(Q, nextX, epsilon, streams.agent, walk.nextAllowed); // A′
      const delta = R - averageReward + qValue(Q, nextX, next) - qValue(Q, x, A);
      averageReward += beta * delta;
      moveQ(Q, x, A, alpha * delta);
      walk.advance();
      A = next;
    }
    scalars[0] = averageReward;
    scalars[1] = A;
    const meanReward = sum / reportEvery;
    yield { ...counted(walk), w: Q.w, averageReward, meanReward, agent, state };
  }
}
