/**
 * True online TD(λ): exactly the online λ-return algorithm, at the cost of TD(λ). Sutton & Barto, 2nd ed., section 12.5, box
 * p. 300; van Seijen & Sutton 2014.
 *
 *     z ← γλz + (1 − αγλ zᵀx) x                            the dutch trace       (12.11)
 *     w ← w + α (δ + V − V_old) z − α (V − V_old) x
 */
import { configure } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { uniformChoice, type ValueReport, valueAgent } from "./approximation.ts";
import { add, dot } from "./features.ts";
import { FeatureWalker, type FeatureWorld } from "./featureWalker.ts";
import type { PredictionParts } from "./gradientMC.ts";
import { type LambdaConfig, lambdaKnobs } from "./lambdaReturn.ts";
import { resumable, type TabularState } from "./report.ts";
import { Trace } from "./traces.ts";
import { counted } from "./walk.ts";
import { streamsOf } from "./walker.ts";

export function* trueOnlineTd(
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
    let oldV = 0;
    while (!walk.over) {
      const { x } = walk;
      walk.take(pi(x, streams.agent, walk.allowed));
      const V = dot(w, x);
      const nextV = walk.terminated ? 0 : dot(w, walk.nextX);
      const delta = walk.R + gamma * nextV - V;
      z.decay(gamma * lambda);
      z.add(1 - alpha * z.dot(x), x); // z is decayed already: γλ is in it
      z.addTo(w, alpha * (delta + V - oldV));
      add(w, -alpha * (V - oldV), x);
      oldV = nextV;
      walk.advance();
    }
    yield { ...counted(walk), w, agent, state };
  }
}
