/**
 * Thompson sampling for rewards of 0 or 1: believe in each arm as probable as it is that it is the best. Thompson 1933; Chapelle &
 * Li 2011, algorithm 2.
 *
 *     draw θ(a) ~ Beta(1 + successes(a), 1 + failures(a));   A = argmaxₐ θ(a)
 *
 * Its regret on Bernoulli arms grows as Lai and Robbins (1985) show that it must: Σ Δ(a) / KL(μ(a), μ*) · ln n.
 */

import { ValueError } from "../core/errors.ts";
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import { log, pow } from "../core/math.ts";
import type { Rng } from "../core/random.ts";
import { type BanditReport, estimates, isNewProblem } from "./bandit.ts";
import { actionValues, greedy, maxValue } from "./policy.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf, type TabularWorld, Walker } from "./walker.ts";

export const thompsonBanditKnobs = {
  prior: {
    default: 1,
    range: [1e-3, 1000],
    doc: "Both parameters of the Beta prior of every arm; 1 is uniform.",
  },
} as const satisfies Knobs;
export type ThompsonBanditConfig = ConfigOf<typeof thompsonBanditKnobs>;

/** @throws ValueError when a reward is neither 0 nor 1 */
export function* thompsonBandit(
  world: TabularWorld,
  overrides: Partial<ThompsonBanditConfig>,
  random: Rng,
  from?: TabularState,
): Generator<BanditReport> {
  const { prior } = configure(thompsonBanditKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new Walker(world, streams.world);
  const Q = estimates(walk, 0);
  const N = new Float64Array(Q.actions);
  const theta = actionValues(1, Q.actions, 0, walk.allowed);
  const agent = {
    act: (_S: number, { deterministic = false } = {}) =>
      greedy(deterministic ? Q : believed(streams.asked), 0, streams.asked),
    value: () => maxValue(Q, 0),
  };
  const state = resumable({ walk, agent: streams.agent, Q: Q.values, N }, from);

  for (;;) {
    if (isNewProblem(walk)) {
      Q.values.fill(0);
      N.fill(0);
    }
    walk.start();
    while (!walk.over) {
      const A = greedy(believed(streams.agent), 0, streams.agent);
      walk.take(A);
      if (walk.R !== 0 && walk.R !== 1) {
        throw new ValueError(
          `${world.id}: a reward is ${walk.R}; Thompson sampling with Beta beliefs needs rewards of 0 or 1, as BernoulliBandit-v1 gives.`,
        );
      }
      N[A]++;
      Q.values[A] += (walk.R - Q.values[A]) / N[A];
    }
    yield { ...counted(walk), Q, N, agent, state };
  }

  function believed(random: Rng) {
    for (let a = 0; a < Q.actions; a++) {
      const successes = Q.values[a] * N[a];
      theta.values[a] = beta(prior + successes, prior + N[a] - successes, random);
    }
    return theta;
  }
}

/** Beta(a, b) as X / (X + Y) of two gammas. */
export function beta(a: number, b: number, random: Rng): number {
  const x = gamma(a, random);
  return x / (x + gamma(b, random));
}

/** Gamma(shape, 1). Marsaglia & Tsang 2000; below 1 by Gamma(shape + 1) · U^(1/shape). */
export function gamma(shape: number, random: Rng): number {
  if (shape < 1) return gamma(shape + 1, random) * pow(1 - random.random(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const t = 1 + c * x;
    if (t <= 0) continue;
    const v = t * t * t;
    const u = 1 - random.random();
    if (log(u) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
  }
}
