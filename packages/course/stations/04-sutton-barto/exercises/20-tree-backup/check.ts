/** Checks of tree-backup returns; at the end, learning about the greedy policy on the cliff from another one. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { CLIFF, cliff, epsilonGreedy, greedyCliff, table } from "../worlds.ts";
import * as reference from "./reference.ts";

interface Solution {
  treeBackup(
    Q: number[][],
    pi: number[][],
    S: number[],
    A: number[],
    R: number[],
    t: number,
    n: number,
    gamma: number,
  ): number;
}

interface Slip {
  readonly all?: boolean;
  readonly sample?: boolean;
  readonly unweighted?: boolean;
  readonly pastEnd?: boolean;
  readonly depth?: number;
}

/** The return with a slip. */
const slipped = (slip: Slip): Solution["treeBackup"] => {
  const G: Solution["treeBackup"] = (Q, pi, S, A, R, t, n, gamma) => {
    if (t === R.length - 1) return slip.pastEnd ? R[t] + gamma * Math.max(...Q[S[t]]) : R[t];
    const s = S[t + 1];
    const rest = n > 1 ? G(Q, pi, S, A, R, t + 1, n - 1, gamma) : undefined;
    if (slip.sample && rest !== undefined) return R[t] + gamma * rest;
    const terms = Q[s].map((q, a) => {
      if (rest === undefined || a !== A[t + 1]) return pi[s][a] * q;
      return slip.unweighted ? rest : pi[s][a] * ((slip.all ? q : 0) + rest);
    });
    return R[t] + gamma * terms.reduce((x, y) => x + y, 0);
  };
  return (Q, pi, S, A, R, t, n, gamma) => G(Q, pi, S, A, R, t, n + (slip.depth ?? 0), gamma);
};

const Q = [
  [1, 2],
  [4, 8],
  [10, 20],
];
const PI = [
  [0.5, 0.5],
  [0.25, 0.75],
  [1, 0],
];
const [S, A, R] = [
  [0, 1, 2],
  [1, 0, 1],
  [1, 2, 3],
];

/** Learns from an ε-greedy policy about the greedy one, three steps deep. */
function offPolicy(f: Solution): number {
  const random = rng(21);
  const Q = table(CLIFF.states, CLIFF.actions);
  for (let e = 0; e < 1500; e++) {
    const [S, A, R]: number[][] = [[], [], []];
    let s: number = CLIFF.start;
    for (let k = 0; k < 3000; k++) {
      const one = cliff(s, epsilonGreedy(Q[s], 0.4, random));
      S.push(s);
      A.push(one.A);
      R.push(one.R);
      s = one.next;
      if (one.terminated) break;
    }
    const greedy = Q.map((row) => row.map((_, a) => (a === row.indexOf(Math.max(...row)) ? 1 : 0)));
    for (let t = 0; t < R.length; t++)
      Q[S[t]][A[t]] += 0.5 * (f.treeBackup(Q, greedy, S, A, R, t, 3, 1) - Q[S[t]][A[t]]);
  }
  return greedyCliff(Q);
}

export const treeBackup = exercise<Solution>({
  id: "04/tree-backup",
  folder: "04-sutton-barto/exercises/20-tree-backup",
  title: "The tree of what could have been done",
  source: "Sutton & Barto, 2nd ed., section 7.5, eq. 7.15 and 7.16",
  functions: ["treeBackup"],
  reference,
  cases: [
    {
      name: "one step",
      given:
        "Q = [[1, 2], [4, 8], [10, 20]], π = [[½, ½], [¼, ¾], [1, 0]], states 0, 1, 2, actions 1, 0, 1, rewards 1, 2, 3; t = 0, n = 1, γ = ½: 1 + ½ · 7.",
      run: (f) => ({ G: f.treeBackup(Q, PI, S, A, R, 0, 1, 0.5) }),
      expected: { G: 4.5 },
    },
    {
      name: "two steps",
      given: "The same with n = 2: 1 + ½ (¾ · 8 + ¼ · 7).",
      run: (f) => ({ G: f.treeBackup(Q, PI, S, A, R, 0, 2, 0.5) }),
      expected: { G: 4.875 },
    },
    {
      name: "the last step",
      given: "The same episode at t = 2, its end, with n = 1 and 5.",
      run: (f) => ({
        G: [f.treeBackup(Q, PI, S, A, R, 2, 1, 0.5), f.treeBackup(Q, PI, S, A, R, 2, 5, 0.5)],
      }),
      expected: { G: [3, 3] },
    },
    {
      name: "all t and n",
      given: "A random episode of 6 steps in 4 states with 3 actions and a random policy, γ = 0.9.",
      run: (f) => {
        const random = rng(22);
        const rows = (of: () => number) => Array.from({ length: 4 }, () => [of(), of(), of()]);
        const q = rows(() => random.normal());
        const pi = rows(() => random.random()).map((row) =>
          row.map((p) => p / row.reduce((a, b) => a + b)),
        );
        const list = (of: () => number) => Array.from({ length: 6 }, of);
        const [s, a, r] = [
          list(() => random.integer(4)),
          list(() => random.integer(3)),
          list(() => random.normal()),
        ];
        return {
          G: s.flatMap((_, t) => [1, 2, 3, 7].map((n) => f.treeBackup(q, pi, s, a, r, t, n, 0.9))),
        };
      },
    },
    {
      name: "the cliff with yours",
      given:
        "1500 episodes on the cliff with ε = 0.4, learning about the greedy policy, n = 3: the greedy path.",
      swap: true,
      run: (f) => ({ "greedy path": offPolicy(f) }),
      // The world is deterministic, so the estimates settle at q*, whose greedy path is the best, −13. After 1500 episodes
      // all runs of seeds 100 … 119 had come there; 600 were not enough for three of them.
      expected: { "greedy path": -13 },
    },
  ],
  mistakes: [
    {
      name: "action taken counted twice",
      explanation:
        "For the action that was taken, the rest of the tree replaces Q; yours adds both.",
      wrong: { treeBackup: slipped({ all: true }) },
    },
    {
      name: "actions not taken left out",
      explanation: "The actions that were not taken contribute π(a | S′) Q(S′, a).",
      wrong: { treeBackup: slipped({ sample: true }) },
    },
    {
      name: "probability of the action taken left out",
      explanation: "The rest of the tree counts with π(A′ | S′).",
      wrong: { treeBackup: slipped({ unweighted: true }) },
    },
    {
      name: "terminal state bootstrapped",
      explanation: "After the last reward of the episode nothing follows.",
      wrong: { treeBackup: slipped({ pastEnd: true }) },
    },
    {
      name: "off by one in n-step: one level too deep",
      explanation: "n = 1 is the expected update of the next state; yours goes one step further.",
      wrong: { treeBackup: slipped({ depth: 1 }) },
    },
  ],
});
