/**
 * Episodic semi-gradient n-step Sarsa; n = 1 is the one-step method. Sutton & Barto, 2nd ed., sections 10.1 and 10.2, boxes
 * pp. 244 and 247.
 *
 *     Gₜ:ₜ₊ₙ = Rₜ₊₁ + γRₜ₊₂ + … + γⁿ⁻¹Rₜ₊ₙ + γⁿ q̂(Sₜ₊ₙ, Aₜ₊ₙ, w)               (10.4)
 *     w ← w + α [Gₜ:ₜ₊ₙ − q̂(Sₜ, Aₜ, w)] ∇q̂(Sₜ, Aₜ, w)                          (10.5)
 *
 * q̂ is linear with weights of its own for every action. Behaviour is ε-greedy in q̂.
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
import { featureControlKnobs } from "./approximationKnobs.ts";
import type { Features, FeatureVector } from "./features.ts";
import { FeatureWalker, type FeatureWorld } from "./featureWalker.ts";
import { stepsAhead } from "./knobs.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf } from "./walker.ts";

export const semiGradientSarsaKnobs = {
  ...featureControlKnobs,
  n: { ...stepsAhead, default: 1 },
} as const satisfies Knobs;
export type SemiGradientSarsaConfig = ConfigOf<typeof semiGradientSarsaKnobs>;
export type SemiGradientSarsaReport = ActionValueReport;

/** @param features how to see the world; a table or tiles if absent */
export function* semiGradientSarsa(
  world: FeatureWorld,
  overrides: Partial<SemiGradientSarsaConfig>,
  random: Rng,
  from?: TabularState,
  features?: Features,
): Generator<SemiGradientSarsaReport> {
  const { alpha, gamma, epsilon, initial, n } = configure(semiGradientSarsaKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new FeatureWalker(world, streams.world, features);
  const Q = linearQ(walk.features.size, walk.actions, initial);
  const agent = linearQAgent(Q, walk.features, epsilon, streams.asked);
  const state = resumable({ walk, agent: streams.agent, w: Q.w }, from);
  const x: FeatureVector[] = []; // the last n + 1 steps: time t is at place t mod n + 1
  const A: number[] = [];
  const R: number[] = []; // R[t] follows x[t], A[t]: the book's Rₜ₊₁
  const at = (t: number) => t % (n + 1);

  for (;;) {
    x[0] = walk.start();
    A[0] = chooseQ(Q, walk.x, epsilon, streams.agent, walk.allowed);
    let T = Infinity;
    for (let t = 0, tau = 0; tau !== T - 1; t++) {
      if (t < T) {
        walk.take(A[at(t)]);
        R[at(t)] = walk.R;
        x[at(t + 1)] = walk.nextX;
        walk.advance();
        if (walk.over) T = t + 1;
        A[at(t + 1)] = walk.terminated
          ? 0
          : chooseQ(Q, walk.x, epsilon, streams.agent, walk.allowed);
      }
      tau = t - n + 1; // the time whose estimate is being updated
      if (tau < 0) continue;
      const end = Math.min(tau + n, T);
      let G = end === T && walk.terminated ? 0 : qValue(Q, x[at(end)], A[at(end)]);
      for (let i = end - 1; i >= tau; i--) G = R[at(i)] + gamma * G;
      const [X, a] = [x[at(tau)], A[at(tau)]];
      moveQ(Q, X, a, alpha * (G - qValue(Q, X, a)));
    }
    yield { ...counted(walk), w: Q.w, agent, state };
  }
}
