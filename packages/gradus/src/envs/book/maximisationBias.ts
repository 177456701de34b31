/**
 * The world of Sutton & Barto, Example 6.7, in which maximising over noisy estimates misleads.
 *
 * From A (state 0), right (1) ends at once with 0; left (0) leads to B (state 1) with 0, where each of ten actions ends with a
 * reward from N(−0.1, 1). Left is a mistake, −0.1 on average; but of ten estimates from few draws one is always positive.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

export const LEFT = 0;
export const RIGHT = 1;
const A = 0;
const B = 1;
const END = 2;

export interface MaximisationBiasState {
  at: number;
}

export const maximisationBiasKnobs = {
  actions: { default: 10, range: [2, 1e6], integer: true, doc: "How many actions B has." },
  mean: { default: -0.1, range: [-1e6, 1e6], doc: "Mean of their rewards, which are normal." },
} as const satisfies Knobs;
export type MaximisationBiasOptions = Partial<ConfigOf<typeof maximisationBiasKnobs>>;

export function maximisationBias(
  options: MaximisationBiasOptions = {},
): World<MaximisationBiasState, Discrete, Discrete> {
  const { actions, mean } = configure(maximisationBiasKnobs, options);
  const scenery: WorldScenery = { family: "maximisationBias", actions };
  return {
    id: "MaximisationBias-v1",
    title: `Left leads to ${actions} noisy bets of mean ${mean}, right to nothing`,
    observationSpace: discrete(3),
    actionSpace: discrete(actions),
    maxSteps: Infinity,
    create: () => ({ at: A }),
    reset(state) {
      state.at = A;
    },
    step(state, action, random, outcome) {
      const fromB = state.at === B;
      state.at = !fromB && action === LEFT ? B : END;
      outcome.reward = fromB ? random.normal(mean, 1) : 0;
      outcome.terminated = state.at === END;
    },
    observe(state, out, at) {
      out[at] = state.at;
    },
    mask(state, out, at) {
      for (let a = 0; a < actions; a++) out[at + a] = state.at !== A || a <= RIGHT ? 1 : 0;
    },
    keys: {
      ...{ ArrowLeft: LEFT, ArrowRight: RIGHT },
      ...Object.fromEntries(Array.from({ length: Math.min(actions, 10) }, (_, a) => [a, a])),
    },
    scenery,
    text: ({ at }) => ["■ ← B ← A → ■", `      ${["    ●", "●", "        ■"][at]}`].join("\n"),
  };
}
