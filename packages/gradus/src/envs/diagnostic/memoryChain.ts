/**
 * Memory chain: a bit is shown in the first step, nothing follows for a while, then it is asked for.
 *
 * bsuite's memory_len (Osband et al. 2020, arXiv:1908.03568): an episode has `length` steps; only the action of the last one
 * counts, +1 if it equals the bit that was shown, −1 if not. Observation: [1 − t / length; which bit is asked for, in the last step;
 * the context as ±1 in the first step, else 0]. Best return 1; without memory (and with length > 1) 0 on average, as random play.
 * bsuite shows the first observation twice, after its reset and after its first step; here it is shown once.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { type Box, box, type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

export const memoryChainKnobs = {
  length: {
    default: 10,
    range: [1, 10_000],
    integer: true,
    doc: "Steps of an episode: how long the bit must be remembered.",
  },
  bits: {
    default: 1,
    range: [1, 100],
    integer: true,
    doc: "Bits of the context, of which one is asked for (bsuite's memory_size).",
  },
} as const satisfies Knobs;
export type MemoryChainConfig = ConfigOf<typeof memoryChainKnobs>;

export interface MemoryChainState {
  /** Steps since the start. */
  time: number;
  /** 0 or 1 each. */
  readonly context: Uint8Array;
  /** The bit that will be asked for. */
  query: number;
}

export function memoryChain(
  overrides: Partial<MemoryChainConfig> = {},
): World<MemoryChainState, Box, Discrete> {
  const { length, bits } = configure(memoryChainKnobs, overrides);
  const scenery: WorldScenery = { family: "memoryChain", length };
  return {
    id: "MemoryChain-v1",
    title: "Remember what was shown first until you are asked.",
    observationSpace: box(
      [0, 0, ...new Array<number>(bits).fill(-1)],
      [1, bits - 1, ...new Array<number>(bits).fill(1)],
    ),
    actionSpace: discrete(2),
    maxSteps: Infinity,
    solvedAt: 1,
    create: () => ({ time: 0, context: new Uint8Array(bits), query: 0 }),
    reset(state, random) {
      state.time = 0;
      for (let i = 0; i < bits; i++) state.context[i] = random.integer(2);
      state.query = bits === 1 ? 0 : random.integer(bits);
    },
    step(state, action, _, outcome) {
      state.time++;
      outcome.terminated = state.time === length;
      const isRight = action === state.context[state.query];
      outcome.reward = outcome.terminated ? (isRight ? 1 : -1) : 0;
    },
    observe({ time, context, query }, out, at) {
      out[at] = 1 - time / length;
      out[at + 1] = time === length - 1 ? query : 0;
      for (let i = 0; i < bits; i++) out[at + 2 + i] = time === 0 ? 2 * context[i] - 1 : 0;
    },
    text: ({ time, context, query }) => {
      const shown = time === 0 ? ` shown: ${Array.from(context).join(" ")}` : "";
      const asked = time === length - 1 ? ` asked: bit ${query}` : "";
      return `step ${time + 1} of ${length}${shown}${asked}\n`;
    },
    keys: { "0": 0, "1": 1, ArrowLeft: 0, ArrowRight: 1 },
    scenery,
  };
}
