/**
 * The off-line λ-return algorithm: the forward view. Sutton & Barto, 2nd ed., section 12.1.
 *
 *     Gλₜ = Rₜ₊₁ + γ [(1 − λ) v̂(Sₜ₊₁, w) + λ Gλₜ₊₁]                      from (12.3), backwards
 *     w ← w + α [Gλₜ − v̂(Sₜ, w)] ∇v̂(Sₜ, w),   t = 0 … T − 1               (12.4)
 *
 * It waits for the end of the episode; the returns use the weights as they were during it.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { uniformChoice, type ValueReport, valueAgent } from "./approximation.ts";
import { lambda as lambdaKnob, valueKnobs } from "./approximationKnobs.ts";
import { add, dot, type FeatureVector } from "./features.ts";
import { FeatureWalker, type FeatureWorld } from "./featureWalker.ts";
import type { PredictionParts } from "./gradientMC.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf } from "./walker.ts";

/** The knobs of all three algorithms of Figures 12.3, 12.6 and 12.8. */
export const lambdaKnobs = { ...valueKnobs, lambda: lambdaKnob } as const satisfies Knobs;
export type LambdaConfig = ConfigOf<typeof lambdaKnobs>;

export function* lambdaReturn(
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
  const agent = valueAgent(pi, w, walk.features, streams.asked);
  const state = resumable({ walk, agent: streams.agent, w }, from);
  const x: FeatureVector[] = [];
  const R: number[] = [];

  for (;;) {
    x.length = R.length = 0;
    x.push(walk.start());
    while (!walk.over) {
      walk.take(pi(walk.x, streams.agent, walk.allowed));
      R.push(walk.R);
      x.push(walk.nextX);
      walk.advance();
    }
    const T = R.length;
    const G = new Float64Array(T + 1);
    G[T] = walk.terminated ? 0 : dot(w, x[T]);
    for (let t = T - 1; t >= 0; t--) {
      const v = t === T - 1 ? G[T] : dot(w, x[t + 1]);
      G[t] = R[t] + gamma * ((1 - lambda) * v + lambda * G[t + 1]);
    }
    for (let t = 0; t < T; t++) add(w, alpha * (G[t] - dot(w, x[t])), x[t]);
    yield { ...counted(walk), w, agent, state };
  }
}
