/**
 * Bandits as worlds: one state, k actions. The k-armed testbed of Sutton & Barto, section 2.3, its nonstationary variant of Exercise
 * 2.5, and arms that pay 1 or 0. A problem is drawn at every reset; an episode is one problem.
 */
import { ValueError } from "../../core/errors.ts";
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

export const kArmedBanditKnobs = {
  arms: { default: 10, symbol: "k", range: [1, 1e6], integer: true, doc: "Number of arms." },
  mean: { default: 0, range: [-1e6, 1e6], doc: "Mean of the true values q*(a), which are normal." },
  spread: {
    default: 1,
    range: [0, 1e6],
    doc: "Standard deviation of the true values; 0 makes all equal.",
  },
  walk: {
    default: 0,
    range: [0, 1e6],
    doc: "Standard deviation of the step that each true value takes after every pull.",
  },
  steps: { default: 1000, range: [1, 1e9], integer: true, doc: "Pulls of one problem." },
} as const satisfies Knobs;
export type KArmedOptions = Partial<ConfigOf<typeof kArmedBanditKnobs>>;
export interface BanditState {
  /** q*(a): the expected reward of each arm. */
  readonly values: Float64Array;
}

/** Rewards are normal around q*(a) with deviation 1. */
export function kArmedBandit(options: KArmedOptions = {}): World<BanditState, Discrete, Discrete> {
  const { arms, mean, spread, walk, steps } = configure(kArmedBanditKnobs, options);
  return {
    ...frame(arms, steps, "normal"),
    id: walk > 0 ? "DriftingBandit-v1" : "KArmedBandit-v1",
    title: walk > 0 ? `${arms} arms whose values wander.` : `${arms} arms; which pays most?`,
    reset({ values }, random) {
      for (let a = 0; a < arms; a++) values[a] = spread > 0 ? random.normal(mean, spread) : mean;
    },
    step({ values }, action, random, outcome) {
      outcome.reward = random.normal(values[action]);
      outcome.terminated = false;
      if (walk > 0) for (let a = 0; a < arms; a++) values[a] += random.normal(0, walk);
    },
  };
}

/** Exercise 2.5: all values start equal and take random walks. */
export const driftingBandit = (options: KArmedOptions = {}) =>
  kArmedBandit({ spread: 0, walk: 0.01, steps: 10_000, ...options });

export const bernoulliBanditKnobs = {
  arms: { default: 10, symbol: "k", range: [1, 1e6], integer: true, doc: "Number of arms." },
  steps: { default: 1000, range: [1, 1e9], integer: true, doc: "Pulls of one problem." },
} as const satisfies Knobs;

/**
 * Arms that pay 1 with a given probability, else 0.
 *
 * @param probabilities of the arms; uniform ones, drawn at every reset, if absent
 */
export function bernoulliBandit({
  probabilities,
  ...others
}: Partial<ConfigOf<typeof bernoulliBanditKnobs>> & {
  readonly probabilities?: readonly number[];
} = {}): World<BanditState, Discrete, Discrete> {
  const config = configure(bernoulliBanditKnobs, others);
  const bad = probabilities?.find((p) => !(p >= 0 && p <= 1));
  if (bad !== undefined)
    throw new ValueError(`bernoulliBandit: a probability is ${bad}; it must lie in [0, 1].`);
  const arms = probabilities?.length ?? config.arms;
  return {
    ...frame(arms, config.steps, "one"),
    id: "BernoulliBandit-v1",
    title: `${arms} arms that pay 1 or nothing.`,
    reset({ values }, random) {
      for (let a = 0; a < arms; a++) values[a] = probabilities?.[a] ?? random.random();
    },
    step({ values }, action, random, outcome) {
      outcome.reward = random.random() < values[action] ? 1 : 0;
      outcome.terminated = false;
    },
  };
}

function frame(arms: number, steps: number, pays: "normal" | "one") {
  const scenery: WorldScenery = { family: "bandit", pays };
  return {
    observationSpace: discrete(1),
    actionSpace: discrete(arms),
    maxSteps: steps,
    create: (): BanditState => ({ values: new Float64Array(arms) }),
    observe: (_state: BanditState, out: { [i: number]: number }, at: number) => {
      out[at] = 0;
    },
    text: ({ values }: BanditState) =>
      `${Array.from(values, (q, a) => `${a}: ${q.toFixed(2)}`).join("\n")}\n`,
    keys: Object.fromEntries(Array.from({ length: Math.min(arms, 10) }, (_, a) => [String(a), a])),
    scenery,
  };
}
