/**
 * Sarsa(λ) with binary features, accumulating or replacing traces. Sutton & Barto, 2nd ed., section 12.7, box p. 305.
 *
 *     δ = R + γ q̂(S′, A′, w) − q̂(S, A, w)
 *     z ← γλz;  zᵢ ← zᵢ + 1 (accumulating)  or  zᵢ ← 1 (replacing)  for the active i of x(S, A)
 *     w ← w + αδz
 */

import { ValueError } from "../core/errors.ts";
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { type ActionValueReport, chooseQ, linearQ, linearQAgent, qValue } from "./approximation.ts";
import { featureControlKnobs, lambda as lambdaKnob } from "./approximationKnobs.ts";
import type { Features, FeatureVector } from "./features.ts";
import { FeatureWalker, type FeatureWorld } from "./featureWalker.ts";
import { resumable, type TabularState } from "./report.ts";
import { Trace } from "./traces.ts";
import { counted } from "./walk.ts";
import { streamsOf } from "./walker.ts";

export const sarsaLambdaKnobs = {
  ...featureControlKnobs,
  lambda: lambdaKnob,
  traces: {
    default: "replacing",
    choices: ["replacing", "accumulating"],
    doc: "What happens to a trace when its feature is active again before it has faded.",
  },
} as const satisfies Knobs;
export type SarsaLambdaConfig = ConfigOf<typeof sarsaLambdaKnobs>;

/** @param features how to see the world; a table or tiles if absent. Replacing traces need binary ones. */
export function* sarsaLambda(
  world: FeatureWorld,
  overrides: Partial<SarsaLambdaConfig>,
  random: Rng,
  from?: TabularState,
  features?: Features,
): Generator<ActionValueReport> {
  const { alpha, gamma, epsilon, initial, lambda, traces } = configure(sarsaLambdaKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new FeatureWalker(world, streams.world, features);
  const Q = linearQ(walk.features.size, walk.actions, initial);
  const z = new Trace(Q.w.length);
  const agent = linearQAgent(Q, walk.features, epsilon, streams.asked);
  const state = resumable({ walk, agent: streams.agent, w: Q.w }, from);

  for (;;) {
    z.clear();
    let A = chooseQ(Q, walk.start(), epsilon, streams.agent, walk.nextAllowed);
    while (!walk.over) {
      walk.take(A);
      let delta = walk.R - qValue(Q, walk.x, A);
      z.decay(gamma * lambda);
      if (traces === "replacing") z.replace(binary(walk.x), A * Q.size);
      else z.add(1, walk.x, A * Q.size);
      if (!walk.terminated) {
        A = chooseQ(Q, walk.nextX, epsilon, streams.agent, walk.nextAllowed); // A′
        delta += gamma * qValue(Q, walk.nextX, A);
      }
      z.addTo(Q.w, alpha * delta);
      walk.advance();
    }
    yield { ...counted(walk), w: Q.w, agent, state };
  }
}

/** @throws ValueError for dense features, of which none is "active" */
export function binary(x: FeatureVector): Int32Array {
  if (x instanceof Int32Array) return x;
  throw new ValueError(
    `Replacing traces need binary features, but these are dense (${x.length} numbers); take traces=accumulating.`,
  );
}
