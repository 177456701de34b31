/**
 * A world out of a written-out Markov decision process. The observation is the number of the state.
 * Everything is drawn as Gymnasium's toy-text worlds draw it: one uniform number a reset, one a step.
 */
import type { Rng } from "../core/random.ts";
import { cumulative, drawCumulative, drawTransition, type Mdp } from "./mdp.ts";
import { type Discrete, discrete, type Numbers } from "./space.ts";
import type { Outcome, Scenery, World } from "./world.ts";

export interface MdpState {
  /** Where we are. */
  state: number;
  /** How probable the last move was. */
  probability: number;
  /** −1 before the first step. */
  lastAction: number;
}

export interface MdpWorldOptions {
  readonly id: string;
  readonly title: string;
  readonly maxSteps?: number;
  readonly solvedAt?: number;
  readonly text?: (state: MdpState) => string;
  readonly keys?: Readonly<Record<string, number>>;
  readonly scenery?: Scenery;
}

export function mdpWorld(
  model: Mdp,
  options: MdpWorldOptions,
): World<MdpState, Discrete, Discrete> {
  const sums = cumulative(model.start);
  const { transitions } = model;
  const isAlwaysFree = transitions.every((rows) => rows.every((row) => row.length > 0));
  return {
    maxSteps: Infinity,
    ...options,
    observationSpace: discrete(model.states),
    actionSpace: discrete(model.actions),
    create: () => ({ state: 0, probability: 1, lastAction: -1 }),
    reset(state: MdpState, random: Rng) {
      state.state = drawCumulative(sums, random);
      state.probability = 1;
      state.lastAction = -1;
    },
    step(state: MdpState, action: number, random: Rng, outcome: Outcome) {
      const { probability, next, reward, terminated } = drawTransition(
        transitions[state.state][action],
        random,
      );
      state.state = next;
      state.probability = probability;
      state.lastAction = action;
      outcome.reward = reward;
      outcome.terminated = terminated;
    },
    observe(state: MdpState, out: Numbers, at: number) {
      out[at] = state.state;
    },
    ...(isAlwaysFree ? {} : { mask: maskOf(model) }),
    info: ({ probability }) => ({ prob: probability }),
    model: () => model,
    modelState: ({ state }) => state,
  };
}

/** 1 where the action can be taken. */
function maskOf({ transitions }: Mdp) {
  return ({ state }: MdpState, out: Uint8Array, at: number): void => {
    transitions[state].forEach((row, a) => {
      out[at + a] = row.length > 0 ? 1 : 0;
    });
  };
}
