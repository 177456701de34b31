/** Row K6 in a small world: double DQN from what is on the screen, as the bootcamp's lab has it for Pong. */
import { makeWorld } from "gradus/envs";
import { armsLab, betterTwoThirds, level } from "../../07-spinning-up/labs/parts/arms.ts";

export const catchBallLab = armsLab({
  id: "06/catch-double-dqn",
  row: "K6",
  title: "Double DQN from a screen",
  question:
    "Fifty pixels, a ball that falls, a paddle that is pushed, and one number at the end: +1 or −1. When does it no longer miss?",
  source:
    "Deep RL Bootcamp (2017), Lab 3, part 2 (Pong from its memory, −18 → −11 in 50 iterations); Catch of bsuite here",
  kind: "statistical",
  world: () => makeWorld("Catch-v1"),
  arms: [
    {
      name: "double DQN",
      algorithm: "dqn",
      knobs: {
        doubleQ: true,
        hidden: "64",
        rate: 1e-3,
        batch: 32,
        trainEvery: 2,
        targetEvery: 200,
        learningStarts: 200,
        explorationShare: 0.3,
        epsilonEnd: 0.05,
        capacity: 10_000,
      },
    },
  ],
  steps: 15_000,
  quick: { seconds: 5, seeds: [1, 2, 3] },
  full: { seconds: 8, seeds: [1, 2, 3, 4, 5] },
  published: "— for this world; Pong: −18 → −11 after 50 iterations, and 21 is perfect there",
  exact: "1: every ball can be caught",
  shows: "final",
  digits: 2,
  claims: () => [
    level("final double DQN", {
      text: "At least two thirds of the seeds catch 98 of 100 balls without exploration (a mean return of 0.96); every ball can be caught.",
      of: betterTwoThirds,
      known: 1,
      band: { low: 0.96, high: 1 },
      what: "two thirds of the seeds reach this",
    }),
  ],
  references: [{ label: "1, perfect", y: 1 }],
  y: { label: "return of the last 100 episodes: caught 1, missed −1", range: [-1, 1] },
  tells: "meanQ",
  sliders: { rate: [1e-5, 1e-2], targetEvery: [1, 5000], trainEvery: [1, 32] },
});
