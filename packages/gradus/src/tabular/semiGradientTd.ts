/**
 * Semi-gradient TD(0) prediction. Sutton & Barto, 2nd ed., section 9.3, box p. 203.
 *
 *     w ← w + α [R + γ v̂(S′, w) − v̂(S, w)] ∇v̂(S, w)
 *
 * "Semi": the target depends on w too, but its gradient is left out. v̂ is linear, so ∇v̂ = x(S).
 */
import { type ConfigOf, configure } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { uniformChoice, type ValueReport, valueAgent } from "./approximation.ts";
import { valueKnobs } from "./approximationKnobs.ts";
import { add, dot } from "./features.ts";
import { FeatureWalker, type FeatureWorld } from "./featureWalker.ts";
import type { PredictionParts } from "./gradientMC.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf } from "./walker.ts";

export const semiGradientTdKnobs = valueKnobs;
export type SemiGradientTdConfig = ConfigOf<typeof semiGradientTdKnobs>;
export type SemiGradientTdReport = ValueReport;

export function* semiGradientTd(
  world: FeatureWorld,
  overrides: Partial<SemiGradientTdConfig>,
  random: Rng,
  from?: TabularState,
  { features, policy }: PredictionParts = {},
): Generator<SemiGradientTdReport> {
  const { alpha, gamma, initial } = configure(semiGradientTdKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new FeatureWalker(world, streams.world, features);
  const pi = policy ?? uniformChoice(walk.actions);
  const w = new Float64Array(walk.features.size).fill(initial);
  const agent = valueAgent(pi, w, walk.features, streams.asked);
  const state = resumable({ walk, agent: streams.agent, w }, from);

  for (;;) {
    walk.start();
    while (!walk.over) {
      walk.take(pi(walk.x, streams.agent, walk.allowed));
      const target = walk.R + (walk.terminated ? 0 : gamma * dot(w, walk.nextX));
      add(w, alpha * (target - dot(w, walk.x)), walk.x);
      walk.advance();
    }
    yield { ...counted(walk), w, agent, state };
  }
}
