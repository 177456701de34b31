/** Exercises 1.2 and 2.1 of Spinning Up on worlds of our own, and which of PPO's details matter on a pole. */
import type { Networks, Trunk } from "gradus/agents";
import type { Rng } from "gradus/core";
import { makeWorld } from "gradus/envs";
import { linear, relu, sequential } from "gradus/nn";
import { largest, mean } from "../../../src/statistics.ts";
import { armsLab, difference, paired } from "./parts/arms.ts";
import { limitAsEnd } from "./parts/deepRun.ts";

const five = [1, 2, 3, 4, 5];
const upright = { label: "return (steps upright), 1000 is perfect", range: [0, 1000] } as const;

/** A trunk of one's own: two layers of 64 rectified units, in PyTorch's initialisation. */
function trunk(inputs: number, random: Rng): Trunk {
  const layers = sequential(linear(inputs, 64, random), relu(), linear(64, 64, random), relu());
  return Object.assign(layers, { width: 64 });
}

const own: Networks = { actor: trunk, critic: trunk };

export const ownNetwork = armsLab({
  id: "07/own-network",
  row: "P3",
  title: "A network of your own in PPO",
  question:
    "Two layers that you make yourself, a normal distribution on top: does the pole with a motor stand within twenty epochs?",
  source: "Spinning Up, exercise 1.2; InvertedPendulum there, a cart and pole with a motor here",
  kind: "statistical",
  world: () => makeWorld("CartPoleContinuous-v1"),
  arms: [
    {
      name: "PPO",
      algorithm: "ppo",
      networks: own,
      knobs: {
        environments: 4,
        horizon: 1000,
        batch: 250,
        epochs: 10,
        rate: 1e-3,
        lambda: 0.97,
        logStd: -0.5,
      },
    },
  ],
  steps: 80_000,
  quick: { seconds: 5, seeds: [1, 2, 3] },
  full: { seconds: 8, seeds: five },
  published: "an average above 500 in the last five epochs, or 1000 in one of them",
  shows: "final",
  claims: () => [
    {
      text: "The policy that has learned for twenty epochs of 4000 steps balances for more than 500 steps on average, in every seed.",
      holds: (of) => of("final PPO").every((x) => x > 500),
    },
  ],
  references: [{ label: "1000, the limit", y: 1000 }],
  y: upright,
});

const trpoKnobs = { environments: 4, horizon: 1000, lambda: 0.97 } as const;

export const criticSteps = armsLab({
  id: "07/trpo-critic-steps",
  row: "P5",
  title: "A critic that never learns",
  question:
    "The same trust region with a critic that is fitted after each rollout, and with one that stays as it was drawn. What is it worth?",
  source: "Spinning Up, exercise 2.1; Hopper there, a cart and pole with a motor here",
  kind: "statistical",
  world: () => makeWorld("CartPoleContinuous-v1"),
  arms: [
    { name: "fitted", algorithm: "trpo", knobs: { ...trpoKnobs, criticEpochs: 10 } },
    { name: "never fitted", algorithm: "trpo", knobs: { ...trpoKnobs, criticEpochs: 1, rate: 0 } },
  ],
  y: upright,
  steps: 80_000,
  quick: { seconds: 14, seeds: [1, 2, 3] },
  full: { seconds: 22, seeds: five },
  published: "the fit matters: figures of Hopper, no number",
  shows: "final",
  digits: 0,
  claims: () => [
    {
      text: "With the fitted critic the mean over the seeds reaches 900 (1000 on seeds 101 … 103).",
      holds: (of) => mean(of("final fitted")) >= 900,
    },
    {
      text: "Without it the mean of the curve is lower, seed by seed, on average (by 6, 6 and 25 on seeds 101 … 103, by 13, 54 and 12 on kernels without fused multiply-add). What it ends at is no measure: 1000 is the most there is, and some seeds get there all the same.",
      holds: (of) => mean(paired(of("area fitted"), of("area never fitted"))) > 0,
    },
  ],
  references: [{ label: "1000, the limit", y: 1000 }],
});

const zoo = {
  environments: 8,
  horizon: 32,
  batch: 256,
  lambda: 0.8,
  gamma: 0.98,
  epochs: 20,
  rate: 1e-3,
  rateSchedule: "linear",
  clipSchedule: "linear",
} as const;

const details = [
  { name: "all of it", knobs: {} },
  { name: "no clip", knobs: { clip: 10, clipSchedule: "constant" } },
  { name: "one pass", knobs: { epochs: 1 } },
  { name: "λ = 0", knobs: { lambda: 0 } },
  { name: "advantages as they are", knobs: { normaliseAdvantages: false } },
  { name: "PyTorch's first weights", knobs: { orthogonal: false } },
  { name: "gradients of any length", knobs: { maxNorm: 1e6 } },
] as const;

export const whichDetail = armsLab({
  id: "07/which-detail-matters",
  row: "P7",
  title: "Which detail matters?",
  question:
    "PPO is one idea and a dozen details. Take one away at a time, begin with the same weights and worlds, and see what it costs on a pole.",
  source: "Huang et al. 2022, The 37 implementation details of PPO; Engstrom et al. 2020",
  kind: "property",
  world: () => makeWorld("CartPole-v1"),
  arms: [
    ...details.map(({ name, knobs }) => ({ name, algorithm: "ppo", knobs: { ...zoo, ...knobs } })),
    { name: "the limit an end", algorithm: "ppo", knobs: zoo, learnsIn: limitAsEnd },
  ],
  steps: 40_000,
  quick: { seconds: 25, seeds: [1, 2, 3] },
  full: { seconds: 70, seeds: [1, 2, 3, 4, 5, 6, 7, 8] },
  drawn: ["all of it", "no clip", "one pass", "λ = 0", "the limit an end"],
  tells: "approxKl",
  y: { label: "return (steps upright), 500 is perfect", range: [0, 500] },
  published: "no number for this world",
  shows: "area",
  digits: 0,
  claims: () => [
    {
      text: "Seed by seed the mean of the curve falls without the clip, with a single pass and with λ = 0, by more than 20 on average (−54, −121 and −52 on seeds 101 … 104, with standard errors of 17, 5 and 8).",
      holds: (of) =>
        ["no clip", "one pass", "λ = 0"].every(
          (arm) => mean(paired(of(`area ${arm}`), of("area all of it"))) < -20,
        ),
    },
    {
      text: "The other four change it by less than the least of these three.",
      holds: (of) => {
        const change = (arm: string) => mean(paired(of(`area ${arm}`), of("area all of it")));
        const matters = largest(["no clip", "one pass", "λ = 0"].map(change));
        const others = [
          "advantages as they are",
          "PyTorch's first weights",
          "gradients of any length",
          "the limit an end",
        ].map(change);
        return others.every((x) => x > matters);
      },
    },
  ],
  remark: (of) =>
    `Differences to all of it, ± two standard errors: ${[
      ...details.slice(1).map(({ name }) => name),
      "the limit an end",
    ]
      .map((arm) => `${arm} ${difference(paired(of(`area ${arm}`), of("area all of it")))}`)
      .join(
        "; ",
      )}. On a world that hardly reaches its limit the limit does not matter; on the pendulum of 07/rpo-pendulum it decides.`,
});
