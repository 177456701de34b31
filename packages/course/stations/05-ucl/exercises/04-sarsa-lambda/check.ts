/** Checks of Sarsa(λ) with step size 1/N: single steps by hand, a whole game, then Easy21 for λ from 0 to 1. */
import { type Rng, rng } from "gradus/core";
import { easy21 } from "gradus/envs";
import { Walker } from "gradus/tabular";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { episode } from "../../../04-sutton-barto/exercises/methods.ts";
import { type Step, step, table } from "../../../04-sutton-barto/exercises/worlds.ts";
import { easy21SarsaLambda } from "../../labs/easy21-sarsa-lambda.ts";
import * as reference from "./reference.ts";

interface Solution {
  sarsaLambda(
    Q: number[][],
    N: number[][],
    E: number[][],
    step: Step,
    nextA: number,
    lambda: number,
  ): void;
}

/** Two states; the pair (1, 1) was left a while ago, its trace is ½. */
function after(f: Solution, one: Step, nextA: number, lambda: number) {
  const Q = [
    [1, 0],
    [0, 4],
  ];
  const N = [
    [1, 0],
    [0, 4],
  ];
  const E = [
    [0, 0],
    [0, 0.5],
  ];
  f.sarsaLambda(Q, N, E, one, nextA, lambda);
  return { Q, N, E };
}

interface Slip {
  readonly bootstrapped?: boolean;
  readonly replacing?: boolean;
  readonly oneStep?: boolean;
  readonly late?: boolean;
  readonly maximum?: boolean;
  readonly unfading?: boolean;
}

/** The update with a slip. */
const slipped =
  (slip: Slip): Solution["sarsaLambda"] =>
  (Q, N, E, { S, A, R, next, terminated }, nextA, lambda) => {
    N[S][A]++;
    const value = slip.maximum ? Math.max(...Q[next]) : Q[next][nextA];
    const delta = R + (terminated && !slip.bootstrapped ? 0 : value) - Q[S][A];
    const mark = () => {
      E[S][A] = slip.replacing ? 1 : E[S][A] + 1;
    };
    if (!slip.late) mark();
    Q.forEach((row, s) => {
      row.forEach((_, a) => {
        if (E[s][a] === 0) return;
        row[a] += (delta * E[s][a]) / (slip.oneStep ? N[S][A] : N[s][a]);
        E[s][a] *= slip.unfading ? 1 : lambda;
      });
    });
    if (slip.late) mark();
  };

/**
 * The lab's method around the learner's update. The tables that it is given hold the states of the running game only: all others
 * have no traces, so nothing happens to them.
 */
function* easy21Games(f: Solution, lambda: number, random: Rng): Generator<Float64Array> {
  const N0 = 100;
  const walk = new Walker(easy21(), random.split());
  const [Q, N] = [table(210, 2), table(210, 2)];
  const choose = (s: number): number => {
    const epsilon = N0 / (N0 + N[s][0] + N[s][1]);
    if (random.random() < epsilon || Q[s][0] === Q[s][1]) return random.integer(2);
    return Q[s][1] > Q[s][0] ? 1 : 0;
  };
  const flat = new Float64Array(420);
  for (;;) {
    const met: number[] = [];
    const [q, n, e]: number[][][] = [[], [], []];
    const place = (s: number): number => {
      if (met.includes(s)) return met.indexOf(s);
      q.push(Q[s]);
      n.push(N[s]);
      e.push([0, 0]);
      return met.push(s) - 1;
    };
    let planned: number | undefined;
    for (const one of episode(walk, (s) => planned ?? choose(s))) {
      planned = one.terminated ? 0 : choose(one.next);
      const here = { ...one, S: place(one.S), next: place(one.next) };
      f.sarsaLambda(q, n, e, here, planned, lambda);
      met.forEach((s, i) => {
        Q[s] = q[i];
        N[s] = n[i];
        flat.set(q[i], 2 * s);
      });
    }
    yield flat;
  }
}

