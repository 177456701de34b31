/** Checks of Dyna-Q: learning, remembering, planning; then the maze of Example 8.1. */
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { dynaMaze } from "../../labs/dyna-maze.ts";
import { offPolicy } from "../methods.ts";
import { type Step, step } from "../worlds.ts";
import * as reference from "./reference.ts";

interface Solution {
  dynaQ(
    Q: number[][],
    model: Step[],
    step: Step,
    n: number,
    alpha: number,
    gamma: number,
    random: () => number,
  ): void;
}

interface Slip {
  readonly bootstrapped?: boolean;
  readonly duplicates?: boolean;
  readonly frozen?: boolean;
  readonly once?: boolean;
  readonly late?: boolean;
}

/** The algorithm with a slip. */
const slipped =
  (slip: Slip): Solution["dynaQ"] =>
  (Q, model, one, n, alpha, gamma, random) => {
    const learn = ({ S, A, R, next, terminated }: Step) => {
      const follows = terminated && !slip.bootstrapped ? 0 : gamma * Math.max(...Q[next]);
      Q[S][A] += alpha * (R + follows - Q[S][A]);
    };
    if (!slip.late) learn(one);
    const known = model.findIndex(({ S, A }) => S === one.S && A === one.A);
    if (known < 0 || slip.duplicates) model.push(one);
    else if (!slip.frozen) model[known] = one;
    const first = random();
    for (let i = 0; i < n; i++)
      learn(model[Math.floor((i === 0 || slip.once ? first : random()) * model.length)]);
  };

/** Random numbers from a list, over and over. */
const listed = (...draws: number[]) => {
  let i = 0;
  return () => draws[i++ % draws.length];
};
const told = (model: readonly Step[]) => model.map(({ S, A, R, next }) => [S, A, R, next]);

function learned(f: Solution, model: Step[], one: Step, n: number, ...draws: number[]) {
  const Q = [
    [0, 0],
    [4, 2],
    [0, 8],
  ];
  f.dynaQ(Q, model, one, n, 0.5, 0.5, listed(...draws));
  return { Q, model: told(model) };
}

export const dynaQ = exercise<Solution>({
  id: "04/dyna-q",
  folder: "04-sutton-barto/exercises/21-dyna-q",
  title: "Dream of what you have seen",
  source: "Sutton & Barto, 2nd ed., section 8.2, box p. 164",
  functions: ["dynaQ"],
  updates: { dynaQ: [0, 1] },
  reference,
  cases: [
    {
      name: "no planning",
      given:
        "Q = [[0, 0], [4, 2], [0, 8]], an empty model, from state 0 by action 0 to state 1, reward 1; n = 0, α = γ = ½.",
      run: (f) => learned(f, [], step(0, 0, 1, 1), 0, 0),
      expected: {
        Q: [
          [1.5, 0],
          [4, 2],
          [0, 8],
        ],
        model: [[0, 0, 1, 1]],
      },
    },
    {
      name: "two dreams",
      given: "The same step with n = 2: the model holds nothing else, so it is learned twice more.",
      run: (f) => learned(f, [], step(0, 0, 1, 1), 2, 0.9),
      expected: {
        Q: [
          [2.625, 0],
          [4, 2],
          [0, 8],
        ],
        model: [[0, 0, 1, 1]],
      },
    },
    {
      name: "a changed world",
      given:
        "The model remembers (0, 0) with reward 7 and (1, 1); the step shows reward 1: it replaces the old one.",
      run: (f) => learned(f, [step(0, 0, 7, 2), step(1, 1, 0, 2)], step(0, 0, 1, 1), 0, 0),
      expected: {
        Q: [
          [1.5, 0],
          [4, 2],
          [0, 8],
        ],
        model: [
          [0, 0, 1, 1],
          [1, 1, 0, 2],
        ],
      },
    },
    {
      name: "which dream",
      given:
        "A model of (1, 0), (2, 1), (1, 1), then the step; n = 3 with the draws 0.1, 0.6, 0.99: numbers 0, 2, 3.",
      run: (f) =>
        learned(
          f,
          [step(1, 0, 2, 2), step(2, 1, 0, 1), step(1, 1, 0, 2)],
          step(0, 0, 1, 1),
          3,
          0.1,
          0.6,
          0.99,
        ),
    },
    {
      name: "the end",
      given: "A step that ends the episode in state 2, n = 2.",
      run: (f) => learned(f, [], step(0, 1, 1, 2, { terminated: true }), 2, 0.3),
      expected: {
        Q: [
          [0, 0.875],
          [4, 2],
          [0, 8],
        ],
        model: [[0, 1, 1, 2]],
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/dyna-maze, 15 runs a seed, with your learning and planning in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          dynaMaze,
          {
            dynaQ: offPolicy(() => {
              const model: Step[] = [];
              return (Q, one, _, { n, alpha, gamma, random }) =>
                f.dynaQ(Q, model, one, n, alpha, gamma, () => random.random());
            }),
          },
          { settings: { runs: 15 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "terminal state bootstrapped",
      explanation: "After a terminated step nothing follows, in dreams too.",
      wrong: { dynaQ: slipped({ bootstrapped: true }) },
    },
    {
      name: "the same pair remembered twice",
      explanation: "A new step of a known pair replaces the old one; yours keeps both.",
      wrong: { dynaQ: slipped({ duplicates: true }) },
    },
    {
      name: "first memory kept for ever",
      explanation: "When a known pair shows something new, the model must change.",
      wrong: { dynaQ: slipped({ frozen: true }) },
    },
    {
      name: "the same dream n times",
      explanation: "Draw a remembered step anew for each of the n updates.",
      wrong: { dynaQ: slipped({ once: true }) },
    },
    {
      name: "no learning from the step itself",
      explanation: "The real step teaches first, before any planning.",
      wrong: { dynaQ: slipped({ late: true }) },
    },
    {
      name: "no planning",
      explanation:
        "Yours learns from the real step alone: the n updates from the model are missing.",
      wrong: {
        dynaQ: (Q, model, one, _n, alpha, gamma, random) =>
          reference.dynaQ(Q, model, one, 0, alpha, gamma, random),
      },
    },
  ],
});
