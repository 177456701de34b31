/**
 * The cross-entropy method: draw policies around a mean, let each play, and move mean and spread to the best of them.
 *
 *     θᵢ ~ N(μ, σ²),   ℰ = the best ρ of them by return,   μ ← mean(ℰ),   σ² ← var(ℰ) + z
 *
 * Rubinstein 1999; for control Szita and Lőrincz 2006, "Learning Tetris using the noisy cross-entropy method", whose noise z keeps the
 * spread from collapsing too early. No gradient, no critic, no time within an episode: what a policy-gradient method should beat.
 * Policies act by their most probable action. The mean is the agent.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { agentOf, type DeepAgent } from "./parts/agent.ts";
import { Trials } from "./parts/episodes.ts";
import { flatParameters } from "./parts/flat.ts";
import type { Networks } from "./parts/networks.ts";
import { type PolicyNetwork, policyKnobs, policyNetwork } from "./parts/policy.ts";
import { resumable, type Snapshot, type State } from "./parts/state.ts";

const { gsde: _, logStd: __, ...deterministic } = policyKnobs;

/**
 * Defaults: ours; a linear policy, as CEM likes few parameters. With them CartPole is kept up for 500 steps after 100 000 by the mean
 * policy of each of the seeds 101 to 130; without the noise of five fewer.
 */
export const cemKnobs = {
  population: {
    default: 40,
    symbol: "n",
    range: [2, 1e5],
    integer: true,
    doc: "Policies of a generation.",
  },
  elite: {
    default: 0.2,
    symbol: "ρ",
    range: [0, 1],
    doc: "Share of them that the next mean and spread come from; at least two.",
  },
  episodes: {
    default: 1,
    range: [1, 4096],
    integer: true,
    doc: "Episodes that each policy plays, side by side.",
  },
  spread: { default: 1, symbol: "σ₀", range: [0, 1e3], doc: "Standard deviation at first." },
  noise: {
    default: 0.1,
    symbol: "z₀",
    range: [0, 1e3],
    doc: "Added to the variances at first.",
  },
  noiseGenerations: {
    default: 50,
    range: [1, 1e6],
    integer: true,
    doc: "Generations in which the added variance falls to 0, in a straight line.",
  },
  ...deterministic,
  hidden: { ...policyKnobs.hidden, default: "" },
} as const satisfies Knobs;

export type CemConfig = ConfigOf<typeof cemKnobs>;

/** One report per generation. */
export interface CemReport {
  /** Environment steps, episodes since the beginning. */
  readonly steps: number;
  readonly episodes: number;
  /** Mean over the generation, which explores; the agent is the mean of its best. */
  readonly episodeReturn: number;
  /** Mean over the elite. */
  readonly eliteReturn: number;
  /** Mean of σ over the parameters. */
  readonly spread: number;
  /** Generations. */
  readonly updates: number;
  readonly agent: DeepAgent;
  readonly state: Snapshot;
}

/** @param networks `actor`: a trunk of one's own in place of dense layers */
export function* cem(
  world: AnyWorld,
  overrides: Partial<CemConfig>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<CemReport> {
  const config = configure(cemKnobs, overrides);
  const net = policyNetwork(world, config, random.split(), networks?.actor); // between reports it holds μ
  const theta = flatParameters(searched(net));
  const trials = new Trials(world, net, config.episodes, random.split());
  const draws = random.split();
  const agent = agentOf(world, net, random.split());
  const spread = new Float64Array(theta.size).fill(config.spread); // σ
  const best = Math.min(
    config.population,
    Math.max(2, Math.round(config.elite * config.population)),
  );
  const counters = { updates: 0 };
  const state = resumable({ net, experience: trials, draws, spread, counters }, from);

  for (;;) {
    const mean = theta.read();
    const tried: Float32Array[] = [];
    const returns: number[] = [];
    for (let i = 0; i < config.population; i++) {
      const candidate = mean.map((m, k) => m + spread[k] * draws.normal());
      theta.write(candidate);
      tried.push(candidate);
      returns.push(trials.play());
    }
    const elite = bestOf(returns, best);
    const fitted = moments(elite.map((i) => tried[i]));
    const left = Math.max(0, 1 - counters.updates / config.noiseGenerations);
    theta.write(fitted.mean);
    for (let k = 0; k < spread.length; k++)
      spread[k] = Math.sqrt(fitted.variance[k] + config.noise * left);
    counters.updates++;
    yield {
      steps: trials.steps,
      episodes: trials.episodes,
      episodeReturn: average(returns),
      eliteReturn: average(elite.map((i) => returns[i])),
      spread: average(spread),
      updates: counters.updates,
      agent,
      state,
    };
  }
}

/** Deviations of actions play no part in the most probable one. */
function searched({ named, parameters }: PolicyNetwork) {
  const deviations = Object.keys(named).filter((name) => name.endsWith("logStd"));
  return parameters.filter((p) => !deviations.some((name) => named[name] === p));
}

/** Places of the n greatest; the earlier of equals first. */
export function bestOf(returns: readonly number[], n: number): number[] {
  const order = returns.map((_, i) => i);
  return order.sort((i, j) => returns[j] - returns[i] || i - j).slice(0, n);
}

/** Mean and variance (divided by their number) of each coordinate. */
export function moments(points: readonly ArrayLike<number>[]): {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
} {
  const size = points[0].length;
  const mean = new Float64Array(size);
  const variance = new Float64Array(size);
  for (const p of points) for (let k = 0; k < size; k++) mean[k] += p[k] / points.length;
  for (const p of points)
    for (let k = 0; k < size; k++) variance[k] += (p[k] - mean[k]) ** 2 / points.length;
  return { mean, variance };
}

function average(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
