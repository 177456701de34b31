/**
 * The right action is the observation: the smallest world that an agent must master before anything else, in one step per
 * episode. Whoever fails here confuses observations, actions or rewards.
 *
 * Discrete: an observation of n, equally likely; 1 for the equal action, 0 for another. Best return 1, random 1 / n.
 * Continuous: observation o and action a in [−1, 1], k numbers each, o uniform; the reward is −Σ(aᵢ − oᵢ)². Best return 0; random
 * −2k / 3, twice the variance 1/3 of each uniform number.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { type Box, box, type Discrete, discrete, type Numbers } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

export const actionEqualsObservationKnobs = {
  n: { default: 4, range: [1, 1000], integer: true, doc: "Number of observations and of actions." },
} as const satisfies Knobs;

export interface ActionEqualsObservationState {
  shown: number;
}

export function actionEqualsObservation(
  overrides: Partial<ConfigOf<typeof actionEqualsObservationKnobs>> = {},
): World<ActionEqualsObservationState, Discrete, Discrete> {
  const { n } = configure(actionEqualsObservationKnobs, overrides);
  const scenery: WorldScenery = { family: "actionEqualsObservation", n };
  return {
    id: "ActionEqualsObservation-v1",
    title: "Name the number that is shown.",
    observationSpace: discrete(n),
    actionSpace: discrete(n),
    maxSteps: Infinity,
    solvedAt: 1,
    create: () => ({ shown: 0 }),
    reset(state, random) {
      state.shown = n === 1 ? 0 : random.integer(n);
    },
    step(state, action, _, outcome) {
      outcome.reward = action === state.shown ? 1 : 0;
      outcome.terminated = true;
    },
    observe(state, out, at) {
      out[at] = state.shown;
    },
    text: ({ shown }) =>
      `${Array.from({ length: n }, (_, i) => (i === shown ? `[${i}]` : ` ${i} `)).join("")}\n`,
    keys: Object.fromEntries(Array.from({ length: Math.min(n, 10) }, (_, a) => [String(a), a])),
    scenery,
  };
}

export const actionEqualsObservationContinuousKnobs = {
  size: {
    default: 1,
    symbol: "k",
    range: [1, 1000],
    integer: true,
    doc: "Numbers of an observation and of an action.",
  },
} as const satisfies Knobs;

export interface ActionEqualsObservationContinuousState {
  readonly shown: Float32Array;
}

export function actionEqualsObservationContinuous(
  overrides: Partial<ConfigOf<typeof actionEqualsObservationContinuousKnobs>> = {},
): World<ActionEqualsObservationContinuousState, Box, Box> {
  const { size } = configure(actionEqualsObservationContinuousKnobs, overrides);
  const scenery: WorldScenery = { family: "actionEqualsObservationContinuous", size };
  const all = (v: number) => new Float32Array(size).fill(v);
  return {
    id: "ActionEqualsObservationContinuous-v1",
    title: "Point at the place that is shown.",
    observationSpace: box(-1, 1, [size]),
    actionSpace: box(-1, 1, [size]),
    maxSteps: Infinity,
    create: () => ({ shown: new Float32Array(size) }),
    reset({ shown }, random) {
      for (let i = 0; i < size; i++) shown[i] = random.uniform(-1, 1);
    },
    step({ shown }, action: Numbers, _, outcome) {
      outcome.reward = 0;
      for (let i = 0; i < size; i++) {
        const gap = Math.fround(action[i]) - shown[i];
        outcome.reward -= gap * gap;
      }
      outcome.terminated = true;
    },
    observe({ shown }, out, at) {
      out.set(shown, at);
    },
    text: ({ shown }) => `shown: ${Array.from(shown, (v) => v.toFixed(2)).join(" ")}\n`,
    keys: { ArrowLeft: all(-0.5), ArrowDown: all(0), ArrowRight: all(0.5) },
    scenery,
  };
}