export const sarsaLambda = exercise<Solution>({
  id: "05/sarsa-lambda",
  folder: "05-ucl/exercises/04-sarsa-lambda",
  title: "Blame fades with time",
  source: "D. Silver, UCL course on RL (2015), assignment Easy21, question 3",
  functions: ["sarsaLambda"],
  updates: { sarsaLambda: [0, 1, 2] },
  reference,
  cases: [
    {
      name: "λ = 0",
      given:
        "Q = [[1, 0], [0, 4]], N = [[1, 0], [0, 4]], E = 0: from (0, 0) with reward 1 to (1, 1); δ = 1 + 4 − 1 = 4, the second visit: half of it.",
      run: (f) => {
        const [Q, N, E] = [
          [
            [1, 0],
            [0, 4],
          ],
          [
            [1, 0],
            [0, 4],
          ],
          table(2, 2),
        ];
        f.sarsaLambda(Q, N, E, step(0, 0, 1, 1), 1, 0);
        return { Q, N, E };
      },
      expected: {
        Q: [
          [3, 0],
          [0, 4],
        ],
        N: [
          [2, 0],
          [0, 4],
        ],
        E: [
          [0, 0],
          [0, 0],
        ],
      },
    },
    {
      name: "an older pair",
      given:
        "The same, but (1, 1) has a trace of ½ and λ = ½: it moves by 4 · ½ / 4, then the traces fade.",
      run: (f) => after(f, step(0, 0, 1, 1), 1, 0.5),
      expected: {
        Q: [
          [3, 0],
          [0, 4.5],
        ],
        N: [
          [2, 0],
          [0, 4],
        ],
        E: [
          [0.5, 0],
          [0, 0.25],
        ],
      },
    },
    {
      name: "the same pair again",
      given:
        "From (1, 1), whose trace is ½, with reward −2 to (0, 0); λ = 1: E = 1.5, N = 5, δ = −5.",
      run: (f) => after(f, step(1, 1, -2, 0), 0, 1),
      expected: {
        Q: [
          [1, 0],
          [0, 2.5],
        ],
        N: [
          [1, 0],
          [0, 5],
        ],
        E: [
          [0, 0],
          [0, 1.5],
        ],
      },
    },
    {
      name: "the end",
      given: "From (0, 1), never taken before, the game ends with −1; nextA is 1.",
      run: (f) => after(f, step(0, 1, -1, 1, { terminated: true }), 1, 0.5),
      expected: {
        Q: [
          [1, -1],
          [0, 3.875],
        ],
        N: [
          [1, 1],
          [0, 4],
        ],
        E: [
          [0, 0.5],
          [0, 0.25],
        ],
      },
    },
    {
      name: "60 steps",
      given: "60 random steps among 4 states with 2 actions, λ = 0.8.",
      run: (f) => {
        const random = rng(52);
        const [Q, N, E] = [table(4, 2), table(4, 2), table(4, 2)];
        for (let t = 0; t < 60; t++) {
          const terminated = random.random() < 0.2;
          const one = step(
            random.integer(4),
            random.integer(2),
            random.normal(),
            random.integer(4),
            {
              terminated,
            },
          );
          f.sarsaLambda(Q, N, E, one, random.integer(2), 0.8);
        }
        return { Q, N, E };
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 05/easy21-sarsa-lambda, 2 runs of 20 000 games for each of eleven λ, with your update; its own verdict against the exact Q*.",
      swap: true,
      run: (f) =>
        labVerdict(
          easy21SarsaLambda,
          { easy21Sarsa: (lambda, random) => easy21Games(f, lambda, random) },
          { seeds: [1], settings: { runs: 2 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "terminal state bootstrapped",
      explanation: "The game is over, and yours still adds Q(S′, A′). Nothing follows an end.",
      wrong: { sarsaLambda: slipped({ bootstrapped: true }) },
    },
    {
      name: "replacing instead of accumulating traces",
      explanation: "The trace of (S, A) grows by 1; yours becomes 1.",
      wrong: { sarsaLambda: slipped({ replacing: true }) },
    },
    {
      name: "one step size for all pairs",
      explanation: "Each pair moves with its own 1/N(s, a); yours divides by that of (S, A).",
      wrong: { sarsaLambda: slipped({ oneStep: true }) },
    },
    {
      name: "the trace set after the update",
      explanation: "(S, A) itself must move by this step's δ: its trace grows first.",
      wrong: { sarsaLambda: slipped({ late: true }) },
    },
    {
      name: "the maximum, which is Q-learning",
      explanation: "Sarsa takes the value of the action that comes next, nextA.",
      wrong: { sarsaLambda: slipped({ maximum: true }) },
    },
    {
      name: "traces that do not fade",
      explanation: "After each step every trace is multiplied by λ.",
      wrong: { sarsaLambda: slipped({ unfading: true }) },
    },
  ],
});
