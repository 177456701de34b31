/** Small worlds whose every number can be checked by hand. */
import { type Box, box, type Discrete, discrete, multiBinary, tuple } from "../space.ts";
import type { World } from "../world.ts";

export interface Count {
  n: number;
  /** Drawn at the start. */
  first: number;
}

/**
 * Counts up by the action (0, 1 or 2) and ends at `goal`; the reward is the new number. The observation is
 * [the number, a uniform draw made at the start].
 */
export function counting(goal: number, maxSteps = Infinity): World<Count, Box, Discrete> {
  return {
    id: "Counting-v0",
    title: "Counts.",
    observationSpace: box([0, 0], [goal + 1, 1], undefined, "float64"),
    actionSpace: discrete(3),
    maxSteps,
    create: () => ({ n: 0, first: 0 }),
    reset(state, random) {
      state.n = 0;
      state.first = random.random();
    },
    step(state, action, _, outcome) {
      state.n += action;
      outcome.reward = state.n;
      outcome.terminated = state.n >= goal;
    },
    observe(state, out, at) {
      out[at] = state.n;
      out[at + 1] = state.first;
    },
    info: ({ n }) => ({ n }),
  };
}

/** Takes one action of a Tuple and remembers it. */
export function remembering() {
  const actionSpace = tuple([discrete(3), box(-1, 1, [2]), multiBinary(2)]);
  const world: World<{ heard: number[] }, Box, typeof actionSpace> = {
    id: "Remembering-v0",
    title: "Remembers.",
    observationSpace: box(-1, 2, [5]),
    actionSpace,
    maxSteps: 10,
    create: () => ({ heard: [0, 0, 0, 0, 0] }),
    reset(state) {
      state.heard.fill(0);
    },
    step(state, [a, b, c], _, outcome) {
      state.heard = [a, ...b, ...c];
      outcome.reward = 0;
      outcome.terminated = false;
    },
    observe({ heard }, out, at) {
      out.set(heard, at);
    },
  };
  return world;
}
