/**
 * Presets of the algorithms on tables and on features, for Gymnasium's worlds.
 *
 * Found by random search over a few values of each knob, on seeds 100 to 107; measured on seeds 1 to 10, with the policy's exploration
 * switched off. The rows are measured again by presets.learn.test.ts.
 */
import type { MeasuredPreset, Presets } from "../presets.ts";

const tuned = "tuned on seeds 100-107";
const asIs = "the algorithm's defaults";

/** Seeds 1 to 10: [mean, standard error], the worst seed, and the mean with the defaults. */
const measured = (
  episodes: number,
  [mean, standardError]: readonly [mean: number, standardError: number],
  worst: number,
  defaults: number,
): MeasuredPreset => ({ seeds: [1, 10], episodes, mean, standardError, worst, defaults });

const ice =
  "Ice slips: one outcome says little, so the step is small; high first values make it try everything once.";
const farIce =
  "Ice slips: one outcome says little, so the step is small; high first values make it try everything once. The goal is far: γ must be near 1.";
const cards = "The cards decide more than the play: a small step averages over thousands of hands.";
const gusts = "The ground slips, so the step is small.";
const hill = "Eight tilings; hopeful first values explore, for every step costs one.";
const pole =
  "Values lie near 1/(1 − γ): a discount keeps them small, and a start above nothing lets it try both ways.";
const circle = "With α = 0.5 the greedy policy of two seeds in ten runs in a circle.";
const as = "The defaults.";
const still = "The defaults: nothing is random but the start.";
const book = "The defaults, which are the book's.";

