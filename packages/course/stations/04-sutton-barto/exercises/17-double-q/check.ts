/** Checks of double Q-learning: who chooses, who values; then the maximisation bias of Example 6.7. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { maximisationBias } from "../../labs/maximisation-bias.ts";
import { twoTables } from "../methods.ts";
import { type Step, step } from "../worlds.ts";
import * as reference from "./reference.ts";

interface Solution {
  doubleQ(
    Q1: number[][],
    Q2: number[][],
    step: Step,
    first: boolean,
    alpha: number,
    gamma: number,
  ): void;
}

function after(f: Solution, first: boolean, flags: Partial<Step> = {}) {
  const Q1 = [
    [0, 0],
    [3, 5],
  ];
  const Q2 = [
    [1, 0],
    [8, 2],
  ];
  f.doubleQ(Q1, Q2, step(0, 0, 1, 1, flags), first, 0.5, 0.5);
  return { Q1, Q2 };
}

/** The update with another idea of what follows. */
const following =
  (value: (learning: readonly number[], other: readonly number[]) => number): Solution["doubleQ"] =>
  (Q1, Q2, { S, A, R, next, terminated }, first, alpha, gamma) => {
    const [learning, other] = first ? [Q1, Q2] : [Q2, Q1];
    learning[S][A] +=
      alpha * (R + (terminated ? 0 : gamma * value(learning[next], other[next])) - learning[S][A]);
  };
const best = (q: readonly number[]) => q.indexOf(Math.max(...q));

export const doubleQ = exercise<Solution>({
  id: "04/double-q",
  folder: "04-sutton-barto/exercises/17-double-q",
  title: "Two opinions",
  source: "Sutton & Barto, 2nd ed., section 6.7, eq. 6.10",
  functions: ["doubleQ"],
  updates: { doubleQ: [0, 1] },
  reference,
  cases: [
    {
      name: "the first table",
      given:
        "Q₁ = [[0, 0], [3, 5]], Q₂ = [[1, 0], [8, 2]], state 0 → 1 by action 0, reward 1, α = γ = ½; Q₁ learns.",
      run: (f) => after(f, true),
      expected: {
        Q1: [
          [1, 0],
          [3, 5],
        ],
        Q2: [
          [1, 0],
          [8, 2],
        ],
      },
    },
    {
      name: "the second table",
      given: "The same step; Q₂ learns.",
      run: (f) => after(f, false),
      expected: {
        Q1: [
          [0, 0],
          [3, 5],
        ],
        Q2: [
          [1.75, 0],
          [8, 2],
        ],
      },
    },
    {
      name: "the end",
      given: "The same step, Q₁ learns, the episode ends.",
      run: (f) => after(f, true, { terminated: true }),
      expected: {
        Q1: [
          [0.5, 0],
          [3, 5],
        ],
        Q2: [
          [1, 0],
          [8, 2],
        ],
      },
    },
    {
      name: "a time limit",
      given: "The same step, Q₁ learns, the clock stops the episode.",
      run: (f) => after(f, true, { truncated: true }),
      expected: {
        Q1: [
          [1, 0],
          [3, 5],
        ],
        Q2: [
          [1, 0],
          [8, 2],
        ],
      },
    },
    {
      name: "50 random steps",
      given: "50 random steps among 3 states with 4 actions, α = 0.3, γ = 0.9.",
      run: (f) => {
        const random = rng(12);
        const [Q1, Q2] = [0, 1].map(() =>
          [0, 0, 0].map(() => [0, 0, 0, 0].map(() => random.normal())),
        );
        for (let t = 0; t < 50; t++) {
          const one = step(
            random.integer(3),
            random.integer(4),
            random.normal(),
            random.integer(3),
            {
              terminated: random.random() < 0.2,
            },
          );
          f.doubleQ(Q1, Q2, one, random.random() < 0.5, 0.3, 0.9);
        }
        return { Q1, Q2 };
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/maximisation-bias, 250 runs a seed, with your update in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          maximisationBias,
          { doubleQ: twoTables(f.doubleQ) },
          { settings: { runs: 250 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "one table chooses and values",
      explanation:
        "The other table must say what the action is worth; with one table the maximum stays too large.",
      wrong: { doubleQ: following((learning) => Math.max(...learning)) },
    },
    {
      name: "maximum of the other table",
      explanation:
        "The learning table chooses the action, the other one values it; yours lets the other table do both.",
      wrong: { doubleQ: following((_, other) => Math.max(...other)) },
    },
    {
      name: "roles exchanged",
      explanation:
        "Yours lets the other table choose and the learning table value. It is the other way round.",
      wrong: { doubleQ: following((learning, other) => learning[best(other)]) },
    },
    {
      name: "always the first table",
      explanation: "When first is false, Q₂ learns and Q₁ values.",
      wrong: {
        doubleQ: (Q1, Q2, one, _, alpha, gamma) =>
          reference.doubleQ(Q1, Q2, one, true, alpha, gamma),
      },
    },
    {
      name: "terminal state bootstrapped",
      explanation:
        "The episode is over, and yours still adds what follows. Nothing follows an end.",
      wrong: {
        doubleQ: (Q1, Q2, one, first, alpha, gamma) =>
          reference.doubleQ(Q1, Q2, { ...one, terminated: false }, first, alpha, gamma),
      },
    },
    {
      name: "time limit treated as an end",
      explanation:
        "A time limit is not the end of the world: truncated steps still count what follows.",
      wrong: {
        doubleQ: (Q1, Q2, one, first, alpha, gamma) =>
          reference.doubleQ(
            Q1,
            Q2,
            { ...one, terminated: one.terminated || one.truncated },
            first,
            alpha,
            gamma,
          ),
      },
    },
  ],
});
