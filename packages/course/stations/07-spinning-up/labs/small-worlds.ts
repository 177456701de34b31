/** The rows of the published tables that fit on a table: CartPole, Acrobot, Pendulum, MountainCar. */
import { makeWorld } from "gradus/envs";
import { deviation, largest, mean, median } from "../../../src/statistics.ts";
import { armsLab, betterTwoThirds, level, paired } from "./parts/arms.ts";
import { limitAsEnd } from "./parts/deepRun.ts";

const zoo = "RL Baselines3 Zoo, benchmark.md (one training run, 150 000 steps of evaluation)";
const five = [1, 2, 3, 4, 5];
const three = [1, 2, 3];
const upright = {
  label: "return of the last 100 episodes (steps upright), 500 is perfect",
  range: [0, 500],
} as const;
const swinging = {
  label: "return of 200 steps; 0 is upright and still",
  range: [-1600, 0],
} as const;

export const ppoCartPole = armsLab({
  id: "07/ppo-cartpole",
  row: "P7",
  title: "PPO balances a pole",
  question:
    "Five hundred steps are as long as an episode gets. Does every seed get there within 100 000 steps of experience?",
  source: `${zoo}; CleanRL`,
  kind: "statistical",
  world: () => makeWorld("CartPole-v1"),
  arms: [
    {
      name: "PPO",
      algorithm: "ppo",
      knobs: {
        environments: 8,
        horizon: 32,
        batch: 256,
        lambda: 0.8,
        gamma: 0.98,
        epochs: 20,
        rate: 1e-3,
        rateSchedule: "linear",
        clipSchedule: "linear",
      },
    },
  ],
  steps: 100_000,
  quick: { seconds: 9, seeds: three },
  full: { seconds: 15, seeds: five },
  published: "500 (zoo); 490 ± 6 while training (CleanRL)",
  exact: "Stable-Baselines3 with the same settings: 500 on five of five seeds",
  shows: "final",
  claims: () => [
    level("final PPO", {
      text: "At least two thirds of the seeds end at 490 or more: five of five of the reference end at 500.",
      of: betterTwoThirds,
      known: 500,
      band: { low: 490, high: 500 },
      what: "two thirds of the seeds reach this",
    }),
    {
      text: "None ends below 400.",
      holds: (of) => of("final PPO").every((x) => x >= 400),
    },
  ],
  references: [{ label: "500, zoo", y: 500 }],
  y: upright,
  sliders: {
    rate: [1e-4, 1e-2],
    clip: [0, 1],
    lambda: [0, 1],
    epochs: [1, 40],
    environments: [1, 32],
  },
});

export const a2cCartPole = armsLab({
  id: "07/a2c-cartpole",
  row: "P7",
  title: "A2C balances a pole",
  question:
    "One step of gradient ascent for every forty steps of experience: is five times the experience enough?",
  source: zoo,
  kind: "statistical",
  world: () => makeWorld("CartPole-v1"),
  arms: [{ name: "A2C", algorithm: "a2c" }],
  steps: 500_000,
  quick: { seconds: 12, seeds: three },
  full: { seconds: 20, seeds: five },
  published: "500 (zoo)",
  exact: "Stable-Baselines3 with the same settings: 500 on three of three seeds",
  shows: "final",
  claims: () => [
    level("final A2C", {
      text: "At least two thirds of the seeds end at 490 or more: three of three of the reference end at 500, and ours of seeds 101 … 103.",
      of: betterTwoThirds,
      known: 500,
      band: { low: 490, high: 500 },
      what: "two thirds of the seeds reach this",
    }),
  ],
  references: [{ label: "500, zoo", y: 500 }],
  y: upright,
});

