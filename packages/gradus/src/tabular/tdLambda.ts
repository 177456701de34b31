/**
 * Semi-gradient TD(λ): the backward view, one step at a time. Sutton & Barto, 2nd ed., section 12.2, box p. 293; Sutton 1988.
 *
 *     z ← γλz + ∇v̂(S, w)                                                        (12.5)
 *     δ = R + γ v̂(S′, w) − v̂(S, w)                                              (12.6)
 *     w ← w + αδz                                                               (12.7)
 */
import { configure } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { uniformChoice, type ValueReport, valueAgent } from "./approximation.ts";
import { dot } from "./features.ts";
import { FeatureWalker, type FeatureWorld } from "./featureWalker.ts";
import type { PredictionParts } from "./gradientMC.ts";
import { type LambdaConfig, lambdaKnobs } from "./lambdaReturn.ts";
import { resumable, type TabularState } from "./report.ts";
import { Trace } from "./traces.ts";
import { counted } from "./walk.ts";
import { streamsOf } from "./walker.ts";

export function* tdLambda(
  world: FeatureWorld,
  overrides: Partial<LambdaConfig>,
  random: Rng,
  from?: TabularState,
  { features, policy }: PredictionParts = {},
): Generator<ValueReport> {
  const { alpha, gamma, lambda, initial } = configure(lambdaKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new FeatureWalker(world, streams.world, features);
  const pi = policy ?? uniformChoice(walk.actions);
  const w = new Float64Array(walk.features.size).fill(initial);
  const z = new Trace(w.length);
  const agent = valueAgent(pi, w, walk.features, streams.asked);
  const state = resumable({ walk, agent: streams.agent, w }, from);

  for (;;) {
    walk.start();
    z.clear();
    while (!walk.over) {
      walk.take(pi(walk.x, streams.agent, walk.allowed));
      z.decay(gamma * lambda);
      z.add(1, walk.x);
      const target = walk.R + (walk.terminated ? 0 : gamma * dot(w, walk.nextX));
      z.addTo(w, alpha * (target - dot(w, walk.x)));
      walk.advance();
    }
    yield { ...counted(walk), w, agent, state };
  }
}
