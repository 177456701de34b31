/** The family of DQN on a pole: each ingredient alone, all of them together, and what each is worth. */
import { makeWorld } from "gradus/envs";
import { mean } from "../../../src/statistics.ts";
import { armsLab, difference, paired } from "../../07-spinning-up/labs/parts/arms.ts";

/** A small network and few updates: a seed is a matter of seconds, and there is room for improvement. */
const small = {
  hidden: "64-64",
  rate: 1e-3,
  batch: 64,
  trainEvery: 4,
  targetEvery: 200,
  learningStarts: 500,
  explorationShare: 0.2,
  epsilonEnd: 0.04,
  capacity: 20_000,
} as const;
/** Discounted returns of a pole lie between 0 and 1 / (1 − γ). */
const support = { vMin: 0, vMax: 100 } as const;

const ingredients = [
  { name: "double", algorithm: "dqn", knobs: { ...small, doubleQ: true } },
  { name: "duelling", algorithm: "dqn", knobs: { ...small, duelling: true } },
  { name: "prioritised", algorithm: "dqn", knobs: { ...small, prioritised: true } },
  { name: "3 steps", algorithm: "dqn", knobs: { ...small, nSteps: 3 } },
  { name: "noisy", algorithm: "dqn", knobs: { ...small, noisy: true } },
  { name: "C51", algorithm: "c51", knobs: { ...small, ...support } },
  { name: "quantiles", algorithm: "qr-dqn", knobs: { ...small, quantiles: 16 } },
  { name: "Rainbow", algorithm: "rainbow", knobs: { ...small, ...support } },
] as const;

export const dqnFamily = armsLab({
  id: "05/dqn-family",
  row: "V6",
  title: "What each ingredient gives",
  question:
    "Plain DQN, each of its six improvements alone, quantiles, and all of them as Rainbow: on a pole, after 25 000 steps, which are worth having?",
  source: "Hessel et al. 2018, arXiv:1710.02298, figure 3, which is about 57 Atari games",
  kind: "property",
  world: () => makeWorld("CartPole-v1"),
  arms: [{ name: "DQN", algorithm: "dqn", knobs: small }, ...ingredients],
  steps: 25_000,
  quick: { seconds: 14, seeds: [1] },
  full: { seconds: 140, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  drawn: ["DQN", "double", "prioritised", "C51", "Rainbow"],
  tells: "meanQ",
  y: { label: "return of the last 100 episodes (steps upright), 500 is perfect", range: [0, 300] },
  published:
    "in Atari prioritised replay and several steps matter most, double least (a figure, no number for this world)",
  shows: "area",
  digits: 0,
  claims: () => [
    {
      text: "Seed by seed the mean of the curve rises with priorities and with C51, on average (+16 and +19 on seeds 101 … 104, each of the eight above zero).",
      holds: (of) =>
        ["prioritised", "C51"].every((arm) => mean(paired(of(`area ${arm}`), of("area DQN"))) > 0),
    },
  ],
  remark: (of) =>
    of("area DQN").length < 2
      ? "One seed says little about the others: the full budget has ten."
      : `Differences to plain DQN, ± two standard errors: ${ingredients
          .map(({ name }) => `${name} ${difference(paired(of(`area ${name}`), of("area DQN")))}`)
          .join("; ")}.`,
});