export const ppoAcrobot = armsLab({
  id: "07/ppo-acrobot",
  row: "P7",
  title: "PPO swings two rods up",
  question:
    "Each step costs one until the tip is above the line. How many steps does the swing take, and how much does patience buy?",
  source: `${zoo}; CleanRL`,
  kind: "statistical",
  world: () => makeWorld("Acrobot-v1"),
  arms: [
    {
      name: "PPO",
      algorithm: "ppo",
      knobs: {
        environments: 16,
        horizon: 256,
        lambda: 0.94,
        epochs: 4,
        normaliseObservations: true,
        normaliseRewards: true,
      },
    },
  ],
  steps: 200_000,
  quick: { seconds: 15, seeds: three },
  full: { seconds: 110, seeds: three, knobs: { steps: 1_000_000 } },
  published: "−73.5 after 1 M steps (zoo); −86.4 ± 1.3 while training, 500 k steps (CleanRL)",
  exact: "Stable-Baselines3, 200 000 steps: −82.9, −80.2, −85.0",
  shows: "final",
  claims: (budget) =>
    budget === "quick"
      ? [
          level("final PPO", {
            text: "The mean of three seeds reaches −97: −82.7 of the reference's three less 4 s √(1/3 + 1/3), s = 4.2 (ours, seeds 101 … 103).",
            known: -82.7,
            band: { low: -97, high: 0 },
          }),
        ]
      : [
          level("final PPO", {
            text: "The mean reaches −93: −73.5 less 4 s √(1/3 + 1) with s = 4.2; the printed number is a single run.",
            known: -73.5,
            band: { low: -93, high: 0 },
          }),
        ],
  references: [{ label: "−73.5, zoo", y: -73.5 }],
  y: { label: "return (minus the steps until the tip is up)", range: [-500, 0] },
});

const zooPendulum = {
  environments: 4,
  horizon: 1024,
  gamma: 0.9,
  rate: 1e-3,
} as const;

