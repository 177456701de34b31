/** Checks of REINFORCE: one step, returns, discounts, the changing policy; then the short corridor. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { reinforceCorridor } from "../../labs/short-corridor.ts";
import { policyGradient, softmax } from "../methods.ts";
import * as reference from "./reference.ts";

interface Solution {
  reinforce(
    theta: number[][],
    S: number[],
    A: number[],
    R: number[],
    alpha: number,
    gamma: number,
  ): void;
}

interface Slip {
  readonly noPower?: boolean;
  readonly onlyChosen?: boolean;
  readonly rewardOnly?: boolean;
  readonly whole?: boolean;
  readonly stale?: boolean;
  readonly sign?: number;
}

/** The updates with a slip. */
const slipped =
  (slip: Slip): Solution["reinforce"] =>
  (theta, S, A, R, alpha, gamma) => {
    const G = [...R, 0];
    for (let t = R.length - 1; t >= 0; t--) G[t] = R[t] + gamma * G[t + 1];
    const before = theta.map((row) => [...row]);
    let power = 1;
    R.forEach((r, t) => {
      const pi = softmax((slip.stale ? before : theta)[S[t]]);
      const g = slip.rewardOnly ? r : slip.whole ? G[0] : G[t];
      const row = theta[S[t]];
      row.forEach((_, a) => {
        const slope = a === A[t] ? 1 - pi[a] : slip.onlyChosen ? 0 : -pi[a];
        row[a] += (slip.sign ?? 1) * alpha * (slip.noPower ? 1 : power) * g * slope;
      });
      power *= gamma;
    });
  };

function learned(
  f: Solution,
  theta: number[][],
  S: number[],
  A: number[],
  R: number[],
  gamma: number,
) {
  f.reinforce(theta, S, A, R, 0.1, gamma);
  return { theta };
}

export const reinforce = exercise<Solution>({
  id: "04/reinforce",
  folder: "04-sutton-barto/exercises/28-reinforce",
  title: "Do more of what went well",
  source: "Sutton & Barto, 2nd ed., section 13.3, eq. 13.8",
  functions: ["reinforce"],
  updates: { reinforce: [0] },
  reference,
  cases: [
    {
      name: "one step",
      given:
        "Two states with preferences [0, 0]; action 0 in state 1 brings 4, α = 0.1: π is ½ each.",
      run: (f) =>
        learned(
          f,
          [
            [0, 0],
            [0, 0],
          ],
          [1],
          [0],
          [4],
          1,
        ),
      expected: {
        theta: [
          [0, 0],
          [0.2, -0.2],
        ],
      },
    },
    {
      name: "returns",
      given:
        "States 0 and 1 with action 1 each, rewards 0 and 10, γ = 1: the first action shares in the later reward.",
      run: (f) =>
        learned(
          f,
          [
            [0, 0],
            [0, 0],
          ],
          [0, 1],
          [1, 1],
          [0, 10],
          1,
        ),
      expected: {
        theta: [
          [-0.5, 0.5],
          [-0.5, 0.5],
        ],
      },
    },
    {
      name: "discounts",
      given: "The same with γ = ½: G is 5 and 10, and the second update has the factor γ.",
      run: (f) =>
        learned(
          f,
          [
            [0, 0],
            [0, 0],
          ],
          [0, 1],
          [1, 1],
          [0, 10],
          0.5,
        ),
      expected: {
        theta: [
          [-0.25, 0.25],
          [-0.25, 0.25],
        ],
      },
    },
    {
      name: "the policy moves",
      given:
        "20 random steps in 3 states with 3 actions and random preferences, γ = 0.9: each update with the policy as it then is.",
      run: (f) => {
        const random = rng(31);
        const theta = [0, 0, 0].map(() => [0, 0, 0].map(() => random.normal()));
        const list = (of: () => number) => Array.from({ length: 20 }, of);
        return learned(
          f,
          theta,
          list(() => random.integer(3)),
          list(() => random.integer(3)),
          list(() => random.normal()),
          0.9,
        );
      },
    },
    {
      name: "large preferences",
      given: "Preferences 1000, 999 and 0; action 1 brings 1.",
      run: (f) => learned(f, [[1000, 999, 0]], [0], [1], [1], 1),
      expected: { theta: [[1000 - 0.07310585786300049, 999 + 0.07310585786300049, 0]] },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/reinforce, 15 runs, with your learning in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          reinforceCorridor,
          {
            reinforce: policyGradient(
              () =>
                (theta, S, A, R, { alpha }) =>
                  f.reinforce(theta, S, A, R, alpha, 1),
            ),
          },
          { settings: { runs: 15 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "γᵗ left out",
      explanation: "Updates at time t count γᵗ times: what comes late matters less for the start.",
      wrong: { reinforce: slipped({ noPower: true }) },
    },
    {
      name: "only the chosen action moves",
      explanation:
        "The preferences of the other actions go down by π(a): the slopes of a state add up to 0.",
      wrong: { reinforce: slipped({ onlyChosen: true }) },
    },
    {
      name: "reward instead of return",
      explanation: "An action is responsible for all that follows: G, not R.",
      wrong: { reinforce: slipped({ rewardOnly: true }) },
    },
    {
      name: "return of the whole episode",
      explanation: "What came before time t is no merit of the action at t: use G from t on.",
      wrong: { reinforce: slipped({ whole: true }) },
    },
    {
      name: "one policy for the whole episode",
      explanation: "π changes with every update; compute it anew for each t.",
      wrong: { reinforce: slipped({ stale: true }) },
    },
    {
      name: "downhill",
      explanation: "Returns are to grow: add the gradient, do not subtract it.",
      wrong: { reinforce: slipped({ sign: -1 }) },
    },
  ],
});
