/** The 10-armed testbed: many bandit problems, and how well a method does on them, step by step. */
import type { Rng } from "gradus/core";
import { type BanditState, type KArmedOptions, kArmedBandit } from "gradus/envs/book";
import {
  type EpsilonGreedyBanditConfig,
  epsilonGreedyBandit,
  type GradientBanditConfig,
  gradientBandit,
  type TabularWorld,
  type UcbBanditConfig,
  ucbBandit,
} from "gradus/tabular";

/** A method with its settings, learning on a world. */
export type Learner = (world: TabularWorld, random: Rng) => Generator<unknown>;

export const valueMethod =
  (config: Partial<EpsilonGreedyBanditConfig>): Learner =>
  (world, random) =>
    epsilonGreedyBandit(world, config, random);
export const ucbMethod =
  (config: Partial<UcbBanditConfig>): Learner =>
  (world, random) =>
    ucbBandit(world, config, random);
export const gradientMethod =
  (config: Partial<GradientBanditConfig>): Learner =>
  (world, random) =>
    gradientBandit(world, config, random);

/** What happened in one problem: the reward of each step, and whether the action was the best (1 or 0). */
export interface Play {
  readonly rewards: Float64Array;
  readonly optimal: Float64Array;
}

/** One problem of the testbed; equal streams give equal problems to all learners. */
export function play(
  learner: Learner,
  options: KArmedOptions & { readonly steps: number },
  random: Rng,
): Play {
  const rewards = new Float64Array(options.steps);
  const optimal = new Float64Array(options.steps);
  let t = 0;
  const bandit = kArmedBandit(options);
  const watched: typeof bandit = {
    ...bandit,
    step(state, action, random, outcome) {
      optimal[t] = isBest(state, action) ? 1 : 0;
      bandit.step(state, action, random, outcome);
      rewards[t++] = outcome.reward;
    },
  };
  learner(watched, random).next(); // one episode is one problem
  return { rewards, optimal };
}

function isBest({ values }: BanditState, action: number): boolean {
  for (let a = 0; a < values.length; a++) if (values[a] > values[action]) return false;
  return true;
}

/** The mean of xs[from] … xs[to − 1]. */
export function meanOf(xs: Float64Array, from = 0, to = xs.length): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += xs[i];
  return sum / (to - from);
}

/** About 100 points of a curve: means over consecutive pieces. */
export function thinned(xs: Float64Array, pieces = 100): number[] {
  const n = Math.min(pieces, xs.length);
  return Array.from({ length: n }, (_, i) =>
    meanOf(xs, Math.floor((i * xs.length) / n), Math.floor(((i + 1) * xs.length) / n)),
  );
}
