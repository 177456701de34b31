/** Presets of the algorithms on tables and on features. */
import type { Presets } from "../presets.ts";

export const tabularPresets: Presets = {
  "q-learning": {
    "FrozenLake-v1": {
      knobs: { alpha: 0.1, gamma: 0.99 },
      steps: 100_000,
      source: "tuned on seeds 100-109",
      why: "Ice slips: one outcome says little, so a step of 0.5 forgets the average; γ < 1 prefers short ways.",
    },
  },
};
