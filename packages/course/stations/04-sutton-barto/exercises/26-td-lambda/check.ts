/** Checks of TD(λ): λ = 0, fading traces, a state that returns; then the 19-state walk. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { lambdaReturns } from "../../labs/lambda-return.ts";
import { linear } from "../methods.ts";
import { type Step, step } from "../worlds.ts";
import * as reference from "./reference.ts";

interface Solution {
  tdLambda(
    V: number[],
    z: number[],
    step: Step,
    alpha: number,
    gamma: number,
    lambda: number,
  ): void;
}

interface Slip {
  readonly bootstrapped?: boolean;
  readonly replacing?: boolean;
  readonly noGamma?: boolean;
  readonly late?: boolean;
  readonly only?: boolean;
}

/** The step with a slip. */
const slipped =
  (slip: Slip): Solution["tdLambda"] =>
  (V, z, { S, R, next, terminated }, alpha, gamma, lambda) => {
    const delta = R + (terminated && !slip.bootstrapped ? 0 : gamma * V[next]) - V[S];
    const fade = () => z.forEach((_, s) => void (z[s] *= slip.noGamma ? lambda : gamma * lambda));
    if (!slip.late) fade();
    z[S] = slip.replacing ? 1 : z[S] + 1;
    if (slip.late) fade();
    for (let s = 0; s < V.length; s++) if (!slip.only || s === S) V[s] += alpha * delta * z[s];
  };

function learned(f: Solution, steps: readonly Step[], lambda: number) {
  const [V, z] = [
    [1, 2, 4],
    [0, 0, 0],
  ];
  for (const one of steps) f.tdLambda(V, z, one, 0.5, 0.5, lambda);
  return { V, z };
}

const WAY = [step(0, 0, 1, 1), step(1, 0, 3, 2)];

export const tdLambda = exercise<Solution>({
  id: "04/td-lambda",
  folder: "04-sutton-barto/exercises/26-td-lambda",
  title: "A trail behind you",
  source: "Sutton & Barto, 2nd ed., section 12.2, eq. 12.5 to 12.7",
  functions: ["tdLambda"],
  updates: { tdLambda: [0, 1] },
  reference,
  cases: [
    {
      name: "one step",
      given: "V = [1, 2, 4], no traces yet, from 0 to 1 with reward 1; α = γ = ½, λ = 0.8: δ = 1.",
      run: (f) => learned(f, WAY.slice(0, 1), 0.8),
      expected: { V: [1.5, 2, 4], z: [1, 0, 0] },
    },
    {
      name: "λ = 0",
      given: "Two steps, 0 → 1 with reward 1 and 1 → 2 with reward 3, λ = 0: TD(0) twice.",
      run: (f) => learned(f, WAY, 0),
      expected: { V: [1.5, 3.5, 4], z: [0, 1, 0] },
    },
    {
      name: "the trail",
      given:
        "The same with λ = 0.8: the second surprise, 3, reaches state 0 with the weight γλ = 0.4.",
      run: (f) => learned(f, WAY, 0.8),
      expected: { V: [2.1, 3.5, 4], z: [0.4, 1, 0] },
    },
    {
      name: "a state that returns",
      given: "State 0 returns to itself twice with reward 1, λ = 0.8: its trace grows beyond 1.",
      run: (f) => learned(f, [step(0, 0, 1, 0), step(0, 0, 1, 0)], 0.8),
      expected: { V: [1.25 + 0.5 * 0.375 * 1.4, 2, 4], z: [1.4, 0, 0] },
    },
    {
      name: "the end",
      given: "0 → 1 with reward 1, and 1 ends with reward 3 (the table says 4 there), λ = 0.8.",
      run: (f) => learned(f, [WAY[0], step(1, 0, 3, 2, { terminated: true })], 0.8),
      expected: { V: [1.7, 2.5, 4], z: [0.4, 1, 0] },
    },
    {
      name: "40 random steps",
      given: "40 random steps among 5 states, α = 0.2, γ = 0.9, λ = 0.7.",
      run: (f) => {
        const random = rng(28);
        const [V, z] = [
          [1, -1, 2, 0, 3],
          [0, 0, 0, 0, 0],
        ];
        for (let t = 0; t < 40; t++) {
          const flags = { terminated: random.random() < 0.1 };
          f.tdLambda(
            V,
            z,
            step(random.integer(5), 0, random.normal(), random.integer(5), flags),
            0.2,
            0.9,
            0.7,
          );
        }
        return { V, z };
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/lambda-return, 25 runs a seed, with your update in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          lambdaReturns,
          {
            tdLambda: linear((size) => {
              const z = new Array<number>(size).fill(0);
              return (V, { S, R, next, terminated }, alpha, lambda) =>
                f.tdLambda(V, z, step(S, 0, R, next, { terminated }), alpha, 1, lambda);
            }),
          },
          { settings: { runs: 25 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "terminal state bootstrapped",
      explanation: "The episode is over, and yours still adds γ V(S′). Nothing follows an end.",
      wrong: { tdLambda: slipped({ bootstrapped: true }) },
    },
    {
      name: "replacing instead of accumulating traces",
      explanation: "The trace of S grows by 1; yours sets it to 1.",
      wrong: { tdLambda: slipped({ replacing: true }) },
    },
    {
      name: "traces fade by λ alone",
      explanation: "Traces fade by γλ.",
      wrong: { tdLambda: slipped({ noGamma: true }) },
    },
    {
      name: "the new trace fades too",
      explanation:
        "First all traces fade, then that of S grows by 1: it counts fully in its own step.",
      wrong: { tdLambda: slipped({ late: true }) },
    },
    {
      name: "only the current state learns",
      explanation: "Every state moves by α δ times its trace, not only S.",
      wrong: { tdLambda: slipped({ only: true }) },
    },
  ],
});