export const tabularPresets: Presets = {
  "q-learning": {
    "FrozenLake-v1": {
      knobs: { alpha: 0.1, gamma: 0.99 },
      steps: 100_000,
      source: tuned,
      why: "Ice slips: one outcome says little, and a step of 0.5 forgets the average; γ < 1 prefers short ways.",
      measured: measured(500, [0.7292, 0.00652], 0.686, 0),
    },
    "FrozenLake8x8-v1": {
      knobs: { alpha: 0.05, gamma: 0.999, epsilon: 0.05, initial: 1 },
      steps: 500_000,
      source: tuned,
      why: farIce,
      measured: measured(500, [0.8598, 0.01537], 0.724, 0.1864),
    },
    "Taxi-v4": {
      knobs: {},
      steps: 300_000,
      source: asIs,
      why: still,
      measured: measured(100, [7.99, 0.005375], 7.96, 7.99),
    },
    "CliffWalking-v1": {
      knobs: {},
      steps: 50_000,
      source: asIs,
      why: book,
      measured: measured(10, [-13, 0], -13, -13),
    },
    "CliffWalkingSlippery-v1": {
      knobs: { alpha: 0.2, gamma: 0.99, epsilon: 0.05 },
      steps: 300_000,
      source: tuned,
      why: gusts,
      measured: measured(100, [-73.48, 2.593], -93.43, -114.9),
    },
    "Blackjack-v1": {
      knobs: { alpha: 0.01 },
      steps: 500_000,
      source: tuned,
      why: cards,
      measured: measured(20_000, [-0.04646, 0.0007692], -0.0506, -0.09303),
    },
  },
  sarsa: {
    "FrozenLake-v1": {
      knobs: { alpha: 0.1, epsilon: 0.05, initial: 1 },
      steps: 100_000,
      source: tuned,
      why: ice,
      measured: measured(500, [0.744, 0.001333], 0.74, 0.337),
    },
    "FrozenLake8x8-v1": {
      knobs: { alpha: 0.02, gamma: 0.999, initial: 0.5 },
      steps: 500_000,
      source: tuned,
      why: farIce,
      measured: measured(500, [0.8458, 0.006873], 0.81, 0.3402),
    },
    "Taxi-v4": {
      knobs: { alpha: 0.2, gamma: 0.99 },
      steps: 300_000,
      source: tuned,
      why: "Sarsa's targets scatter with its exploration: a smaller step averages them.",
      measured: measured(100, [7.998, 0.002], 7.98, 6.886),
    },
    "CliffWalking-v1": {
      knobs: { alpha: 0.1 },
      steps: 50_000,
      source: tuned,
      why: circle,
      measured: measured(10, [-15.2, 0.2], -17, -2014),
    },
    "CliffWalkingSlippery-v1": {
      knobs: { alpha: 0.05, epsilon: 0.05 },
      steps: 300_000,
      source: tuned,
      why: gusts,
      measured: measured(100, [-77.68, 2.746], -96.86, -214.3),
    },
    "Blackjack-v1": {
      knobs: { alpha: 0.03 },
      steps: 500_000,
      source: tuned,
      why: cards,
      measured: measured(20_000, [-0.05237, 0.001538], -0.05975, -0.09122),
    },
  },
  "expected-sarsa": {
    "FrozenLake-v1": {
      knobs: { alpha: 0.05, epsilon: 0.2, initial: 1 },
      steps: 100_000,
      source: tuned,
      why: ice,
      measured: measured(500, [0.7278, 0.012], 0.628, 0.5302),
    },
    "FrozenLake8x8-v1": {
      knobs: { alpha: 0.05, gamma: 0.999, epsilon: 0.05, initial: 1 },
      steps: 500_000,
      source: tuned,
      why: farIce,
      measured: measured(500, [0.8464, 0.008655], 0.79, 0.5782),
    },
    "Taxi-v4": {
      knobs: {},
      steps: 300_000,
      source: asIs,
      why: still,
      measured: measured(100, [7.992, 0.004422], 7.96, 7.992),
    },
    "CliffWalking-v1": {
      knobs: {},
      steps: 50_000,
      source: asIs,
      why: book,
      measured: measured(10, [-15, 0], -15, -15),
    },
    "CliffWalkingSlippery-v1": {
      knobs: { alpha: 0.05, epsilon: 0.05 },
      steps: 300_000,
      source: tuned,
      why: gusts,
      measured: measured(100, [-71.61, 1.976], -79.88, -123.1),
    },
    "Blackjack-v1": {
      knobs: { alpha: 0.003, epsilon: 0.05 },
      steps: 500_000,
      source: tuned,
      why: cards,
      measured: measured(20_000, [-0.05267, 0.001912], -0.0659, -0.08603),
    },
  },
  "double-q": {
    "FrozenLake-v1": {
      knobs: { alpha: 0.05, gamma: 0.99, epsilon: 0.05, initial: 1 },
      steps: 100_000,
      source: tuned,
      why: ice,
      measured: measured(500, [0.7384, 0.004778], 0.722, 0.2088),
    },
    "Taxi-v4": {
      knobs: { alpha: 0.1, gamma: 0.99 },
      steps: 300_000,
      source: tuned,
      why: "Two tables learn half as fast each, and agree better with a smaller step.",
      measured: measured(100, [7.998, 0.002], 7.98, 7.96),
    },
    "CliffWalking-v1": {
      knobs: { alpha: 0.2 },
      steps: 50_000,
      source: tuned,
      why: circle,
      measured: measured(10, [-16.8, 0.2], -17, -2014),
    },
    "CliffWalkingSlippery-v1": {
      knobs: { alpha: 0.1 },
      steps: 300_000,
      source: tuned,
      why: gusts,
      measured: measured(100, [-67.11, 3.418], -96.79, -793.7),
    },
    "Blackjack-v1": {
      knobs: { alpha: 0.01, epsilon: 0.05 },
      steps: 500_000,
      source: tuned,
      why: cards,
      measured: measured(20_000, [-0.04774, 0.001083], -0.0522, -0.07868),
    },
  },
  "semi-gradient-sarsa": {
    "MountainCar-v0": {
      knobs: { alpha: 0.003, epsilon: 0.05, n: 4 },
      steps: 200_000,
      source: tuned,
      why: hill,
      measured: measured(100, [-106.3, 1.561], -115.4, -114.9),
    },
    "CartPole-v1": {
      knobs: { alpha: 0.00625, gamma: 0.98, epsilon: 0.02, initial: 5, n: 8 },
      steps: 200_000,
      source: tuned,
      why: pole,
      measured: measured(100, [496.1, 2.144], 479.3, 340.3),
    },
    "Acrobot-v1": {
      knobs: { alpha: 0.025, n: 8 },
      steps: 200_000,
      source: tuned,
      why: "Eight steps ahead, with a smaller step; traces do better here.",
      measured: measured(100, [-143.4, 3.378], -162.4, -176),
    },
  },
  "sarsa-lambda": {
    "MountainCar-v0": {
      knobs: { alpha: 0.003, gamma: 0.99, epsilon: 0.05 },
      steps: 200_000,
      source: tuned,
      why: hill,
      measured: measured(100, [-102.8, 0.6836], -105.4, -105.6),
    },
    "CartPole-v1": {
      knobs: { alpha: 0.0125, gamma: 0.98, epsilon: 0.02, initial: 5, lambda: 0.95 },
      steps: 200_000,
      source: tuned,
      why: pole,
      measured: measured(100, [491.9, 7.053], 428.6, 320.3),
    },
    "Acrobot-v1": {
      knobs: {},
      steps: 200_000,
      source: asIs,
      why: as,
      measured: measured(100, [-87.32, 1.703], -98.31, -87.32),
    },
  },
  "true-online-sarsa": {
    "MountainCar-v0": {
      knobs: { alpha: 0.00625 },
      steps: 200_000,
      source: tuned,
      why: hill,
      measured: measured(100, [-101.8, 0.8158], -107.7, -103.2),
    },
    "CartPole-v1": {
      knobs: { gamma: 0.99, epsilon: 0.1, initial: 5, lambda: 0.5 },
      steps: 200_000,
      source: tuned,
      why: pole,
      measured: measured(100, [481, 11.82], 399, 301.7),
    },
    "Acrobot-v1": {
      knobs: {},
      steps: 200_000,
      source: asIs,
      why: as,
      measured: measured(100, [-86.22, 1.788], -93.78, -86.22),
    },
  },
  "watkins-q": {
    "MountainCar-v0": {
      knobs: { alpha: 0.00625, epsilon: 0.05 },
      steps: 200_000,
      source: tuned,
      why: "Eight tilings; hopeful first values explore, for every step costs one. One seed in ten stays poor.",
      measured: measured(100, [-117.3, 9.548], -197.4, -143.2),
    },
    "CartPole-v1": {
      knobs: {},
      steps: 200_000,
      source: asIs,
      why: as,
      measured: measured(100, [496.6, 3.369], 466.2, 496.6),
    },
  },
  "actor-critic": {
    "CartPole-v1": {
      knobs: { alpha: 0.03, valueAlpha: 0.03, lambda: 0.9, valueLambda: 0.5, gamma: 0.99 },
      steps: 200_000,
      source: tuned,
      why: "Eight tilings share every step, so it may be larger than the book's for a corridor; γ < 1 ends the horizon.",
      measured: measured(100, [498.1, 0.9397], 493.5, 403.1),
    },
    "Pendulum-v1": {
      knobs: {
        alpha: 0.003,
        valueAlpha: 0.1,
        lambda: 0.5,
        valueLambda: 0.5,
        gamma: 0.95,
        sigma: 2,
      },
      steps: 200_000,
      source: tuned,
      why: "A Gaussian policy as wide as the torque at first; the critic must be much faster than the actor.",
      measured: measured(100, [-160, 0.9637], -167.8, -1159),
    },
    "MountainCarContinuous-v0": {
      knobs: { alpha: 0.0003, valueAlpha: 0.1, lambda: 0.95, valueLambda: 0.5 },
      steps: 200_000,
      source: tuned,
      why: "The hundred points at the top must reach back hundreds of steps: long traces of the actor, no discount. Values of 0 are hopeful where every push costs.",
      measured: measured(100, [95.56, 0.07254], 95.2, -26.25),
    },
  },
  "reinforce-baseline": {
    "CartPole-v1": {
      knobs: { alpha: 0.003, valueAlpha: 0.001, gamma: 0.99 },
      steps: 200_000,
      source: tuned,
      why: "A baseline that moves slowly beside a policy that moves faster.",
      measured: measured(100, [500, 0], 500, 125.3),
    },
  },
  "n-step-sarsa": {
    "FrozenLake-v1": {
      knobs: { alpha: 0.02, initial: 1 },
      steps: 100_000,
      source: tuned,
      why: ice,
      measured: measured(500, [0.7096, 0.02348], 0.526, 0.0924),
    },
  },
  "mc-control": {
    "Blackjack-v1": {
      knobs: {},
      steps: 500_000,
      source: asIs,
      why: as,
      measured: measured(20_000, [-0.04732, 0.0008697], -0.05225, -0.04732),
    },
  },
  "continuing-actor-critic": {
    "Pendulum-v1": {
      knobs: { alpha: 0.0003, valueAlpha: 0.1, valueLambda: 0.5, beta: 0.1 },
      steps: 200_000,
      source: tuned,
      why: "The average reward must keep up with the policy: with a small β all values sink at first, and drown what they should tell apart.",
      measured: measured(100, [-155.6, 0.3825], -157.6, -926),
    },
    "AccessControl-v1": {
      knobs: {},
      steps: 300_000,
      source: asIs,
      why: "The defaults. A return is what 10 000 steps bring; the best policy earns 27 476.",
      measured: measured(3, [27420, 12.84], 27340, 27420),
    },
  },
};
