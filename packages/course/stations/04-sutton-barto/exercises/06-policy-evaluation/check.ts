/** Checks of iterative policy evaluation: figure 4.1, its sweeps, a random model against a linear solution. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { gridworldRandomPolicy } from "../../labs/gridworld.ts";
import { planned } from "../methods.ts";
import { cornersModel, gamblerModel, type Model, randomModel } from "../worlds.ts";
import * as reference from "./reference.ts";

interface Evaluated {
  V: number[];
  sweeps: number;
}
interface Solution {
  policyEvaluation(model: Model, policy: number[][], gamma: number, theta: number): Evaluated;
}

const equiprobable = (model: Model): number[][] =>
  model.map((rows) => rows.map(() => 1 / rows.length));

interface Slip {
  readonly bootstrapped?: boolean;
  readonly synchronous?: boolean;
  readonly uniform?: boolean;
  readonly early?: boolean;
  readonly gamma?: number;
}

/** The algorithm with a slip. */
function slipped(slip: Slip): Solution["policyEvaluation"] {
  return (model, policy, discount, theta) => {
    const gamma = slip.gamma ?? discount;
    let V = new Array<number>(model.length).fill(0);
    let sweeps = 0;
    for (;;) {
      const old = V.slice();
      const from = slip.synchronous ? old : V;
      model.forEach((rows, s) => {
        V[s] = rows.reduce((v, row, a) => {
          const pi = slip.uniform ? 1 / rows.length : policy[s][a];
          const q = row.reduce(
            (sum, o) =>
              sum +
              o.probability *
                (o.reward + (o.terminated && !slip.bootstrapped ? 0 : gamma * from[o.next])),
            0,
          );
          return v + pi * q;
        }, 0);
      });
      const moves = V.map((v, s) => Math.abs(v - old[s]));
      const change = slip.early ? moves[moves.length - 1] : Math.max(...moves);
      V = V.slice();
      if (++sweeps > 2000 || change < theta) return { V, sweeps };
    }
  };
}

const RANDOM = randomModel(8, 3, rng(11));
/** A policy that prefers some actions. */
const UNEVEN = RANDOM.map((_, s) => (s % 2 === 0 ? [0.7, 0.2, 0.1] : [0, 0.25, 0.75]));

export const policyEvaluation = exercise<Solution>({
  id: "04/policy-evaluation",
  folder: "04-sutton-barto/exercises/06-policy-evaluation",
  title: "How good is this policy?",
  source: "Sutton & Barto, 2nd ed., section 4.1, box p. 75",
  functions: ["policyEvaluation"],
  reference,
  cases: [
    {
      name: "two states",
      given: "State 0 leads to 1 with reward 1, state 1 ends with reward 2; γ = 0.5, θ = 0.001.",
      run: (f) => {
        const model: Model = [
          [[{ probability: 1, next: 1, reward: 1, terminated: false }]],
          [[{ probability: 1, next: 0, reward: 2, terminated: true }]],
        ];
        return { ...f.policyEvaluation(model, [[1], [1]], 0.5, 0.001) };
      },
      expected: { V: [2, 2], sweeps: 3 },
    },
    {
      name: "when to stop",
      given:
        "One state that returns to itself with reward 1; γ = 0.5, θ = ½: the second sweep moves by exactly ½.",
      run: (f) => ({
        ...f.policyEvaluation(
          [[[{ probability: 1, next: 0, reward: 1, terminated: false }]]],
          [[1]],
          0.5,
          0.5,
        ),
      }),
      expected: { V: [1.75], sweeps: 3 },
    },
    {
      name: "uneven policy",
      given: "A random model of 8 states whose policy prefers some actions; γ = 0.9, θ = 1e−9.",
      run: (f) => ({ ...f.policyEvaluation(RANDOM, UNEVEN, 0.9, 1e-9) }),
    },
    {
      name: "figure 4.1",
      given: "The 4 × 4 grid under the random policy, γ = 1, θ = 1e−4.",
      run: (f) => ({ V: f.policyEvaluation(cornersModel, equiprobable(cornersModel), 1, 1e-4).V }),
      expected: { V: [0, -14, -20, -22, -14, -18, -20, -20, -20, -20, -18, -14, -22, -20, -14, 0] },
      tolerance: 1e-3,
    },
    {
      name: "sweeps",
      given: "The same; in place it takes 114 sweeps, from a copy 173.",
      run: (f) => ({
        sweeps: f.policyEvaluation(cornersModel, equiprobable(cornersModel), 1, 1e-4).sweeps,
      }),
      expected: { sweeps: 114 },
    },
    {
      name: "the gambler with yours",
      given:
        "The gambler who always stakes 1 coin, p = 0.4: ruin theory gives v(50) = 1.6e−9, v(99) = 2/3.",
      swap: true,
      run: (f) => {
        const model = gamblerModel(0.4);
        const timid = model.map((rows) => rows.map((_, a) => (a === 0 ? 1 : 0)));
        const { V } = f.policyEvaluation(model, timid, 1, 1e-12);
        return { "V(95)": V[95], "V(98)": V[98], "V(99)": V[99] };
      },
      // v(s) = ((q/p)ˢ − 1) / ((q/p)¹⁰⁰ − 1), with q/p = 3/2
      expected: { "V(95)": (2 / 3) ** 5, "V(98)": (2 / 3) ** 2, "V(99)": 2 / 3 },
      tolerance: 1e-9,
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/gridworld-random-policy, with your sweeps in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(gridworldRandomPolicy, {
          policyEvaluation: planned(
            (model, gamma, theta) => f.policyEvaluation(model, equiprobable(model), gamma, theta).V,
          ),
        }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "terminal state bootstrapped",
      explanation: "After a terminating outcome yours still adds γ V(s′). Nothing follows an end.",
      wrong: { policyEvaluation: slipped({ bootstrapped: true }) },
    },
    {
      name: "synchronous instead of in place",
      explanation:
        "Yours reads the values of the last sweep. The values are right, but it takes more sweeps: use the newest ones.",
      wrong: { policyEvaluation: slipped({ synchronous: true }) },
    },
    {
      name: "policy ignored",
      explanation: "Yours takes all actions as equally likely; weigh them by π(a | s).",
      wrong: { policyEvaluation: slipped({ uniform: true }) },
    },
    {
      name: "change of the last state only",
      explanation: "Δ must be the largest change of the whole sweep, not that of its last state.",
      wrong: { policyEvaluation: slipped({ early: true }) },
    },
    {
      name: "discount forgotten",
      explanation: "The value of the next state counts γ times.",
      wrong: { policyEvaluation: slipped({ gamma: 1 }) },
    },
  ],
});
