import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { blackjackOptimal } from "../../labs/blackjack.ts";
import { played } from "../methods.ts";
import { table } from "../worlds.ts";
import * as reference from "./reference.ts";

interface Solution {
  mcControlES(
    Q: number[][],
    N: number[][],
    policy: number[],
    S: number[],
    A: number[],
    R: number[],
    gamma: number,
  ): void;
}

interface Slip {
  readonly every?: boolean;
  readonly alpha?: number;
  readonly stale?: boolean;
  readonly gamma?: number;
  readonly greedy?: (q: readonly number[]) => number;
}

/** The algorithm with a slip. */
function slipped({
  every,
  alpha,
  stale,
  gamma,
  greedy = (q) => q.indexOf(Math.max(...q)),
}: Slip): Solution["mcControlES"] {
  return (Q, N, policy, S, A, R, discount) => {
    let G = 0;
    for (let t = S.length - 1; t >= 0; t--) {
      G = (gamma ?? discount) * G + R[t];
      const [s, a] = [S[t], A[t]];
      if (!every && S.some((x, k) => k < t && x === s && A[k] === a)) continue;
      N[s][a]++;
      Q[s][a] += (alpha ?? 1 / N[s][a]) * (G - Q[s][a]);
      if (!stale) policy[s] = greedy(Q[s]);
    }
  };
}

const start = () => ({
  Q: [
    [0, 1, 0],
    [0, 2, 5],
  ],
  N: [
    [0, 1, 0],
    [1, 1, 4],
  ],
  policy: [1, 2],
});

function learn(f: Solution, S: number[], A: number[], R: number[], gamma: number) {
  const { Q, N, policy } = start();
  f.mcControlES(Q, N, policy, S, A, R, gamma);
  return { Q, N, policy };
}

export const mcControlES = exercise<Solution>({
  id: "04/mc-control-es",
  folder: "04-sutton-barto/exercises/11-mc-control-es",
  title: "Improve after every episode",
  source: "Sutton & Barto, 2nd ed., section 5.3, box p. 99",
  functions: ["mcControlES"],
  updates: { mcControlES: [0, 1, 2] },
  reference,
  cases: [
    {
      name: "one step",
      given:
        "Q = [[0, 1, 0], [0, 2, 5]], N = [[0, 1, 0], [1, 1, 4]]: action 0 in state 0 brings 3.",
      run: (f) => learn(f, [0], [0], [3], 1),
      expected: {
        Q: [
          [3, 1, 0],
          [0, 2, 5],
        ],
        N: [
          [1, 1, 0],
          [1, 1, 4],
        ],
        policy: [0, 2],
      },
    },
    {
      name: "mean of returns",
      given: "The same tables: action 2 in state 1 brings 0, the fifth return of that pair.",
      run: (f) => learn(f, [1], [2], [0], 1),
      expected: {
        Q: [
          [0, 1, 0],
          [0, 2, 4],
        ],
        N: [
          [0, 1, 0],
          [1, 1, 5],
        ],
        policy: [1, 2],
      },
    },
    {
      name: "two steps",
      given: "The same tables: (0, 2) brings 1, then (1, 1) brings 4; γ = 0.5.",
      run: (f) => learn(f, [0, 1], [2, 1], [1, 4], 0.5),
      expected: {
        Q: [
          [0, 1, 3],
          [0, 3, 5],
        ],
        N: [
          [0, 1, 1],
          [1, 2, 4],
        ],
        policy: [2, 2],
      },
    },
    {
      name: "a pair twice",
      given:
        "The same tables: (0, 0), (1, 0), (0, 0), (0, 1), reward 1 each, γ = 1; only first visits count.",
      run: (f) => learn(f, [0, 1, 0, 0], [0, 0, 0, 1], [1, 1, 1, 1], 1),
      expected: {
        Q: [
          [4, 1, 0],
          [1.5, 2, 5],
        ],
        N: [
          [1, 2, 0],
          [2, 1, 4],
        ],
        policy: [0, 2],
      },
    },
    {
      name: "ties",
      given: "The same tables: (0, 2) brings 1, as much as action 1 is worth.",
      run: (f) => learn(f, [0], [2], [1], 1),
      expected: {
        Q: [
          [0, 1, 1],
          [0, 2, 5],
        ],
        N: [
          [0, 1, 1],
          [1, 1, 4],
        ],
        policy: [1, 2],
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/blackjack-optimal, 100 000 games, with your learning in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          blackjackOptimal,
          {
            mcExploringStarts: function* (world, _knobs, random) {
              const play = played(world, random.split());
              const states = world.observationSpace.n;
              const [Q, N] = [table(states, 2), table(states, 2)];
              const policy = new Array<number>(states).fill(0);
              for (let episodes = 1; ; episodes++) {
                const { S, A, R } = play((s, t) => (t === 0 ? random.integer(2) : policy[s]));
                f.mcControlES(Q, N, policy, S, A, R, 1);
                yield { agent: { act: (s) => policy[s] }, episodes };
              }
            },
          },
          { settings: { games: 100_000 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "every visit counted",
      explanation:
        "A pair that occurs twice counts once, with the return after its first occurrence.",
      wrong: { mcControlES: slipped({ every: true }) },
    },
    {
      name: "incremental mean with a fixed step",
      explanation: "The step must be 1/N, or Q is no mean of the returns.",
      wrong: { mcControlES: slipped({ alpha: 0.1 }) },
    },
    {
      name: "policy not improved",
      explanation: "After its estimate has changed, a state gets the best action anew.",
      wrong: { mcControlES: slipped({ stale: true }) },
    },
    {
      name: "discount forgotten",
      explanation: "G ← γ G + R.",
      wrong: { mcControlES: slipped({ gamma: 1 }) },
    },
    {
      name: "ties broken by the last index",
      explanation: "Of equally good actions take the first.",
      wrong: { mcControlES: slipped({ greedy: (q) => q.lastIndexOf(Math.max(...q)) }) },
    },
  ],
});
