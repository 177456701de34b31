/**
 * The gambler's problem. Sutton & Barto, Example 4.3 and Exercise 4.9.
 *
 * The state is the capital, 0 … 100. One stakes 1 … min(s, 100 − s) on a coin: heads, with probability p_h, wins the stake, tails
 * loses it. The reward is 1 for reaching 100. Stakes of 0, which the book allows, change nothing and are left out.
 * Action a − 1 of the model is a stake of a.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import type { Mdp, Transition } from "../../env/mdp.ts";
import { type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

const GOAL = 100;

export const gamblerKnobs = {
  heads: {
    default: 0.4,
    symbol: "p_h",
    range: [0.001, 0.999],
    doc: "Probability of heads, which wins the stake.",
  },
} as const satisfies Knobs;
export type GamblerOptions = Partial<ConfigOf<typeof gamblerKnobs>>;

const largestStake = (s: number): number => Math.min(s, GOAL - s);

/** Actions that cannot be taken have no transitions. */
export function gamblerModel(options: GamblerOptions = {}): Mdp {
  const { heads } = configure(gamblerKnobs, options);
  const arrive = (next: number, probability: number): Transition => ({
    probability,
    next,
    reward: next === GOAL ? 1 : 0,
    terminated: next === GOAL || next === 0,
  });
  const row = (s: number, stake: number) =>
    stake > largestStake(s) ? [] : [arrive(s + stake, heads), arrive(s - stake, 1 - heads)];
  const start = Float64Array.from({ length: GOAL + 1 }, (_, s) =>
    s > 0 && s < GOAL ? 1 / (GOAL - 1) : 0,
  );
  const stakes = Array.from({ length: GOAL / 2 }, (_, a) => a + 1);
  return {
    states: GOAL + 1,
    actions: stakes.length,
    start,
    transitions: Array.from(start, (_, s) => stakes.map((stake) => row(s, stake))),
  };
}

export interface GamblerState {
  capital: number;
}

/** Stakes of 1 to 10 on the number keys (0 is ten), then t for 20, f for 25, h for 50. */
const keys: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [(i + 1) % 10, i + 1])),
  ...{ t: 20, f: 25, h: 50 },
};

/** As a world: one begins with any capital from 1 to 99. */
export function gambler(options: GamblerOptions = {}): World<GamblerState, Discrete, Discrete> {
  const { heads } = configure(gamblerKnobs, options);
  const scenery: WorldScenery = { family: "gambler", goal: GOAL };
  let model: Mdp | undefined;
  return {
    id: "Gambler-v1",
    title: "Stake coins on tosses until you have a hundred, or none.",
    observationSpace: discrete(GOAL + 1),
    actionSpace: discrete(GOAL / 2, 1),
    maxSteps: Infinity,
    create: () => ({ capital: 1 }),
    reset(state, random) {
      state.capital = 1 + random.integer(GOAL - 1);
    },
    step(state, stake, random, outcome) {
      const bet = Math.min(stake, largestStake(state.capital)); // no more than one has, or needs
      state.capital += random.random() < heads ? bet : -bet;
      outcome.reward = state.capital === GOAL ? 1 : 0;
      outcome.terminated = state.capital === GOAL || state.capital === 0;
    },
    observe: ({ capital }, out, at) => {
      out[at] = capital;
    },
    mask({ capital }, out, at) {
      for (let a = 0; a < GOAL / 2; a++) out[at + a] = a + 1 <= largestStake(capital) ? 1 : 0;
    },
    text: ({ capital }) =>
      `${"●".repeat(Math.ceil(capital / 5)).padEnd(GOAL / 5, "·")} ${capital}\n`,
    keys,
    scenery,
    model: () => (model ??= gamblerModel({ heads })),
    modelState: ({ capital }) => capital,
  };
}
