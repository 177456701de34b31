/** Checks of semi-gradient TD: steps by hand, tables as a special case, state aggregation on the 1000-state walk. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { semiGradientTdLab } from "../../labs/thousand-states.ts";
import { linear } from "../methods.ts";
import * as reference from "./reference.ts";

interface Solution {
  semiGradientTD(
    w: number[],
    x: number[],
    R: number,
    nextX: number[],
    terminated: boolean,
    alpha: number,
    gamma: number,
  ): void;
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((s, v, i) => s + v * b[i], 0);

/** The update along another direction, or with another error. */
const moving =
  (
    direction: (x: number[], nextX: number[], terminated: boolean, gamma: number) => number[],
    { bootstrapped = false, stale = true } = {},
  ): Solution["semiGradientTD"] =>
  (w, x, R, nextX, terminated, alpha, gamma) => {
    const error = () => R + (terminated && !bootstrapped ? 0 : gamma * dot(w, nextX)) - dot(w, x);
    const delta = error();
    direction(x, nextX, terminated, gamma).forEach((d, i) => {
      w[i] += alpha * (stale ? delta : error()) * d;
    });
  };

const after = (
  f: Solution,
  w: number[],
  x: number[],
  R: number,
  nextX: number[],
  terminated = false,
) => {
  f.semiGradientTD(w, x, R, nextX, terminated, 0.1, 0.5);
  return { w };
};

export const semiGradientTD = exercise<Solution>({
  id: "04/semi-gradient-td",
  folder: "04-sutton-barto/exercises/25-semi-gradient-td",
  title: "Half a gradient",
  source: "Sutton & Barto, 2nd ed., section 9.3, eq. 9.7",
  functions: ["semiGradientTD"],
  updates: { semiGradientTD: [0] },
  reference,
  cases: [
    {
      name: "a table",
      given: "w = [0, 4], x = [1, 0], next [0, 1], reward 1; α = 0.1, γ = 0.5: as TD(0).",
      run: (f) => after(f, [0, 4], [1, 0], 1, [0, 1]),
      expected: { w: [0.3, 4] },
    },
    {
      name: "several features",
      given: "w = [1, 2, −1], x = [1, 2, 0], next [0, 1, 2], reward 6: δ = 6 + 0 − 5 = 1.",
      run: (f) => after(f, [1, 2, -1], [1, 2, 0], 6, [0, 1, 2]),
      expected: { w: [1.1, 2.2, -1] },
    },
    {
      name: "the end",
      given: "w = [1, 1], x = [1, 1], next [5, 5], reward 4, and the episode is over.",
      run: (f) => after(f, [1, 1], [1, 1], 4, [5, 5], true),
      expected: { w: [1.2, 1.2] },
    },
    {
      name: "30 random steps",
      given: "30 random steps with 5 features, α = 0.1, γ = 0.9.",
      run: (f) => {
        const random = rng(27);
        const x = () => Array.from({ length: 5 }, () => random.normal(0, 0.5));
        const w = x();
        for (let t = 0; t < 30; t++)
          f.semiGradientTD(w, x(), random.normal(), x(), random.random() < 0.2, 0.1, 0.9);
        return { w };
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/semi-gradient-td, 60 000 episodes, with your update in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(semiGradientTdLab, {
          semiGradientTd: linear(
            () => (w, one, alpha) =>
              f.semiGradientTD(w, one.x, one.R, one.nextX, one.terminated, alpha, 1),
          ),
        }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "terminal state bootstrapped",
      explanation: "The episode is over, and yours still adds γ w · x(S′). Nothing follows an end.",
      wrong: { semiGradientTD: moving((x) => x, { bootstrapped: true }) },
    },
    {
      name: "the whole gradient",
      explanation:
        "Yours moves along x(S) − γ x(S′), the gradient of the squared error. Semi-gradient TD holds the target fixed.",
      wrong: {
        semiGradientTD: moving((x, next, terminated, gamma) =>
          x.map((v, i) => v - (terminated ? 0 : gamma * next[i])),
        ),
      },
    },
    {
      name: "error computed anew for each weight",
      explanation: "δ belongs to the weights before the step: compute it once, before the loop.",
      wrong: { semiGradientTD: moving((x) => x, { stale: false }) },
    },
    {
      name: "features left out of the step",
      explanation: "Each weight moves by α δ times its feature; weights of inactive features stay.",
      wrong: { semiGradientTD: moving((x) => x.map(() => 1)) },
    },
    {
      name: "features of the next state",
      explanation: "The step goes along the features of S, where it started, not of S′.",
      wrong: { semiGradientTD: moving((_, next) => next) },
    },
  ],
});
