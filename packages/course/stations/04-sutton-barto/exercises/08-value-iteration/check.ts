/** Checks of value iteration: the 4 × 4 grid, random models, the gambler's problem. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { gridworldOptimal } from "../../labs/gridworld.ts";
import { planned } from "../methods.ts";
import { cornersModel, gamblerModel, type Model, randomModel, type Transition } from "../worlds.ts";
import * as reference from "./reference.ts";

interface Solution {
  valueIteration(model: Model, gamma: number, theta: number): number[];
}

const to = (next: number, reward: number, terminated = false): Transition[] => [
  { probability: 1, next, reward, terminated },
];

interface Slip {
  readonly bootstrapped?: boolean;
  readonly gamma?: number;
  readonly best?: (q: readonly number[]) => number;
  readonly sweeps?: number;
}

/** The algorithm with a slip. */
function slipped({
  bootstrapped = false,
  gamma,
  best = (q) => Math.max(...q),
  sweeps = 500,
}: Slip): Solution["valueIteration"] {
  return (model, discount, theta) => {
    const V = new Array<number>(model.length).fill(0);
    for (let k = 0; k < sweeps; k++) {
      let change = 0;
      model.forEach((rows, s) => {
        if (rows.length === 0) return;
        const v = best(
          rows.map((row) =>
            row.reduce(
              (q, o) =>
                q +
                o.probability *
                  (o.reward +
                    (o.terminated && !bootstrapped ? 0 : (gamma ?? discount) * V[o.next])),
              0,
            ),
          ),
        );
        change = Math.max(change, Math.abs(v - V[s]));
        V[s] = v;
      });
      if (change < theta) break;
    }
    return V;
  };
}

export const valueIteration = exercise<Solution>({
  id: "04/value-iteration",
  folder: "04-sutton-barto/exercises/08-value-iteration",
  title: "The best there is",
  source: "Sutton & Barto, 2nd ed., section 4.4, box p. 83",
  functions: ["valueIteration"],
  reference,
  cases: [
    {
      name: "two ways",
      given:
        "In state 0: end with 1, or go to state 1, which ends with 4; γ = 0.5. State 2 is terminal.",
      run: (f) => ({
        V: f.valueIteration([[to(2, 1, true), to(1, 0)], [to(2, 4, true)], []], 0.5, 1e-9),
      }),
      expected: { V: [2, 4, 0] },
    },
    {
      name: "no end",
      given: "One state, one action that returns to it with reward 1; γ = 0.5: 1 + ½ + ¼ + …",
      run: (f) => ({ V: f.valueIteration([[to(0, 1)]], 0.5, 1e-12) }),
      expected: { V: [2] },
    },
    {
      name: "when to stop",
      given: "The same, with θ = ½: the first sweep moves the value by 1, the second by exactly ½.",
      run: (f) => ({ V: f.valueIteration([[to(0, 1)]], 0.5, 0.5) }),
      expected: { V: [1.75] },
    },
    {
      name: "stop upon the largest change",
      given: "State 0 loops with reward 1 and γ = 0.5, state 1 ends with reward 0; θ = 0.1.",
      run: (f) => ({ V: f.valueIteration([[to(0, 1)], [to(0, 0, true)]], 0.5, 0.1) }),
      expected: { V: [1.9375, 0] },
    },
    {
      name: "the shortest way",
      given: "The 4 × 4 grid, −1 a step, γ = 1: values are minus the number of steps to a corner.",
      run: (f) => ({ V: f.valueIteration(cornersModel, 1, 1e-9) }),
      expected: { V: [0, -1, -2, -3, -1, -2, -3, -2, -2, -3, -2, -1, -3, -2, -1, 0] },
    },
    {
      name: "random model",
      given: "A random model of 12 states and 3 actions, γ = 0.9.",
      run: (f) => ({ V: f.valueIteration(randomModel(12, 3, rng(6)), 0.9, 1e-11) }),
    },
    {
      name: "the gambler with yours",
      given: "The gambler's problem, p = 0.4 (figure 4.3).",
      swap: true,
      run: (f) => {
        const V = f.valueIteration(gamblerModel(0.4), 1, 1e-12);
        return Object.fromEntries([1, 10, 25, 50, 75, 99].map((s) => [`V(${s})`, V[s]]));
      },
      expected: {
        "V(1)": 0.002066,
        "V(10)": 0.043463,
        "V(25)": 0.16,
        "V(50)": 0.4,
        "V(75)": 0.64,
        "V(99)": 0.964333,
      },
      tolerance: 1e-6,
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/gridworld-optimal, with your sweeps in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(gridworldOptimal, {
          valueIteration: planned((model, gamma, theta) => f.valueIteration(model, gamma, theta)),
        }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "terminal state bootstrapped",
      explanation: "After a terminating outcome yours still adds γ V(s′). Nothing follows an end.",
      wrong: { valueIteration: slipped({ bootstrapped: true }) },
    },
    {
      name: "mean instead of maximum",
      explanation: "Yours evaluates the random policy. Optimal values take the best action.",
      wrong: { valueIteration: slipped({ best: (q) => q.reduce((a, b) => a + b, 0) / q.length }) },
    },
    {
      name: "maximum sought from 0",
      explanation: "A maximum that starts at 0 hides negative values; start at −Infinity.",
      wrong: { valueIteration: slipped({ best: (q) => Math.max(0, ...q) }) },
    },
    {
      name: "one sweep only",
      explanation: "Yours stops after one sweep. Repeat until no value moves by θ or more.",
      wrong: { valueIteration: slipped({ sweeps: 1 }) },
    },
    {
      name: "discount forgotten",
      explanation: "The value of the next state counts γ times.",
      wrong: { valueIteration: slipped({ gamma: 1 }) },
    },
  ],
});
