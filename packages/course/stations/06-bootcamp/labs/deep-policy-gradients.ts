/** Lab 4 of the bootcamp, second half: networks, generalised advantages, trust regions. */
import { makeWorld } from "gradus/envs";
import { armsLab, level } from "../../07-spinning-up/labs/parts/arms.ts";

const three = [1, 2, 3];
const five = [1, 2, 3, 4, 5];
/** 16 environments, 2000 steps an iteration, as the lab has them. */
const iteration = { environments: 16, horizon: 125, lambda: 0.97 } as const;

export const pgGaeCartPole = armsLab({
  id: "06/pg-gae-cart-pole",
  row: "K9",
  title: "A network, a critic, and Adam",
  question:
    "With advantages in the place of returns and Adam in the place of steps of one length: how many iterations does the pole need now?",
  source: "Deep RL Bootcamp 2017, lab 4, part 3",
  kind: "statistical",
  world: () => makeWorld("CartPole-v0"),
  arms: [
    {
      name: "PG",
      algorithm: "vpg",
      knobs: { ...iteration, rate: 1e-2, criticRate: 1e-2, criticSteps: 20 },
    },
  ],
  steps: 200_000,
  quick: { seconds: 4, seeds: three, knobs: { steps: 100_000 } },
  full: { seconds: 14, seeds: five },
  published: "about 200 within 100 iterations",
  shows: "final",
  claims: () => [
    level("final PG", {
      text: "The mean over the seeds reaches 195, where the world counts as solved (200 on seeds 101 … 103, after 40 iterations already).",
      known: 200,
      band: { low: 195, high: 200 },
    }),
  ],
  references: [{ label: "200, the limit", y: 200 }],
  y: { label: "return (steps upright), 200 is perfect", range: [0, 200] },
});

export const trpoCartPoleLab = armsLab({
  id: "06/trpo-cart-pole",
  row: "K10",
  title: "As far as one may trust",
  question:
    "The longest step that changes the policy by no more than 0.01 on average: is it ever too long?",
  source: "Deep RL Bootcamp 2017, lab 4, part 4; Schulman et al. 2015",
  kind: "statistical",
  world: () => makeWorld("CartPole-v0"),
  arms: [{ name: "TRPO", algorithm: "trpo", knobs: iteration }],
  steps: 200_000,
  quick: { seconds: 7, seeds: three, knobs: { steps: 100_000 } },
  full: { seconds: 23, seeds: five },
  published: "200",
  shows: "final",
  claims: () => [
    level("final TRPO", {
      text: "The mean over the seeds reaches 195 (200 on seeds 101 … 103, after 20 iterations already).",
      known: 200,
      band: { low: 195, high: 200 },
    }),
  ],
  references: [{ label: "200, the limit", y: 200 }],
  y: { label: "return (steps upright), 200 is perfect", range: [0, 200] },
});

export const trpoPendulum = armsLab({
  id: "06/trpo-pendulum",
  row: "K10",
  title: "A hundred long steps swing a pendulum up",
  question: "Ten thousand steps of experience for each step of the policy. Extravagant, or safe?",
  source: "Deep RL Bootcamp 2017, lab 4, part 4",
  kind: "statistical",
  world: () => makeWorld("Pendulum-v1"),
  arms: [{ name: "TRPO", algorithm: "trpo", knobs: { ...iteration, horizon: 625 } }],
  steps: 1_000_000,
  quick: { seconds: 16, seeds: [1], knobs: { steps: 400_000 } },
  full: { seconds: 120, seeds: three },
  published: "−180 or better after 100 iterations",
  shows: "final",
  claims: (budget) =>
    budget === "quick"
      ? [
          level("final TRPO", {
            text: "After 40 iterations −200 or better (the training of seed 101 was at −164 then).",
            known: -164,
            band: { low: -200, high: 0 },
          }),
        ]
      : [
          level("final TRPO", {
            text: "The mean over the seeds is −180 or better (−149 on seed 101); a hundred episodes leave a standard error of 9.",
            known: -180,
            band: { low: -180, high: 0 },
          }),
        ],
  references: [{ label: "−180", y: -180 }],
  y: { label: "return of 200 steps; 0 is upright and still", range: [-1600, 0] },
});
