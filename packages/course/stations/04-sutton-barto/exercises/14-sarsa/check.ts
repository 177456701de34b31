/** Checks of Sarsa: single steps by hand, then the cliff of Example 6.6. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { cliff } from "../../labs/cliff-walking.ts";
import { onPolicy } from "../methods.ts";
import { type Step, step } from "../worlds.ts";
import * as reference from "./reference.ts";

interface Solution {
  sarsa(Q: number[][], step: Step, nextA: number, alpha: number, gamma: number): void;
}

const Q0 = () => [
  [1, 2, 0],
  [4, 6, 10],
];

const after = (
  f: Solution,
  Q: number[][],
  one: Step,
  nextA: number,
  alpha: number,
  gamma: number,
) => {
  f.sarsa(Q, one, nextA, alpha, gamma);
  return { Q };
};

/** The update with another bootstrap. */
const bootstrapping =
  (
    bootstrap: (Q: number[][], one: Step, nextA: number, gamma: number) => number,
  ): Solution["sarsa"] =>
  (Q, one, nextA, alpha, gamma) => {
    Q[one.S][one.A] += alpha * (one.R + bootstrap(Q, one, nextA, gamma) - Q[one.S][one.A]);
  };

export const sarsa = exercise<Solution>({
  id: "04/sarsa",
  folder: "04-sutton-barto/exercises/14-sarsa",
  title: "State, action, reward, state, action",
  source: "Sutton & Barto, 2nd ed., section 6.4, eq. 6.7",
  functions: ["sarsa"],
  updates: { sarsa: [0] },
  reference,
  cases: [
    {
      name: "one step",
      given:
        "Q = [[1, 2, 0], [4, 6, 10]], from state 0 by action 1 to state 1, reward 3, next action 0; α = 0.5, γ = 0.5.",
      run: (f) => after(f, Q0(), step(0, 1, 3, 1), 0, 0.5, 0.5),
      expected: {
        Q: [
          [1, 3.5, 0],
          [4, 6, 10],
        ],
      },
    },
    {
      name: "the end",
      given: "The same step, but the episode ends with it.",
      run: (f) => after(f, Q0(), step(0, 1, 3, 1, { terminated: true }), 0, 0.5, 0.5),
      expected: {
        Q: [
          [1, 2.5, 0],
          [4, 6, 10],
        ],
      },
    },
    {
      name: "a time limit",
      given: "The same step, but the clock stops the episode.",
      run: (f) => after(f, Q0(), step(0, 1, 3, 1, { truncated: true }), 0, 0.5, 0.5),
      expected: {
        Q: [
          [1, 3.5, 0],
          [4, 6, 10],
        ],
      },
    },
    {
      name: "50 random steps",
      given: "50 random steps among 4 states with 3 actions, α = 0.3, γ = 0.9.",
      run: (f) => {
        const random = rng(8);
        const Q = Array.from({ length: 4 }, () => [0, 0, 0].map(() => random.normal()));
        for (let t = 0; t < 50; t++) {
          const one = step(
            random.integer(4),
            random.integer(3),
            random.normal(),
            random.integer(4),
            {
              terminated: random.random() < 0.2,
            },
          );
          f.sarsa(Q, one, random.integer(3), 0.3, 0.9);
        }
        return { Q };
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/cliff-walking, 15 runs a seed, with your update in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          cliff,
          {
            sarsa: onPolicy(
              () =>
                (Q, one, nextA, { alpha, gamma }) =>
                  f.sarsa(Q, one, nextA, alpha, gamma),
            ),
          },
          { settings: { runs: 15 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "terminal state bootstrapped",
      explanation: "The episode is over, and yours still adds γ Q(S′, A′). Nothing follows an end.",
      wrong: { sarsa: bootstrapping((Q, one, nextA, gamma) => gamma * Q[one.next][nextA]) },
    },
    {
      name: "time limit treated as an end",
      explanation:
        "A time limit is not the end of the world: truncated steps still count Q(S′, A′).",
      wrong: {
        sarsa: bootstrapping((Q, one, nextA, gamma) =>
          one.terminated || one.truncated ? 0 : gamma * Q[one.next][nextA],
        ),
      },
    },
    {
      name: "the maximum, which is Q-learning",
      explanation:
        "Sarsa takes the value of the action that comes next, nextA, even when it is not the best.",
      wrong: {
        sarsa: bootstrapping((Q, one, _, gamma) =>
          one.terminated ? 0 : gamma * Math.max(...Q[one.next]),
        ),
      },
    },
    {
      name: "old action in the new state",
      explanation: "Yours reads Q(S′, A); the next action is nextA.",
      wrong: {
        sarsa: bootstrapping((Q, one, _, gamma) =>
          one.terminated ? 0 : gamma * Q[one.next][one.A],
        ),
      },
    },
    {
      name: "discount forgotten",
      explanation: "The value of the next pair counts γ times.",
      wrong: { sarsa: bootstrapping((Q, one, nextA) => (one.terminated ? 0 : Q[one.next][nextA])) },
    },
  ],
});
