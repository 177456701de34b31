/** Checks of targets of several steps: by hand, ends, fewer rewards than asked for, Q-learning. */
import { pow } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { gridLearns, largest } from "../grid.ts";
import * as reference from "./reference.ts";

interface Solution {
  nStepTarget(rewards: number[], terminated: boolean, nextQ: number[], gamma: number): number;
}

/** Σ γᵏ r + γⁿ⁺ᵐ max Q, with m wrong by so much. */
const shifted =
  (bootstrap: number, reward = 0): Solution["nStepTarget"] =>
  (rewards, terminated, nextQ, gamma) =>
    rewards.reduce((sum, r, k) => sum + pow(gamma, k + reward) * r, 0) +
    (terminated ? 0 : pow(gamma, rewards.length + bootstrap) * largest(nextQ));

export const nStepTarget = exercise<Solution>({
  id: "05/n-step-target",
  folder: "05-ucl/exercises/13-n-step-target",
  title: "Look further, believe later",
  source: "Hessel et al. 2018, arXiv:1710.02298",
  functions: ["nStepTarget"],
  reference,
  cases: [
    {
      name: "one reward",
      given: "r = 1, Q⁻ = (2, 4), γ = ½: the target of plain DQN.",
      run: (f) => f.nStepTarget([1], false, [2, 4], 0.5),
      expected: 3,
    },
    {
      name: "three rewards",
      given: "r = 1, 2, 4, Q⁻ = (8, −1), γ = ½.",
      run: (f) => f.nStepTarget([1, 2, 4], false, [8, -1], 0.5),
      expected: 4,
    },
    {
      name: "the world has ended",
      given: "The same rewards, an end behind the last.",
      run: (f) => f.nStepTarget([1, 2, 4], true, [8, -1], 0.5),
      expected: 3,
    },
    {
      name: "an end after one",
      given: "r = −3 and the end; Q⁻ = (100).",
      run: (f) => f.nStepTarget([-3], true, [100], 0.9),
      expected: -3,
    },
    {
      name: "all below zero",
      given: "r = −1, −1, Q⁻ = (−8, −4), γ = ½.",
      run: (f) => f.nStepTarget([-1, -1], false, [-8, -4], 0.5),
      expected: -2.5,
    },
    {
      name: "five rewards",
      given: "r = 0.3, −1, 2, 0, 5, Q⁻ = (7, 7.5, 7.25), γ = 0.9: the sum written out.",
      run: (f) => f.nStepTarget([0.3, -1, 2, 0, 5], false, [7, 7.5, 7.25], 0.9),
      expected: 0.3 - 0.9 + 0.81 * 2 + 0.6561 * 5 + 0.59049 * 7.5,
    },
    {
      name: "Q-learning with yours",
      given: "The lab 06/q-on-a-grid with targets of three steps, judged by the lab's own verdict.",
      swap: true,
      run: (f) =>
        gridLearns({ nStepTarget: f.nStepTarget }, { nSteps: 3, epsilon: 0.02, capacity: 1000 }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "γ once instead of n times",
      explanation: "The network's opinion is n steps away: it counts γⁿ times.",
      wrong: {
        nStepTarget: (rewards, end, q, gamma) =>
          shifted(1 - rewards.length)(rewards, end, q, gamma),
      },
    },
    {
      name: "one factor too few",
      explanation: "Behind n rewards stand n factors γ, not n − 1.",
      wrong: { nStepTarget: shifted(-1) },
    },
    {
      name: "the first reward discounted",
      explanation: "The first reward is of this step and counts in full.",
      wrong: { nStepTarget: shifted(0, 1) },
    },
    {
      name: "rewards not discounted",
      explanation: "The k-th reward after the first counts γᵏ times.",
      wrong: {
        nStepTarget: (rewards, end, q, gamma) =>
          rewards.reduce((a, b) => a + b, 0) + (end ? 0 : pow(gamma, rewards.length) * largest(q)),
      },
    },
    {
      name: "the end bootstrapped",
      explanation: "Behind the end of the world nothing follows.",
      wrong: { nStepTarget: (rewards, _end, q, gamma) => shifted(0)(rewards, false, q, gamma) },
    },
    {
      name: "the order turned round",
      explanation: "The discount grows with the distance from the first step.",
      wrong: {
        nStepTarget: (rewards, end, q, gamma) =>
          reference.nStepTarget([...rewards].reverse(), end, q, gamma),
      },
    },
  ],
});
