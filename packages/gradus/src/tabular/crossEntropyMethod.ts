/**
 * The cross-entropy method on linear policies: guess, keep the best, guess again near them. Rubinstein 1999; Szita & Lőrincz
 * 2006; Deep RL Bootcamp, core lecture 8.
 *
 *     θᵢ ~ N(μ, σ²),  i = 1 … N;   score each by the return of an episode (or the mean of several)
 *     μ, σ ← mean and standard deviation of the best ρN
 *
 * The policy takes the action with the highest score θₐᵀ(s, 1). No gradient, no value, no step is looked at: only returns.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { flatSize } from "../env/space.ts";
import type { FeatureAgent, FeatureReport } from "./approximation.ts";
import { dot, type Features, type FeatureVector, featureFunction } from "./features.ts";
import { FeatureWalker, type FeatureWorld } from "./featureWalker.ts";
import { resumable, type TabularState } from "./report.ts";
import { streamsOf } from "./walker.ts";

export const crossEntropyKnobs = {
  population: {
    default: 40,
    symbol: "N",
    range: [2, 1e5],
    integer: true,
    doc: "Policies tried in each iteration.",
  },
  elite: { default: 0.2, symbol: "ρ", range: [0.001, 1], doc: "Share of them that is kept." },
  deviation: {
    default: 1,
    symbol: "σ₀",
    range: [1e-6, 1e6],
    doc: "Standard deviation of the first guesses.",
  },
  noise: {
    default: 0,
    range: [0, 1e6],
    doc: "Added to σ in every iteration, so that it cannot die out too early.",
  },
  episodes: {
    default: 1,
    range: [1, 1e4],
    integer: true,
    doc: "Episodes whose mean return is a policy's score.",
  },
} as const satisfies Knobs;
export type CrossEntropyConfig = ConfigOf<typeof crossEntropyKnobs>;
export interface CrossEntropyReport extends FeatureReport {
  /** Mean score of all policies of this iteration, and of the best ones. */
  readonly populationReturn: number;
  readonly eliteReturn: number;
  /** μ: the agent's policy. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** The numbers of the observation, and a 1 for the bias. */
export function affine(world: FeatureWorld): Features {
  const n = flatSize(world.observationSpace);
  return featureFunction(n + 1, (s) =>
    Float64Array.from({ length: n + 1 }, (_, i) => (i < n ? s[i] : 1)),
  );
}

/** @param features how to see the world; the observation itself and a bias if absent */
export function* crossEntropyMethod(
  world: FeatureWorld,
  overrides: Partial<CrossEntropyConfig>,
  random: Rng,
  from?: TabularState,
  features: Features = affine(world),
): Generator<CrossEntropyReport> {
  const { population, elite, deviation, noise, episodes } = configure(crossEntropyKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new FeatureWalker(world, streams.world, features);
  const mu = new Float64Array(features.size * walk.actions);
  const sigma = new Float64Array(mu.length).fill(deviation);
  const agent: FeatureAgent = {
    act: (s, { mask } = {}) => best(mu, features(s), walk.actions, mask),
  };
  const state = resumable({ walk, agent: streams.agent, mu, sigma }, from);
  const kept = Math.max(1, Math.round(elite * population));

  for (;;) {
    const tried = Array.from({ length: population }, () => {
      const theta = mu.map((m, i) => streams.agent.normal(m, sigma[i]));
      return { theta, score: score(walk, theta, episodes) };
    });
    const populationReturn = meanScore(tried);
    tried.sort((a, b) => b.score - a.score);
    const elites = tried.slice(0, kept);
    for (let i = 0; i < mu.length; i++) {
      mu[i] = elites.reduce((sum, { theta }) => sum + theta[i], 0) / kept;
      const variance = elites.reduce(
        (sum, { theta }) => sum + (theta[i] - mu[i]) * (theta[i] - mu[i]),
        0,
      );
      sigma[i] = Math.sqrt(variance / kept) + noise;
    }
    const { steps, episodes: finished } = walk;
    const eliteReturn = meanScore(elites);
    yield {
      steps,
      episodes: finished,
      episodeReturn: populationReturn,
      populationReturn,
      eliteReturn,
      mean: mu,
      deviation: sigma,
      agent,
      state,
    };
  }
}

const meanScore = (tried: readonly { readonly score: number }[]): number =>
  tried.reduce((sum, { score }) => sum + score, 0) / tried.length;

function score(walk: FeatureWalker, theta: Float64Array, episodes: number): number {
  let sum = 0;
  for (let e = 0; e < episodes; e++) {
    walk.start();
    while (!walk.over) {
      walk.take(best(theta, walk.x, walk.actions, walk.allowed));
      walk.advance();
    }
    sum += walk.episodeReturn;
  }
  return sum / episodes;
}

/** argmaxₐ θₐᵀx over the allowed actions, the first of equals. */
export function best(
  theta: Float64Array,
  x: FeatureVector,
  actions: number,
  allowed?: Uint8Array,
): number {
  const size = theta.length / actions;
  let choice = 0;
  let highest = -Infinity;
  for (let a = 0; a < actions; a++) {
    if (allowed?.[a] === 0) continue;
    const h = dot(theta, x, a * size);
    if (h > highest) [choice, highest] = [a, h];
  }
  return choice;
}
