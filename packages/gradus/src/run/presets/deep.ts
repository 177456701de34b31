/** Presets of the deep algorithms. Zoo: the tuned hyper-parameters of RL Baselines3 Zoo, file hyperparams/ALGORITHM.yml. */
import type { Presets } from "../presets.ts";

const zoo = "RL Baselines3 Zoo";

export const deepPresets: Presets = {
  ppo: {
    "CartPole-v1": {
      knobs: {
        horizon: 32,
        batch: 256,
        lambda: 0.8,
        gamma: 0.98,
        epochs: 20,
        rate: 1e-3,
        rateSchedule: "linear",
        clipSchedule: "linear",
      },
      steps: 100_000,
      source: zoo,
      why: "Short rollouts and many passes: a pole is lost or kept within a second.",
    },
  },
  a2c: {
    "CartPole-v1": {
      knobs: {},
      steps: 500_000,
      source: zoo,
      why: "The defaults, for longer.",
    },
  },
};
