/** Checks of REINFORCE with baseline; at the end, the short corridor. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { reinforceCorridor } from "../../labs/short-corridor.ts";
import { policyGradient, softmax } from "../methods.ts";
import * as reference from "./reference.ts";

interface Solution {
  reinforceBaseline(
    theta: number[][],
    v: number[],
    S: number[],
    A: number[],
    R: number[],
    alphaTheta: number,
    alphaV: number,
    gamma: number,
  ): void;
}

interface Slip {
  readonly ignored?: boolean;
  readonly late?: boolean;
  readonly bootstrap?: boolean;
  readonly discounted?: boolean;
  readonly noPower?: boolean;
  readonly sameRate?: boolean;
}

/** The updates with a slip. */
const slipped =
  (slip: Slip): Solution["reinforceBaseline"] =>
  (theta, v, S, A, R, alphaTheta, alphaV, gamma) => {
    const G = [...R, 0];
    for (let t = R.length - 1; t >= 0; t--) G[t] = R[t] + gamma * G[t + 1];
    let power = 1;
    R.forEach((r, t) => {
      const s = S[t];
      const target = slip.bootstrap ? r + (t + 1 < R.length ? gamma * v[S[t + 1]] : 0) : G[t];
      let delta = target - v[s];
      v[s] += (slip.sameRate ? alphaTheta : alphaV) * (slip.discounted ? power : 1) * delta;
      if (slip.late) delta = target - v[s];
      if (slip.ignored) delta = target;
      const pi = softmax(theta[s]);
      theta[s].forEach((_, a) => {
        theta[s][a] +=
          alphaTheta * (slip.noPower ? 1 : power) * delta * ((a === A[t] ? 1 : 0) - pi[a]);
      });
      power *= gamma;
    });
  };

function learned(f: Solution, v: number[], S: number[], A: number[], R: number[], gamma: number) {
  const theta = v.map(() => [0, 0]);
  f.reinforceBaseline(theta, v, S, A, R, 0.1, 0.5, gamma);
  return { theta, v };
}

export const reinforceBaseline = exercise<Solution>({
  id: "04/reinforce-baseline",
  folder: "04-sutton-barto/exercises/29-reinforce-baseline",
  title: "Better than expected?",
  source: "Sutton & Barto, 2nd ed., section 13.4, box p. 330",
  functions: ["reinforceBaseline"],
  updates: { reinforceBaseline: [0, 1] },
  reference,
  cases: [
    {
      name: "worse than expected",
      given: "Preferences [0, 0], baseline 10; action 0 brings 4, α_θ = 0.1, α_v = 0.5: δ = −6.",
      run: (f) => learned(f, [10], [0], [0], [4], 1),
      expected: { theta: [[-0.3, 0.3]], v: [7] },
    },
    {
      name: "as expected",
      given: "The same with the baseline 4: nothing to learn.",
      run: (f) => learned(f, [4], [0], [0], [4], 1),
      expected: { theta: [[0, 0]], v: [4] },
    },
    {
      name: "two states",
      given:
        "States 0 and 1, action 1 each, rewards 0 and 8, baselines 1 and 6, γ = ½: δ is 3 and 2.",
      run: (f) => learned(f, [1, 6], [0, 1], [1, 1], [0, 8], 0.5),
      expected: {
        theta: [
          [-0.15, 0.15],
          [-0.05, 0.05],
        ],
        v: [2.5, 7],
      },
    },
    {
      name: "20 random steps",
      given: "20 random steps in 3 states with 3 actions, γ = 0.9.",
      run: (f) => {
        const random = rng(32);
        const theta = [0, 0, 0].map(() => [0, 0, 0].map(() => random.normal()));
        const v = [0, 0, 0].map(() => random.normal());
        const list = (of: () => number) => Array.from({ length: 20 }, of);
        const [S, A, R] = [
          list(() => random.integer(3)),
          list(() => random.integer(3)),
          list(() => random.normal()),
        ];
        f.reinforceBaseline(theta, v, S, A, R, 0.2, 0.3, 0.9);
        return { theta, v };
      },
    },
    {
      name: "large preferences",
      given: "Preferences 1000 and 0, baseline 0; action 0 brings 1: π is 1 and 0.",
      run: (f) => {
        const [theta, v] = [[[1000, 0]], [0]];
        f.reinforceBaseline(theta, v, [0], [0], [1], 0.1, 0.5, 1);
        return { theta, v };
      },
      expected: { theta: [[1000, 0]], v: [0.5] },
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
            reinforceBaseline: policyGradient(() => {
              const v = [0];
              return (theta, S, A, R, { alpha, valueAlpha }) =>
                f.reinforceBaseline(theta, v, S, A, R, alpha, valueAlpha, 1);
            }),
          },
          { settings: { runs: 15 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "baseline ignored by the policy",
      explanation: "The policy moves by δ = G − v(S), not by G.",
      wrong: { reinforceBaseline: slipped({ ignored: true }) },
    },
    {
      name: "δ computed after the baseline moved",
      explanation: "δ is the surprise before learning; compute it first and use it twice.",
      wrong: { reinforceBaseline: slipped({ late: true }) },
    },
    {
      name: "bootstrapping, which is actor-critic",
      explanation: "The baseline is compared with the whole return G, not with R + γ v(S′).",
      wrong: { reinforceBaseline: slipped({ bootstrap: true }) },
    },
    {
      name: "baseline discounted by time",
      explanation: "γᵗ belongs to the policy's update alone.",
      wrong: { reinforceBaseline: slipped({ discounted: true }) },
    },
    {
      name: "γᵗ left out",
      explanation: "The policy's update at time t counts γᵗ times.",
      wrong: { reinforceBaseline: slipped({ noPower: true }) },
    },
    {
      name: "one rate for both",
      explanation: "The baseline has a rate of its own, α_v.",
      wrong: { reinforceBaseline: slipped({ sameRate: true }) },
    },
  ],
});
