import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { nStepRandomWalk } from "../../labs/n-step-td.ts";
import { episodic } from "../methods.ts";
import * as reference from "./reference.ts";

interface Solution {
  nStepSarsa(
    Q: number[][],
    S: number[],
    A: number[],
    R: number[],
    n: number,
    alpha: number,
    gamma: number,
  ): void;
}

interface Slip {
  readonly by?: number;
  readonly greedy?: boolean;
  readonly stale?: boolean;
  readonly power?: boolean;
  readonly plain?: boolean;
}

/** The updates with a slip. */
const slipped =
  ({ by = 0, greedy, stale, power, plain }: Slip): Solution["nStepSarsa"] =>
  (Q, S, A, R, n, alpha, gamma) => {
    const T = R.length;
    const from = stale ? Q.map((row) => [...row]) : Q;
    for (let t = 0; t < T; t++) {
      const end = Math.min(t + n + by, T);
      const next =
        end < T && !plain ? (greedy ? Math.max(...from[S[end]]) : from[S[end]][A[end]]) : 0;
      let G = power ? 0 : next;
      for (let k = end - 1; k >= t; k--) G = R[k] + gamma * G;
      if (power) G += gamma * next;
      Q[S[t]][A[t]] += alpha * (G - Q[S[t]][A[t]]);
    }
  };

const learned = (f: Solution, n: number) => {
  const Q = [
    [1, 2],
    [3, 8],
    [5, 6],
  ];
  f.nStepSarsa(Q, [0, 1, 2], [0, 0, 1], [10, 20, 40], n, 0.5, 0.5);
  return { Q };
};

export const nStepSarsa = exercise<Solution>({
  id: "04/n-step-sarsa",
  folder: "04-sutton-barto/exercises/19-n-step-sarsa",
  title: "n steps of Sarsa",
  source: "Sutton & Barto, 2nd ed., section 7.2, eq. 7.4 and 7.5",
  functions: ["nStepSarsa"],
  updates: { nStepSarsa: [0] },
  reference,
  cases: [
    {
      name: "one step each",
      given:
        "Q = [[1, 2], [3, 8], [5, 6]], pairs (0, 0), (1, 0), (2, 1), rewards 10, 20, 40; n = 1, α = γ = ½.",
      run: (f) => learned(f, 1),
      expected: {
        Q: [
          [6.25, 2],
          [13, 8],
          [5, 23],
        ],
      },
    },
    {
      name: "two steps",
      given: "The same episode with n = 2.",
      run: (f) => learned(f, 2),
      expected: {
        Q: [
          [11.25, 2],
          [21.5, 8],
          [5, 23],
        ],
      },
    },
    {
      name: "more than there are",
      given: "The same episode with n = 9: the returns are 30, 40, 40.",
      run: (f) => learned(f, 9),
      expected: {
        Q: [
          [15.5, 2],
          [21.5, 8],
          [5, 23],
        ],
      },
    },
    {
      name: "a pair that returns",
      given:
        "One state, one action, four rewards 1, 2, 3, 4; n = 2, α = 0.5, γ = 0.5, Q = 8: newest values count.",
      run: (f) => {
        const Q = [[8]];
        f.nStepSarsa(Q, [0, 0, 0, 0], [0, 0, 0, 0], [1, 2, 3, 4], 2, 0.5, 0.5);
        return { Q };
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/n-step-td, 20 runs, with your learning in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          nStepRandomWalk,
          {
            nStepTd: episodic((V, S, R, n, alpha) => {
              const Q = V.map((v) => [v]); // the walk has one action
              f.nStepSarsa(
                Q,
                S,
                S.map(() => 0),
                R,
                n,
                alpha,
                1,
              );
              Q.forEach(([q], s) => {
                V[s] = q;
              });
            }),
          },
          { seeds: [1], settings: { runs: 20 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "off by one in n-step: one too many",
      explanation: "n rewards, then Q at time t + n; yours goes one step further.",
      wrong: { nStepSarsa: slipped({ by: 1 }) },
    },
    {
      name: "the maximum instead of the next action",
      explanation: "Sarsa takes the value of the action that was taken at t + n, not of the best.",
      wrong: { nStepSarsa: slipped({ greedy: true }) },
    },
    {
      name: "value not discounted n times",
      explanation: "γⁿ stands before Q at t + n; yours has γ.",
      wrong: { nStepSarsa: slipped({ power: true }) },
    },
    {
      name: "old values used throughout",
      explanation: "Each update must see what the earlier ones of this episode have changed.",
      wrong: { nStepSarsa: slipped({ stale: true }) },
    },
    {
      name: "no bootstrapping",
      explanation: "After n rewards the value of the pair that is reached stands for the rest.",
      wrong: { nStepSarsa: slipped({ plain: true }) },
    },
  ],
});
