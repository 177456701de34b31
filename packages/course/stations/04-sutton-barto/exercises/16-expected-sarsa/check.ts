/** Checks of Expected Sarsa: the two limits of ε, ties, the cliff of Example 6.6. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { cliff } from "../../labs/cliff-walking.ts";
import { offPolicy } from "../methods.ts";
import { type Step, step } from "../worlds.ts";
import * as reference from "./reference.ts";

interface Solution {
  expectedSarsa(Q: number[][], step: Step, epsilon: number, alpha: number, gamma: number): void;
}

const Q0 = () => [
  [1, 2, 0],
  [4, 10, 1],
];
const after = (f: Solution, Q: number[][], epsilon: number, flags: Partial<Step> = {}) => {
  f.expectedSarsa(Q, step(0, 0, 3, 1, flags), epsilon, 0.5, 0.5);
  return { Q };
};

/** The update with another expectation of what follows. */
const expecting =
  (expectation: (q: readonly number[], epsilon: number) => number): Solution["expectedSarsa"] =>
  (Q, { S, A, R, next, terminated }, epsilon, alpha, gamma) => {
    Q[S][A] += alpha * (R + (terminated ? 0 : gamma * expectation(Q[next], epsilon)) - Q[S][A]);
  };
const mean = (q: readonly number[]) => q.reduce((a, b) => a + b, 0) / q.length;

export const expectedSarsa = exercise<Solution>({
  id: "04/expected-sarsa",
  folder: "04-sutton-barto/exercises/16-expected-sarsa",
  title: "Every next action, weighed",
  source: "Sutton & Barto, 2nd ed., section 6.6, eq. 6.9",
  functions: ["expectedSarsa"],
  updates: { expectedSarsa: [0] },
  reference,
  cases: [
    {
      name: "one step",
      given:
        "Q = [[1, 2, 0], [4, 10, 1]], from state 0 by action 0 to state 1, reward 3; ε = 0.3, α = γ = ½: 0.8 of the value 10, 0.1 of 4, 0.1 of 1.",
      run: (f) => after(f, Q0(), 0.3),
      expected: {
        Q: [
          [4.125, 2, 0],
          [4, 10, 1],
        ],
      },
    },
    {
      name: "ε = 1",
      given: "The same with ε = 1: any action follows.",
      run: (f) => after(f, Q0(), 1),
      expected: {
        Q: [
          [3.25, 2, 0],
          [4, 10, 1],
        ],
      },
    },
    {
      name: "ε = 0",
      given: "The same with ε = 0: the best action follows.",
      run: (f) => after(f, Q0(), 0),
      expected: {
        Q: [
          [4.5, 2, 0],
          [4, 10, 1],
        ],
      },
    },
    {
      name: "ties",
      given: "Q = [[1, 2, 0], [6, 0, 6]] with ε = 0.3: two best actions share 0.7.",
      run: (f) =>
        after(
          f,
          [
            [1, 2, 0],
            [6, 0, 6],
          ],
          0.3,
        ),
      expected: {
        Q: [
          [3.35, 2, 0],
          [6, 0, 6],
        ],
      },
    },
    {
      name: "the end",
      given: "The first table with ε = 0.3, but the episode ends.",
      run: (f) => after(f, Q0(), 0.3, { terminated: true }),
      expected: {
        Q: [
          [2, 2, 0],
          [4, 10, 1],
        ],
      },
    },
    {
      name: "a time limit",
      given: "The first table with ε = 0.3, but the clock stops the episode.",
      run: (f) => after(f, Q0(), 0.3, { truncated: true }),
      expected: {
        Q: [
          [4.125, 2, 0],
          [4, 10, 1],
        ],
      },
    },
    {
      name: "50 random steps",
      given: "50 random steps among 4 states with 3 actions, ε = 0.2, α = 0.3, γ = 0.9.",
      run: (f) => {
        const random = rng(10);
        const Q = Array.from({ length: 4 }, () => [0, 0, 0].map(() => random.normal()));
        for (let t = 0; t < 50; t++) {
          const flags = { terminated: random.random() < 0.2 };
          const one = step(
            random.integer(4),
            random.integer(3),
            random.normal(),
            random.integer(4),
            flags,
          );
          f.expectedSarsa(Q, one, 0.2, 0.3, 0.9);
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
            expectedSarsa: offPolicy(
              () =>
                (Q, one, _, { alpha, gamma, epsilon }) =>
                  f.expectedSarsa(Q, one, epsilon, alpha, gamma),
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
      explanation:
        "The episode is over, and yours still adds what follows. Nothing follows an end.",
      wrong: {
        expectedSarsa: (Q, one, epsilon, alpha, gamma) =>
          reference.expectedSarsa(Q, { ...one, terminated: false }, epsilon, alpha, gamma),
      },
    },
    {
      name: "time limit treated as an end",
      explanation:
        "A time limit is not the end of the world: truncated steps still count what follows.",
      wrong: {
        expectedSarsa: (Q, one, epsilon, alpha, gamma) =>
          reference.expectedSarsa(
            Q,
            { ...one, terminated: one.terminated || one.truncated },
            epsilon,
            alpha,
            gamma,
          ),
      },
    },
    {
      name: "the maximum, which is Q-learning",
      explanation: "Exploring counts too: with probability ε any action follows.",
      wrong: { expectedSarsa: expecting((q) => Math.max(...q)) },
    },
    {
      name: "exploring never takes the best action",
      explanation: "The best action has probability 1 − ε + ε/k: exploring may hit upon it too.",
      wrong: {
        expectedSarsa: expecting((q, epsilon) => {
          const best = Math.max(...q);
          const others = q.reduce((a, b) => a + b, 0) - best;
          return (1 - epsilon) * best + (epsilon * others) / (q.length - 1);
        }),
      },
    },
    {
      name: "ε and 1 − ε exchanged",
      explanation: "The best action has the probability 1 − ε; the mean of all has ε.",
      wrong: {
        expectedSarsa: expecting(
          (q, epsilon) => epsilon * Math.max(...q) + (1 - epsilon) * mean(q),
        ),
      },
    },
    {
      name: "every best action gets 1 − ε",
      explanation:
        "Equally good actions share 1 − ε; yours gives it to each of them, so the probabilities exceed 1.",
      wrong: {
        expectedSarsa: expecting((q, epsilon) =>
          q.reduce(
            (sum, x) => sum + x * (epsilon / q.length + (x === Math.max(...q) ? 1 - epsilon : 0)),
            0,
          ),
        ),
      },
    },
  ],
});
