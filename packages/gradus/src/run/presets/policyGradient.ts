/** Presets of the policy gradients and of the cross-entropy method. Zoo: hyperparams/trpo.yml of RL Baselines3 Zoo. */
import type { Presets } from "../presets.ts";

const zoo = "RL Baselines3 Zoo";
/** What the zoo calls `normalize`. */
const normalised = { normaliseObservations: true, normaliseRewards: true };

export const policyGradientPresets: Presets = {
  cem: {
    "CartPole-v1": {
      knobs: {},
      steps: 100_000,
      source: "The defaults, chosen on seeds 101 to 130.",
      why: "A linear policy of ten numbers keeps the pole up. Seeds 1 to 5: 500 each; without added noise 345 (500, 500, 120, 500, 103).",
    },
    "Acrobot-v1": {
      knobs: { normaliseObservations: true },
      steps: 200_000,
      source: "Seeds 101 to 103.",
      why: "Velocities are ten times as large as sines and cosines; on one scale the first guesses are better. Seeds 1 to 5: −85.0 ± 1.4.",
    },
  },
  "simple-pg": {
    "CartPole-v1": {
      knobs: {},
      steps: 250_000,
      source: "Spinning Up, 1_simple_pg.py: 50 epochs of 5000 steps.",
      why: "As the source has it. Seeds 1 to 5: 485 ± 8; seeds 102 and 103 were at 175 and 228.",
    },
  },
  "reward-to-go": {
    "CartPole-v1": {
      knobs: {},
      steps: 250_000,
      source: "Spinning Up, 2_rtg_pg.py: 50 epochs of 5000 steps.",
      why: "As the source has it. Seeds 1 to 5: 498.7 ± 0.6.",
    },
  },
  vpg: {
    "CartPole-v1": {
      knobs: { environments: 8, horizon: 256, rate: 0.003, criticSteps: 20 },
      steps: 200_000,
      source: "Seeds 101 to 106.",
      why: "One step of the policy per rollout: shorter rollouts and longer steps than the source's. Seeds 1 to 5: 500 each; with horizon 128 after 150 000 steps 392 (353, 500, 165, 444, 500).",
    },
    "Acrobot-v1": {
      knobs: { environments: 8, horizon: 64, rate: 0.003, criticSteps: 20, ...normalised },
      steps: 200_000,
      source: "Seeds 101 and 102.",
      why: "As for CartPole, on one scale. Seeds 1 to 5: −84.0 ± 1.1.",
    },
  },
  npg: {
    "CartPole-v1": {
      knobs: {},
      steps: 100_000,
      source: "The defaults.",
      why: "Seeds 1 to 5: 500 each.",
    },
    "Acrobot-v1": {
      knobs: { environments: 2, horizon: 1024, ...normalised },
      steps: 100_000,
      source: `${zoo}, for TRPO.`,
      why: "As TRPO, whose line search never shortened a step here. Seeds 1 to 5: −83.0 ± 1.1, the same returns.",
    },
  },
  trpo: {
    "CartPole-v1": {
      knobs: {},
      steps: 100_000,
      source: "The defaults.",
      why: "Seeds 1 to 5: 500 each. The zoo's settings (2 · 512 steps, damping 0.001, λ 0.98, 20 passes of the critic) reached 439, 478 and 500 on seeds 101 to 103.",
    },
    "Pendulum-v1": {
      knobs: {
        environments: 2,
        horizon: 1024,
        gamma: 0.9,
        damping: 0.01,
        criticEpochs: 15,
        gsde: true,
        noiseSteps: 4,
      },
      steps: 100_000,
      source: `${zoo}; damping from seeds 101 to 103.`,
      why: "As the source has it, but for its damping of 0.1, with which seeds 101 to 103 reached −170, −171 and −196 instead of −169, −172 and −170. Seeds 1 to 5: −174 ± 4.",
    },
    "Acrobot-v1": {
      knobs: { environments: 2, horizon: 1024, ...normalised },
      steps: 100_000,
      source: zoo,
      why: "As the source has it. Seeds 1 to 5: −83.0 ± 1.1.",
    },
    "MountainCar-v0": {
      knobs: { environments: 2, horizon: 1024, criticEpochs: 20, ...normalised },
      steps: 100_000,
      source: zoo,
      why: "As the source has it. Seeds 1 to 5: −111.9 ± 1.2.",
    },
    "MountainCarContinuous-v0": {
      knobs: { environments: 2, horizon: 2048, gsde: true, noiseSteps: 16, ...normalised },
      steps: 50_000,
      source: `${zoo}; noiseSteps from seeds 101 to 112.`,
      why: "As the source has it, but noise that lasts 16 steps instead of 4: it swings the car further. Seeds 1 to 5: 92.8 ± 0.1; with 4 one of them never saw the flag (92.3, 92.2, 92.1, −0.2, 92.6).",
    },
  },
};
