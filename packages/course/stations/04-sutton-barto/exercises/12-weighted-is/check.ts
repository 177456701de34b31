/** Checks of weighted importance sampling; at the end, the blackjack state of Example 5.4. */
import { rng } from "gradus/core";
import { offPolicyPrediction } from "gradus/tabular";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { blackjackOffPolicy } from "../../labs/blackjack.ts";
import { played } from "../methods.ts";
import * as reference from "./reference.ts";

interface Episode {
  readonly S: readonly number[];
  readonly A: readonly number[];
  readonly R: readonly number[];
}
interface Solution {
  weightedIS(
    episodes: Episode[],
    target: number[][],
    behaviour: number[][],
    gamma: number,
  ): number[];
}

interface Slip {
  readonly ordinary?: boolean;
  readonly inverted?: boolean;
  readonly firstOnly?: boolean;
  readonly plain?: boolean;
  readonly gamma?: number;
  readonly unguarded?: boolean;
}

/** The estimates with a slip. */
function slipped(slip: Slip): Solution["weightedIS"] {
  return (episodes, target, behaviour, discount) => {
    let [sum, weights] = [0, 0];
    return episodes.map(({ S, A, R }, i) => {
      let G = 0;
      let rho = 1;
      for (let t = S.length - 1; t >= 0; t--) {
        G = R[t] + (slip.gamma ?? discount) * G;
        const ratio = target[S[t]][A[t]] / behaviour[S[t]][A[t]];
        if (!slip.firstOnly || t === 0) rho *= slip.inverted ? 1 / ratio : ratio;
      }
      if (slip.plain) rho = 1;
      sum += rho * G;
      weights += rho;
      if (slip.ordinary) return sum / (i + 1);
      return weights === 0 && !slip.unguarded ? 0 : sum / weights;
    });
  };
}

const target = [
  [1, 0],
  [0.25, 0.75],
];
const behaviour = [
  [0.5, 0.5],
  [0.5, 0.5],
];
const episode = (S: number[], A: number[], R: number[]): Episode => ({ S, A, R });
const A_FEW = [
  episode([0, 1], [0, 1], [0, 2]),
  episode([0], [0], [1]),
  episode([0, 1, 1], [0, 0, 1], [1, 1, 4]),
  episode([0], [1], [50]),
];

function random(): { episodes: Episode[]; target: number[][]; behaviour: number[][] } {
  const stream = rng(18);
  const policy = () =>
    Array.from({ length: 3 }, () => 0.2 + 0.6 * stream.random()).map((p) => [p, 1 - p]);
  const episodes = Array.from({ length: 12 }, () => {
    const length = 1 + stream.integer(4);
    const S = Array.from({ length }, (_, t) => (t === 0 ? 0 : stream.integer(3)));
    return { S, A: S.map(() => stream.integer(2)), R: S.map(() => stream.normal()) };
  });
  return { episodes, target: policy(), behaviour: policy() };
}

export const weightedIS = exercise<Solution>({
  id: "04/weighted-is",
  folder: "04-sutton-barto/exercises/12-weighted-is",
  title: "Learning from somebody else's games",
  source: "Sutton & Barto, 2nd ed., section 5.5, eq. 5.6",
  functions: ["weightedIS"],
  reference,
  cases: [
    {
      name: "the same policy",
      given: "π = b: returns 2, 1, 4 are simply averaged.",
      run: (f) => {
        const games = [
          episode([0], [0], [2]),
          episode([0], [1], [1]),
          episode([0, 1], [0, 1], [0, 4]),
        ];
        return { V: f.weightedIS(games, behaviour, behaviour, 1) };
      },
      expected: { V: [2, 1.5, 7 / 3] },
    },
    {
      name: "another policy",
      given:
        "π = [[1, 0], [¼, ¾]], b equal chances, γ = 1; ratios 3, 2, 1.5, 0 and returns 2, 1, 6, 50.",
      run: (f) => ({ V: f.weightedIS(A_FEW, target, behaviour, 1) }),
      expected: { V: [2, 8 / 5, 17 / 6.5, 17 / 6.5] },
    },
    {
      name: "discounted",
      given: "The same episodes with γ = 0.5: returns 1, 1, 2.5, 50.",
      run: (f) => ({ V: f.weightedIS(A_FEW, target, behaviour, 0.5) }),
      expected: { V: [1, 1, 8.75 / 6.5, 8.75 / 6.5] },
    },
    {
      name: "nothing to learn from",
      given: "The first episode takes an action that π never takes: its ratio is 0.",
      run: (f) => ({ V: f.weightedIS([A_FEW[3], A_FEW[1]], target, behaviour, 1) }),
      expected: { V: [0, 1] },
    },
    {
      name: "12 random",
      given: "12 random episodes and two random policies, γ = 0.9.",
      run: (f) => {
        const { episodes, target: pi, behaviour: b } = random();
        return { V: f.weightedIS(episodes, pi, b, 0.9) };
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/blackjack-off-policy, 12 runs, with your weighted estimates in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          blackjackOffPolicy,
          {
            offPolicyPrediction: function* (world, knobs, random, from, policies) {
              if (knobs.weighting === "ordinary") {
                yield* offPolicyPrediction(world, knobs, random, from, policies);
                return;
              }
              const play = played(world, random.split());
              const games = Array.from({ length: 10_000 }, () => play(() => random.integer(2)));
              const pi = Array.from({ length: world.observationSpace.n }, (_, s) =>
                Array.from(policies.target.subarray(2 * s, 2 * s + 2)),
              );
              const even = pi.map(() => [0.5, 0.5]);
              const estimates = f.weightedIS(games, pi, even, 1);
              const V = new Float64Array(pi.length);
              for (const [i, estimate] of estimates.entries()) {
                V[games[0].S[0]] = estimate;
                yield { V, episodes: i + 1 };
              }
            },
          },
          { settings: { runs: 12 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "ordinary importance sampling",
      explanation:
        "Yours divides by the number of episodes; the weighted estimate divides by the sum of the ratios.",
      wrong: { weightedIS: slipped({ ordinary: true }) },
    },
    {
      name: "ratio upside down",
      explanation: "ρ is π / b: what the target would do, by what was done.",
      wrong: { weightedIS: slipped({ inverted: true }) },
    },
    {
      name: "ratio of the first step only",
      explanation: "The ratio is a product over all steps of the episode.",
      wrong: { weightedIS: slipped({ firstOnly: true }) },
    },
    {
      name: "ratios left out",
      explanation: "Yours averages the returns: the value of b, not of π.",
      wrong: { weightedIS: slipped({ plain: true }) },
    },
    {
      name: "discount forgotten",
      explanation: "G ← R + γ G.",
      wrong: { weightedIS: slipped({ gamma: 1 }) },
    },
    {
      name: "0 divided by 0",
      explanation: "While all ratios are 0 there is no estimate yet: return 0 instead of 0/0.",
      wrong: { weightedIS: slipped({ unguarded: true }) },
    },
  ],
});
