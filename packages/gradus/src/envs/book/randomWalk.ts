/**
 * The random walk of Sutton & Barto, Examples 6.2, 6.3 and 7.1: a row of states, from the middle one step to the left or to the
 * right with equal chance, out at either end.
 *
 * There is nothing to decide: one action, which means "walk on". States are numbered as they lie: 0 and n + 1 are the ends, 1 … n
 * the states A, B, C …
 */
import { ValueError } from "../../core/errors.ts";
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

export interface RandomWalkState {
  at: number;
}

export const randomWalkKnobs = {
  states: {
    default: 5,
    range: [1, 1e6],
    integer: true,
    doc: "How many states lie between the ends; odd, so that there is a middle.",
  },
  left: { default: 0, doc: "Reward for leaving on the left; every other step brings 0." },
  right: { default: 1, doc: "Reward for leaving on the right." },
} as const satisfies Knobs;
export type RandomWalkOptions = Partial<ConfigOf<typeof randomWalkKnobs>>;

/** Example 6.2 without options; Example 7.1 is `randomWalk({ states: 19, left: -1 })`. */
export function randomWalk(
  options: RandomWalkOptions = {},
): World<RandomWalkState, Discrete, Discrete> {
  const { states, left, right } = configure(randomWalkKnobs, options);
  const scenery: WorldScenery = { family: "randomWalk", states, ends: [left, right] };
  if (states % 2 !== 1) {
    throw new ValueError(
      `randomWalk: states is ${states}; it must be an odd whole number, so that the walk has a middle to start from.`,
    );
  }
  return {
    id: `RandomWalk${states}-v1`,
    title: `Random walk of ${states} states; leaving on the right brings ${right}, on the left ${left}`,
    observationSpace: discrete(states + 2),
    actionSpace: discrete(1),
    maxSteps: Infinity,
    create: () => ({ at: 0 }),
    reset(state) {
      state.at = (states + 1) / 2;
    },
    step(state, _, random, outcome) {
      state.at += random.integer(2) === 1 ? 1 : -1;
      outcome.terminated = state.at === 0 || state.at === states + 1;
      outcome.reward = state.at === 0 ? left : state.at === states + 1 ? right : 0;
    },
    observe(state, out, at) {
      out[at] = state.at;
    },
    keys: { " ": 0, Enter: 0 },
    text: ({ at }) =>
      Array.from({ length: states + 2 }, (_, s) =>
        s === at ? "●" : s === 0 || s === states + 1 ? "■" : "·",
      ).join(" "),
    scenery,
  };
}

/** v(s) for s = 0 … n + 1, ends included: linear between the two rewards (γ = 1). The ends, being terminal, are worth 0. */
export function randomWalkValues(options: RandomWalkOptions = {}): Float64Array {
  const { states, left, right } = configure(randomWalkKnobs, options);
  const inner = (s: number) => left + ((right - left) * s) / (states + 1);
  return Float64Array.from({ length: states + 2 }, (_, s) =>
    s === 0 || s === states + 1 ? 0 : inner(s),
  );
}
