/**
 * n-step semi-gradient TD prediction. Sutton & Barto, 2nd ed., section 9.4, box p. 209.
 *
 *     Gₜ:ₜ₊ₙ = Rₜ₊₁ + γRₜ₊₂ + … + γⁿ⁻¹Rₜ₊ₙ + γⁿ v̂(Sₜ₊ₙ, w)                     (9.16)
 *     w ← w + α [Gₜ:ₜ₊ₙ − v̂(Sₜ, w)] ∇v̂(Sₜ, w)                                  (9.15)
 *
 * n = 1 is semi-gradient TD(0); n beyond the longest episode is gradient Monte Carlo.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { uniformChoice, type ValueReport, valueAgent } from "./approximation.ts";
import { valueKnobs } from "./approximationKnobs.ts";
import { add, dot, type FeatureVector } from "./features.ts";
import { FeatureWalker, type FeatureWorld } from "./featureWalker.ts";
import type { PredictionParts } from "./gradientMC.ts";
import { stepsAhead } from "./knobs.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf } from "./walker.ts";

export const nStepSemiGradientTdKnobs = { ...valueKnobs, n: stepsAhead } as const satisfies Knobs;
export type NStepSemiGradientTdConfig = ConfigOf<typeof nStepSemiGradientTdKnobs>;
export type NStepSemiGradientTdReport = ValueReport;

export function* nStepSemiGradientTd(
  world: FeatureWorld,
  overrides: Partial<NStepSemiGradientTdConfig>,
  random: Rng,
  from?: TabularState,
  { features, policy }: PredictionParts = {},
): Generator<NStepSemiGradientTdReport> {
  const { alpha, gamma, initial, n } = configure(nStepSemiGradientTdKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new FeatureWalker(world, streams.world, features);
  const pi = policy ?? uniformChoice(walk.actions);
  const w = new Float64Array(walk.features.size).fill(initial);
  const agent = valueAgent(pi, w, walk.features, streams.asked);
  const state = resumable({ walk, agent: streams.agent, w }, from);
  const x: FeatureVector[] = []; // the last n + 1 steps: time t is at place t mod n + 1
  const R: number[] = []; // R[t] follows x[t]: the book's Rₜ₊₁
  const at = (t: number) => t % (n + 1);

  for (;;) {
    x[0] = walk.start();
    let T = Infinity;
    for (let t = 0, tau = 0; tau !== T - 1; t++) {
      if (t < T) {
        walk.take(pi(walk.x, streams.agent, walk.allowed));
        R[at(t)] = walk.R;
        x[at(t + 1)] = walk.nextX;
        walk.advance();
        if (walk.over) T = t + 1;
      }
      tau = t - n + 1; // the time whose estimate is being updated
      if (tau < 0) continue;
      const end = Math.min(tau + n, T);
      let G = end === T && walk.terminated ? 0 : dot(w, x[at(end)]);
      for (let i = end - 1; i >= tau; i--) G = R[at(i)] + gamma * G;
      add(w, alpha * (G - dot(w, x[at(tau)])), x[at(tau)]);
    }
    yield { ...counted(walk), w, agent, state };
  }
}
