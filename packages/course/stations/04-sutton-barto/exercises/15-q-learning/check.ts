/** Checks of Q-learning: single steps by hand, then the cliff of Example 6.6. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { cliff } from "../../labs/cliff-walking.ts";
import { offPolicy } from "../methods.ts";
import { type Step, step } from "../worlds.ts";
import * as reference from "./reference.ts";

interface Solution {
  qLearning(Q: number[][], step: Step, alpha: number, gamma: number): void;
}

const after = (f: Solution, Q: number[][], one: Step, alpha: number, gamma: number) => {
  f.qLearning(Q, one, alpha, gamma);
  return { Q };
};
const Q0 = () => [
  [1, 2, 0],
  [4, 10, 6],
];

/** The update with another bootstrap. */
const bootstrapping =
  (bootstrap: (Q: number[][], one: Step, gamma: number) => number): Solution["qLearning"] =>
  (Q, one, alpha, gamma) => {
    Q[one.S][one.A] += alpha * (one.R + bootstrap(Q, one, gamma) - Q[one.S][one.A]);
  };
const mean = (q: readonly number[]) => q.reduce((a, b) => a + b, 0) / q.length;

export const qLearning = exercise<Solution>({
  id: "04/q-learning",
  folder: "04-sutton-barto/exercises/15-q-learning",
  title: "Learn about the best while doing something else",
  source: "Sutton & Barto, 2nd ed., section 6.5, eq. 6.8",
  functions: ["qLearning"],
  updates: { qLearning: [0] },
  reference,
  cases: [
    {
      name: "one step",
      given:
        "Q = [[1, 2, 0], [4, 10, 6]], from state 0 by action 0 to state 1, reward 3; α = 0.5, γ = 0.5.",
      run: (f) => after(f, Q0(), step(0, 0, 3, 1), 0.5, 0.5),
      expected: {
        Q: [
          [4.5, 2, 0],
          [4, 10, 6],
        ],
      },
    },
    {
      name: "all negative",
      given:
        "Q = [[0, 0], [−4, −2]], from state 0 by action 1 to state 1, reward −1; α = 0.5, γ = 1.",
      run: (f) =>
        after(
          f,
          [
            [0, 0],
            [-4, -2],
          ],
          step(0, 1, -1, 1),
          0.5,
          1,
        ),
      expected: {
        Q: [
          [0, -1.5],
          [-4, -2],
        ],
      },
    },
    {
      name: "the end",
      given: "The first step again, but the episode ends with it.",
      run: (f) => after(f, Q0(), step(0, 0, 3, 1, { terminated: true }), 0.5, 0.5),
      expected: {
        Q: [
          [2, 2, 0],
          [4, 10, 6],
        ],
      },
    },
    {
      name: "a time limit",
      given: "The first step again, but the clock stops the episode.",
      run: (f) => after(f, Q0(), step(0, 0, 3, 1, { truncated: true }), 0.5, 0.5),
      expected: {
        Q: [
          [4.5, 2, 0],
          [4, 10, 6],
        ],
      },
    },
    {
      name: "50 random steps",
      given: "50 random steps among 4 states with 3 actions, α = 0.3, γ = 0.9.",
      run: (f) => {
        const random = rng(9);
        const Q = Array.from({ length: 4 }, () => [0, 0, 0].map(() => random.normal()));
        for (let t = 0; t < 50; t++) {
          const flags = { terminated: random.random() < 0.2 };
          f.qLearning(
            Q,
            step(random.integer(4), random.integer(3), random.normal(), random.integer(4), flags),
            0.3,
            0.9,
          );
        }
        return { Q };
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/cliff-walking, 25 runs a seed, with your update in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          cliff,
          {
            qLearning: offPolicy(
              () =>
                (Q, one, _, { alpha, gamma }) =>
                  f.qLearning(Q, one, alpha, gamma),
            ),
          },
          { settings: { runs: 25 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "terminal state bootstrapped",
      explanation: "The episode is over, and yours still adds γ max Q(S′). Nothing follows an end.",
      wrong: { qLearning: bootstrapping((Q, one, gamma) => gamma * Math.max(...Q[one.next])) },
    },
    {
      name: "time limit treated as an end",
      explanation:
        "A time limit is not the end of the world: truncated steps still count max Q(S′).",
      wrong: {
        qLearning: bootstrapping((Q, one, gamma) =>
          one.terminated || one.truncated ? 0 : gamma * Math.max(...Q[one.next]),
        ),
      },
    },
    {
      name: "maximum sought from 0",
      explanation: "A maximum that starts at 0 hides negative values; start at −Infinity.",
      wrong: {
        qLearning: bootstrapping((Q, one, gamma) =>
          one.terminated ? 0 : gamma * Math.max(0, ...Q[one.next]),
        ),
      },
    },
    {
      name: "maximum over the old state",
      explanation: "Yours takes the best action of S; what follows happens in S′.",
      wrong: {
        qLearning: bootstrapping((Q, one, gamma) =>
          one.terminated ? 0 : gamma * Math.max(...Q[one.S]),
        ),
      },
    },
    {
      name: "mean instead of maximum",
      explanation:
        "Yours averages over the next actions. Q-learning assumes that the best one follows.",
      wrong: {
        qLearning: bootstrapping((Q, one, gamma) =>
          one.terminated ? 0 : gamma * mean(Q[one.next]),
        ),
      },
    },
    {
      name: "index of the best action instead of its value",
      explanation: "Yours adds γ times the number of the best action; its value is wanted.",
      wrong: {
        qLearning: bootstrapping((Q, one, gamma) =>
          one.terminated ? 0 : gamma * Q[one.next].indexOf(Math.max(...Q[one.next])),
        ),
      },
    },
  ],
});
