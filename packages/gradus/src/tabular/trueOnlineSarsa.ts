/**
 * True online Sarsa(λ). Sutton & Barto, 2nd ed., section 12.7, box p. 307; van Seijen et al. 2016.
 *
 *     z ← γλz + (1 − αγλ zᵀx) x                            the dutch trace
 *     w ← w + α (δ + Q − Q_old) z − α (Q − Q_old) x
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import {
  type ActionValueReport,
  chooseQ,
  linearQ,
  linearQAgent,
  moveQ,
  qValue,
} from "./approximation.ts";
import { featureControlKnobs, lambda as lambdaKnob } from "./approximationKnobs.ts";
import type { Features } from "./features.ts";
import { FeatureWalker, type FeatureWorld } from "./featureWalker.ts";
import { resumable, type TabularState } from "./report.ts";
import { Trace } from "./traces.ts";
import { counted } from "./walk.ts";
import { streamsOf } from "./walker.ts";

export const trueOnlineSarsaKnobs = {
  ...featureControlKnobs,
  lambda: lambdaKnob,
} as const satisfies Knobs;
export type TrueOnlineSarsaConfig = ConfigOf<typeof trueOnlineSarsaKnobs>;

/** @param features how to see the world; a table or tiles if absent */
export function* trueOnlineSarsa(
  world: FeatureWorld,
  overrides: Partial<TrueOnlineSarsaConfig>,
  random: Rng,
  from?: TabularState,
  features?: Features,
): Generator<ActionValueReport> {
  const { alpha, gamma, epsilon, initial, lambda } = configure(trueOnlineSarsaKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new FeatureWalker(world, streams.world, features);
  const Q = linearQ(walk.features.size, walk.actions, initial);
  const z = new Trace(Q.w.length);
  const agent = linearQAgent(Q, walk.features, epsilon, streams.asked);
  const state = resumable({ walk, agent: streams.agent, w: Q.w }, from);

  for (;;) {
    z.clear();
    let oldQ = 0;
    let A = chooseQ(Q, walk.start(), epsilon, streams.agent, walk.nextAllowed);
    while (!walk.over) {
      const { x } = walk;
      walk.take(A);
      const next = walk.terminated
        ? 0
        : chooseQ(Q, walk.nextX, epsilon, streams.agent, walk.nextAllowed); // A′
      const q = qValue(Q, x, A);
      const nextQ = walk.terminated ? 0 : qValue(Q, walk.nextX, next);
      const delta = walk.R + gamma * nextQ - q;
      z.decay(gamma * lambda);
      z.add(1 - alpha * z.dot(x, A * Q.size), x, A * Q.size);
      z.addTo(Q.w, alpha * (delta + q - oldQ));
      moveQ(Q, x, A, -alpha * (q - oldQ));
      oldQ = nextQ;
      walk.advance();
      A = next;
    }
    yield { ...counted(walk), w: Q.w, agent, state };
  }
}
