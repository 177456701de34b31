/** Checks of Monte Carlo control with ε = N₀/(N₀ + N): by hand, then Easy21 against its exact solution. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { played } from "../../../04-sutton-barto/exercises/methods.ts";
import { table } from "../../../04-sutton-barto/exercises/worlds.ts";
import { easy21MonteCarlo } from "../../labs/easy21.ts";
import * as reference from "./reference.ts";

interface Solution {
  explore(n: number, n0: number): number;
  mcControl(Q: number[][], N: number[][], S: number[], A: number[], R: number[]): void;
}

/** Two states with two actions; some pairs were visited before. */
function learn(f: Solution, S: number[], A: number[], R: number[]) {
  const Q = [
    [0, 1],
    [2, 4],
  ];
  const N = [
    [0, 1],
    [1, 3],
  ];
  f.mcControl(Q, N, S, A, R);
  return { Q, N };
}

interface Slip {
  readonly alpha?: number;
  readonly firstVisit?: boolean;
  readonly late?: boolean;
  readonly rewardOnly?: boolean;
}

/** The learning with a slip. */
const slipped =
  ({ alpha, firstVisit, late, rewardOnly }: Slip): Solution["mcControl"] =>
  (Q, N, S, A, R) => {
    let G = 0;
    for (let t = R.length - 1; t >= 0; t--) {
      const [s, a] = [S[t], A[t]];
      G = (rewardOnly ? 0 : G) + R[t];
      if (firstVisit && S.some((x, k) => k < t && x === s && A[k] === a)) continue;
      if (!late) N[s][a]++;
      Q[s][a] += (alpha ?? 1 / Math.max(1, N[s][a])) * (G - Q[s][a]);
      if (late) N[s][a]++;
    }
  };

export const monteCarloControl = exercise<Solution>({
  id: "05/monte-carlo-control",
  folder: "05-ucl/exercises/03-monte-carlo-control",
  title: "Explore less where you know more",
  source: "D. Silver, UCL course on RL (2015), assignment Easy21, question 2",
  functions: ["explore", "mcControl"],
  updates: { mcControl: [0, 1] },
  reference,
  cases: [
    {
      name: "exploring",
      given: "N₀ = 100 after 0, 100, 300 visits; N₀ = 10 after 90.",
      run: (f) => ({
        epsilon: [f.explore(0, 100), f.explore(100, 100), f.explore(300, 100), f.explore(90, 10)],
      }),
      expected: { epsilon: [1, 0.5, 0.25, 0.1] },
    },
    {
      name: "a first visit",
      given: "Q = [[0, 1], [2, 4]], N = [[0, 1], [1, 3]]: state 0, action 0, then the reward −1.",
      run: (f) => learn(f, [0], [0], [-1]),
      expected: {
        Q: [
          [-1, 1],
          [2, 4],
        ],
        N: [
          [1, 1],
          [1, 3],
        ],
      },
    },
    {
      name: "two steps",
      given: "The same tables: (0, 1) brings 2, then (1, 1) brings −4.",
      run: (f) => learn(f, [0, 1], [1, 1], [2, -4]),
      expected: {
        Q: [
          [0, -0.5],
          [2, 2],
        ],
        N: [
          [0, 2],
          [1, 4],
        ],
      },
    },
    {
      name: "a pair twice",
      given: "The same tables: (1, 0) brings 1, and again 1: returns 1 and 2, in this order.",
      run: (f) => learn(f, [1, 1], [0, 0], [1, 1]),
      expected: {
        Q: [
          [0, 1],
          [5 / 3, 4],
        ],
        N: [
          [0, 1],
          [3, 3],
        ],
      },
    },
    {
      name: "20 games",
      given: "20 random games in 5 states.",
      run: (f) => {
        const random = rng(51);
        const [Q, N] = [table(5, 2), table(5, 2)];
        for (let game = 0; game < 20; game++) {
          const list = (of: () => number) => Array.from({ length: 1 + (game % 6) }, of);
          f.mcControl(
            Q,
            N,
            list(() => random.integer(5)),
            list(() => random.integer(2)),
            list(() => random.normal()),
          );
        }
        return { Q, N };
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 05/easy21-monte-carlo, one seed, 500 000 games, with your learning and your ε; its own verdict against the exact V*.",
      swap: true,
      run: (f) =>
        labVerdict(
          easy21MonteCarlo,
          {
            mcControl: function* (world, { n0 }, random) {
              const play = played(world, random.split());
              const [Q, N] = [table(210, 2), table(210, 2)];
              const seen = new Array<number>(210).fill(0);
              const agent = { value: (s: number) => Math.max(...Q[s]) };
              const choose = (s: number) => {
                if (random.random() < f.explore(seen[s]++, n0)) return random.integer(2);
                return Q[s][0] === Q[s][1] ? random.integer(2) : Number(Q[s][1] > Q[s][0]);
              };
              for (let episodes = 1; ; episodes++) {
                const { S, A, R } = play(choose);
                f.mcControl(Q, N, S, A, R);
                yield { agent, episodes };
              }
            },
          },
          { seeds: [1] },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "ε that grows",
      explanation: "N / (N₀ + N) explores more the more one knows; it is N₀ that stands above.",
      wrong: { explore: (n, n0) => n / (n0 + n) },
    },
    {
      name: "ε that never falls",
      explanation: "ε must fall with the visits of the state.",
      wrong: { explore: () => 1 },
    },
    {
      name: "a fixed step",
      explanation: "The step is 1/N(S, A), or Q is no mean of the returns.",
      wrong: { mcControl: slipped({ alpha: 0.1 }) },
    },
    {
      name: "counted too late",
      explanation:
        "The visit counts before the division: the first return has weight 1, the second ½.",
      wrong: { mcControl: slipped({ late: true }) },
    },
    {
      name: "only the first visit",
      explanation: "Here every visit counts.",
      wrong: { mcControl: slipped({ firstVisit: true }) },
    },
    {
      name: "the reward instead of the return",
      explanation: "G is the sum of all rewards from this step on, not the next reward alone.",
      wrong: { mcControl: slipped({ rewardOnly: true }) },
    },
  ],
});
