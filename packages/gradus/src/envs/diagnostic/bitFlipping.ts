/**
 * Bit flipping: turn n bits into n others, one at a step, and hear nothing on the way but that they are not yet the same.
 *
 * Andrychowicz et al. 2017 (arXiv:1707.01495), section 3.1: the state and the goal are drawn evenly from {0, 1}ⁿ (here: until they
 * differ), action i flips bit i, and every step costs 1 unless it reaches the goal, which ends the episode; n steps are allowed. With n
 * above 13 or so a goal is never met by chance, and what was reached instead is all there is to learn from. Best return 1 − d where d
 * bits differ: on average 1 − (n / 2) 2ⁿ / (2ⁿ − 1).
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import {
  type Dict,
  type Discrete,
  dict,
  discrete,
  type MultiBinary,
  multiBinary,
} from "../../env/space.ts";
import type { Goal, World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

export const bitFlippingKnobs = {
  n: { default: 15, range: [1, 50], integer: true, doc: "Bits, and steps that are allowed." },
} as const satisfies Knobs;
export type BitFlippingConfig = ConfigOf<typeof bitFlippingKnobs>;

export interface BitFlippingState {
  /** 0 or 1 each. */
  readonly bits: Uint8Array;
  readonly goal: Uint8Array;
}

type Seen = Dict<{
  readonly observation: MultiBinary;
  readonly achievedGoal: MultiBinary;
  readonly desiredGoal: MultiBinary;
}>;

const goal: Goal = {
  judge(achieved, desired, outcome) {
    let same = true;
    for (let i = 0; i < desired.length; i++) same = same && achieved[i] === desired[i];
    outcome.reward = same ? 0 : -1;
    outcome.terminated = same;
  },
};

export function bitFlipping(
  overrides: Partial<BitFlippingConfig> = {},
): World<BitFlippingState, Seen, Discrete> {
  const { n } = configure(bitFlippingKnobs, overrides);
  const scenery: WorldScenery = { family: "bitFlipping", n };
  const bits = multiBinary(n);
  return {
    id: "BitFlipping-v1",
    title: "Turn the bits into the others, one by one.",
    observationSpace: dict({ observation: bits, achievedGoal: bits, desiredGoal: bits }),
    actionSpace: discrete(n),
    maxSteps: n,
    create: () => ({ bits: new Uint8Array(n), goal: new Uint8Array(n) }),
    reset(state, random) {
      do {
        for (let i = 0; i < n; i++) {
          state.bits[i] = random.integer(2);
          state.goal[i] = random.integer(2);
        }
      } while (state.bits.every((bit, i) => bit === state.goal[i]));
    },
    step(state, action, _, outcome) {
      state.bits[action] = 1 - state.bits[action];
      goal.judge(state.bits, state.goal, outcome);
    },
    observe(state, out, at) {
      out.set(state.bits, at);
      out.set(state.bits, at + n);
      out.set(state.goal, at + 2 * n);
    },
    goal,
    text: (state) =>
      `now   ${Array.from(state.bits).join(" ")}\ngoal  ${Array.from(state.goal).join(" ")}\n`,
    keys: Object.fromEntries(Array.from({ length: Math.min(n, 10) }, (_, i) => [String(i), i])),
    scenery,
  };
}