export const ppoPendulum = armsLab({
  id: "07/ppo-pendulum-gsde",
  row: "P7",
  title: "PPO swings a pendulum up",
  question:
    "Noise that depends on the state and stays the same for four steps: does the torque become smooth enough to hold the rod?",
  source: `${zoo}; Raffin et al. 2021, arXiv:2005.05719`,
  kind: "statistical",
  world: () => makeWorld("Pendulum-v1"),
  arms: [{ name: "PPO", algorithm: "ppo", knobs: { ...zooPendulum, gsde: true, noiseSteps: 4 } }],
  steps: 100_000,
  quick: { seconds: 18, seeds: five },
  full: { seconds: 35, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  published: "−172 ± 104 over episodes (zoo)",
  exact: "Stable-Baselines3, five seeds: −168.3, −173.5, −178.6, −255.6, −188.0",
  shows: "final",
  claims: () => [
    level("final PPO", {
      text: "The median over the seeds reaches −220: of the eight runs known beforehand (five of the reference, ours of seeds 101 … 103) one ended below that, so that the median of five does in 2 % of all cases.",
      of: median,
      known: -172,
      band: { low: -220, high: 0 },
      what: "the median of the seeds",
    }),
  ],
  references: [{ label: "−172, zoo", y: -172 }],
  y: swinging,
  sliders: {
    rate: [1e-4, 1e-2],
    gamma: [0.8, 1],
    lambda: [0, 1],
    clip: [0, 1],
    noiseSteps: [1, 64],
  },
});

/** Ours of seeds 101 … 103: −1035, −991, −971 while training, an explained variance of 0.00. */
export const ppoPendulumFails = armsLab({
  id: "07/ppo-pendulum-fails",
  row: "P7",
  title: "The famous trap: PPO out of its box, and a pendulum that hangs",
  question:
    "A hundred thousand steps, and nothing. Which number of the report says why, and which one knob of three would have helped?",
  source: "Huang et al. 2022; the table of robust policy optimisation in CleanRL's documentation",
  kind: "property",
  world: () => makeWorld("Pendulum-v1"),
  arms: [
    { name: "defaults", algorithm: "ppo" },
    { name: "γ = 0.9", algorithm: "ppo", knobs: { gamma: 0.9 } },
    { name: "α = 0.001", algorithm: "ppo", knobs: { rate: 1e-3 } },
    { name: "rewards scaled", algorithm: "ppo", knobs: { normaliseRewards: true } },
  ],
  steps: 100_000,
  quick: { seconds: 7, seeds: [1] },
  full: { seconds: 35, seeds: five },
  published: "plain PPO stays about −1000",
  shows: "training",
  digits: 0,
  claims: () => [
    {
      text: "Out of its box every seed trains below −850 (−999 ± 33 on seeds 101 … 103, less four deviations), and the critic explains nothing: less than 0.1 of the variance.",
      holds: (of) => largest(of("training defaults")) < -850 && largest(of("fit defaults")) < 0.1,
    },
    {
      text: "With any one of the three changes every seed trains above −600, and the critic explains more than 0.9 (the worst of seeds 101 … 103 was −272).",
      holds: (of) =>
        ["γ = 0.9", "α = 0.001", "rewards scaled"].every(
          (arm) =>
            of(`training ${arm}`).every((x) => x > -600) && of(`fit ${arm}`).every((x) => x > 0.9),
        ),
    },
  ],
  note: "Returns of −1000 are far from what a fresh critic says, and 10⁻³ of a step at a time it does not come there in time: then the advantage is the return, and mostly noise. A shorter horizon, a longer step or smaller rewards each bring the two together.",
  references: [{ label: "−200, upright", y: -200 }],
  y: swinging,
});

/** CleanRL's continuous PPO: one environment, observations and rewards scaled, torques in N·m, the value clipped. */
const cleanRl = {
  environments: 1,
  horizon: 2048,
  rateSchedule: "linear",
  clipValue: 0.2,
  normaliseObservations: true,
  normaliseRewards: true,
  rescaleActions: false,
} as const;

export const rpoPendulum = armsLab({
  id: "07/rpo-pendulum",
  row: "P7",
  title: "Means that shake, and a clock that is not the end of the world",
  question:
    "CleanRL's PPO never learns the pendulum, its RPO does. Is it the algorithm, or is it that an episode which was cut counts as one that ended?",
  source: "Rahman & Xue 2022, arXiv:2212.07536; CleanRL, rpo.md (8 M steps, 10 seeds)",
  kind: "property",
  world: () => makeWorld("Pendulum-v1"),
  arms: [
    { name: "PPO, limit an end", algorithm: "ppo", knobs: cleanRl, learnsIn: limitAsEnd },
    {
      name: "RPO, limit an end",
      algorithm: "ppo",
      knobs: { ...cleanRl, rpo: 0.5 },
      learnsIn: limitAsEnd,
    },
    { name: "PPO, limit a cut", algorithm: "ppo", knobs: cleanRl },
  ],
  steps: 500_000,
  quick: { seconds: 75, seeds: [1] },
  full: { seconds: 230, seeds: three },
  published: "PPO −1142 ± 136, RPO −151 ± 4",
  shows: "final",
  digits: 0,
  claims: () => [
    {
      text: "With the limit as an end PPO stays below −700 in every seed (seeds 101, 102: −1051 after 500 000 steps, −1049 and −926 after 200 000).",
      holds: (of) => of("final PPO, limit an end").every((x) => x < -700),
    },
    {
      text: "RPO, learning in the same way, ends above −220 in every seed (−150 and −144 on seeds 101, 102; −151 published).",
      holds: (of) => of("final RPO, limit an end").every((x) => x > -220),
    },
    {
      text: "So does PPO without anything of RPO's, when V of the last state counts where the clock cut (−158 and −173 after 200 000 steps on seeds 101, 102).",
      holds: (of) => of("final PPO, limit a cut").every((x) => x > -220),
    },
  ],
  note: "The published difference is real, and reproduced; half of it is the time limit.",
  references: [{ label: "−151, RPO", y: -151 }],
  y: swinging,
});

export const ppoMountainCar = armsLab({
  id: "07/ppo-mountain-car-never-learns",
  row: "P7",
  title: "A car that never sees the top",
  question:
    "−1 a step, whatever one does, until the top; and the top is never reached. What is there to learn from?",
  source: "CleanRL, ppo.md; OpenAI Baselines",
  kind: "golden",
  world: () => makeWorld("MountainCar-v0"),
  arms: [
    {
      name: "PPO",
      algorithm: "ppo",
      knobs: {
        environments: 4,
        horizon: 128,
        batch: 128,
        epochs: 4,
        rate: 2.5e-4,
        rateSchedule: "linear",
        entropyWeight: 0.01,
        clipValue: 0.2,
      },
    },
  ],
  steps: 500_000,
  quick: { seconds: 9, seeds: three, knobs: { steps: 100_000 } },
  full: { seconds: 45, seeds: three },
  published: "−200 ± 0",
  shows: "final",
  claims: () => [
    {
      text: "−200 in every episode of every seed: the car never arrives, or it would be more.",
      holds: (of) => of("final PPO").every((x) => x === -200) && deviation(of("final PPO")) === 0,
    },
  ],
  y: { label: "return (minus the steps to the top, 200 at most)", range: [-210, 0] },
  note: "No fault: with every return −200 there is no advantage in anything. Value-based methods with optimism, rewards for speed, or noise that lasts do better; `gradus train ppo MountainCarContinuous-v0` uses the last.",
});

export const trpoCartPole = armsLab({
  id: "07/trpo-cartpole",
  row: "P7",
  title: "A region that one may trust",
  question:
    "One long step for each rollout, as far as a divergence of 0.01 allows, instead of twenty passes of short ones.",
  source: zoo,
  kind: "statistical",
  world: () => makeWorld("CartPole-v1"),
  arms: [
    {
      name: "TRPO",
      algorithm: "trpo",
      knobs: { environments: 2, horizon: 512, damping: 1e-3, lambda: 0.98, criticEpochs: 20 },
    },
  ],
  steps: 100_000,
  quick: { seconds: 15, seeds: three },
  full: { seconds: 25, seeds: five },
  published: "500 (zoo)",
  shows: "final",
  claims: () => [
    level("final TRPO", {
      text: "At least two thirds of the seeds end at 475 or more, where the world counts as solved.",
      of: betterTwoThirds,
      known: 500,
      band: { low: 475, high: 500 },
      what: "two thirds of the seeds reach this",
    }),
  ],
  references: [{ label: "500, zoo", y: 500 }],
  y: upright,
  sliders: { maxKl: [0.001, 0.5], damping: [1e-4, 1], lambda: [0, 1], criticEpochs: [1, 40] },
});

export const simplePg = armsLab({
  id: "07/simple-pg",
  row: "P1",
  title: "The simplest policy gradient, and one that does not look back",
  question:
    "What an action earned is what came after it. How much sooner does a policy learn that is not rewarded for the past?",
  source: "Spinning Up, Introduction to RL, part 3: 1_simple_pg.py and 2_rtg_pg.py",
  kind: "statistical",
  world: () => makeWorld("CartPole-v0"),
  arms: [
    { name: "whole return", algorithm: "simple-pg" },
    { name: "reward to go", algorithm: "reward-to-go" },
  ],
  steps: 250_000,
  quick: { seconds: 6, seeds: five },
  full: { seconds: 12, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  published: "about 190 of 200 after 50 epochs of 5000 steps",
  shows: "area",
  claims: () => [
    {
      text: "Both end at 180 or more on average over the seeds (199.9 and 199.8 on seeds 101 … 103).",
      holds: (of) => mean(of("final whole return")) >= 180 && mean(of("final reward to go")) >= 180,
    },
    {
      text: "Reward to go earns more on the way: the mean of its curve is higher on average over the seeds (by 16 on seeds 101 … 103, s = 7).",
      holds: (of) => mean(paired(of("area reward to go"), of("area whole return"))) > 0,
    },
  ],
  references: [{ label: "200, the limit", y: 200 }],
  y: { label: "return (steps upright), 200 is perfect", range: [0, 200] },
  tells: "entropy",
});
