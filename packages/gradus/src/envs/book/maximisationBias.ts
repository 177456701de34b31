/**
 * The world of Sutton & Barto, Example 6.7, in which maximising over noisy estimates misleads.
 *
 * From A (state 0), right (1) ends at once with 0; left (0) leads to B (state 1) with 0, where each of ten actions ends with a
 * reward from N(−0.1, 1). Left is a mistake, −0.1 on average; but of ten estimates from few draws one is always positive.
 */
import { ValueError } from "../../core/errors.ts";
import { type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";

export const LEFT = 0;
export const RIGHT = 1;
const A = 0;
const B = 1;
const END = 2;

export interface MaximisationBiasState {
  at: number;
}

/** @param actions how many B has, at least 2 */
export function maximisationBias(
  actions = 10,
  mean = -0.1,
): World<MaximisationBiasState, Discrete, Discrete> {
  if (!(actions >= 2))
    throw new ValueError(`maximisationBias: B has ${actions} actions; it must have at least 2.`);
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
    keys: { ArrowLeft: LEFT, ArrowRight: RIGHT },
    text: ({ at }) => ["■ ← B ← A → ■", `      ${["    ●", "●", "        ■"][at]}`].join("\n"),
  };
}
