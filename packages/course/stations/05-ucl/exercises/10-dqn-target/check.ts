/** Checks of the schedule and of DQN's target: by hand, the two kinds of ends, a grid whose clock is short. */
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { average, gridLearns, largest } from "../grid.ts";
import * as reference from "./reference.ts";

interface Solution {
  epsilon(t: number, first: number, last: number, over: number): number;
  dqnTarget(
    r: number,
    terminated: boolean,
    truncated: boolean,
    nextQ: number[],
    gamma: number,
  ): number;
}

export const dqnTarget = exercise<Solution>({
  id: "05/dqn-target",
  folder: "05-ucl/exercises/10-dqn-target",
  title: "What there is to aim at",
  source: "Mnih et al. 2015, algorithm 1",
  functions: ["epsilon", "dqnTarget"],
  reference,
  cases: [
    {
      name: "on the way down",
      given: "From 1 to 0.1 over 200 steps: at the start, after 100 and after 150.",
      run: (f) => [0, 100, 150].map((t) => f.epsilon(t, 1, 0.1, 200)),
      expected: [1, 0.55, 0.325],
    },
    {
      name: "and then",
      given:
        "From 1 to 0.1 over 200 steps: after 200 and after 5000. From 0 to 0.5 over 4: after 9.",
      run: (f) => [
        f.epsilon(200, 1, 0.1, 200),
        f.epsilon(5000, 1, 0.1, 200),
        f.epsilon(9, 0, 0.5, 4),
      ],
      expected: [0.1, 0.1, 0.5],
    },
    {
      name: "one step",
      given: "r = 1, Q⁻(s′, ·) = (2, 5, −3), γ = ½.",
      run: (f) => f.dqnTarget(1, false, false, [2, 5, -3], 0.5),
      expected: 3.5,
    },
    {
      name: "all below zero",
      given: "r = −2, Q⁻(s′, ·) = (−8, −4), γ = ¼.",
      run: (f) => f.dqnTarget(-2, false, false, [-8, -4], 0.25),
      expected: -3,
    },
    {
      name: "the world has ended",
      given: "r = 1 and r = −2, the same Q⁻: nothing follows.",
      run: (f) => [
        f.dqnTarget(1, true, false, [2, 5, -3], 0.5),
        f.dqnTarget(-2, true, false, [-8, -4], 0.25),
      ],
      expected: [1, -2],
    },
    {
      name: "the clock has cut",
      given: "The same step, cut by the clock: the future counts.",
      run: (f) => f.dqnTarget(1, false, true, [2, 5, -3], 0.5),
      expected: 3.5,
    },
    {
      name: "Q-learning with yours",
      given:
        "The lab 06/q-on-a-grid with a clock of twelve steps, judged by the lab's own verdict.",
      swap: true,
      run: (f) =>
        gridLearns({ epsilon: f.epsilon, dqnTarget: f.dqnTarget }, { limit: 12, epsilon: 0.8 }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the line goes on for ever",
      explanation: "After `over` steps ε stays at `last`; yours goes on, below zero.",
      wrong: { epsilon: (t, first, last, over) => first + ((last - first) * t) / over },
    },
    {
      name: "the line turned round",
      explanation: "It begins at `first`.",
      wrong: { epsilon: (t, first, last, over) => reference.epsilon(t, last, first, over) },
    },
    {
      name: "the end bootstrapped",
      explanation: "After the end of the world nothing comes, whatever the network says about it.",
      wrong: {
        dqnTarget: (r, _end, cut, q, gamma) => reference.dqnTarget(r, false, cut, q, gamma),
      },
    },
    {
      name: "the clock taken for the end",
      explanation:
        "Where the clock has cut, the state is as good as it was a moment before: bootstrap.",
      wrong: {
        dqnTarget: (r, end, cut, q, gamma) => reference.dqnTarget(r, end || cut, cut, q, gamma),
      },
    },
    {
      name: "the mean instead of the best",
      explanation: "Q-learning assumes the best action next; the mean is that of a random policy.",
      wrong: {
        dqnTarget: (r, end, _cut, q, gamma) => r + (end ? 0 : gamma * average(q)),
      },
    },
    {
      name: "no discount",
      explanation: "What comes a step later counts γ times.",
      wrong: { dqnTarget: (r, end, _cut, q) => r + (end ? 0 : largest(q)) },
    },
    {
      name: "the reward discounted",
      explanation: "The reward is of this step; only what follows it is discounted.",
      wrong: {
        dqnTarget: (r, end, _cut, q, gamma) => gamma * (r + (end ? 0 : largest(q))),
      },
    },
  ],
});
