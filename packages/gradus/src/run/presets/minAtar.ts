/** Presets for the MinAtar games. */
import type { Preset, Presets } from "../presets.ts";

/** DQN as in the paper on MinAtar: every frame is learned from once it is seen, 32 times over on average. */
const dqn: Preset = {
  knobs: {
    learningStarts: 5000,
    batch: 32,
    trainEvery: 1,
    rate: 2.5e-4,
    targetEvery: 1000,
    hidden: "128",
    maxNorm: 1e6,
    explorationShare: 0.1,
    epsilonEnd: 0.1,
  },
  steps: 1_000_000,
  source:
    "Young & Tian 2019, arXiv:1903.03176: DQN with 16 filters of 3 × 3 and 128 units; Adam with its step size; optimiser=rmsprop is the paper's own.",
  why: "As the paper, to be laid beside its curves; ε falls within 100 000 frames. A step costs 43 MFLOP, so that a million takes about half an hour. Begun, not finished: docs/results/minatar.md.",
};

const games = ["Asterix", "Breakout", "Freeway", "Seaquest", "SpaceInvaders"] as const;

export const minAtarPresets: Presets = {
  dqn: Object.fromEntries(games.map((game) => [`MinAtar/${game}-v1`, dqn])),
};
