/** Checks of Thompson sampling: which beliefs are drawn from, which arm wins; then the Lai–Robbins slope. */
import { rng } from "gradus/core";
import { drawBeta } from "gradus/tabular";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { bandit } from "../../../04-sutton-barto/exercises/methods.ts";
import { banditRegret } from "../../labs/bandit-regret.ts";
import * as reference from "./reference.ts";

type Beta = (a: number, b: number) => number;
interface Solution {
  learn(successes: number[], failures: number[], arm: number, reward: number): void;
  thompson(successes: number[], failures: number[], beta: Beta): number;
  expected(successes: number[], failures: number[]): number[];
}

/** The arm, and the parameters of the beliefs that were drawn from. */
function asked(f: Solution, successes: number[], failures: number[], draws: number[]) {
  const parameters: number[][] = [];
  const arm = f.thompson(successes, failures, (a, b) => {
    parameters.push([a, b]);
    return draws[parameters.length - 1] ?? 0;
  });
  return { arm, parameters };
}

/** Thompson sampling with other beliefs or another choice. */
const believing =
  (
    parameters: (s: number, f: number) => readonly [number, number],
    choose = (theta: number[]) => theta.indexOf(Math.max(...theta)),
  ): Solution["thompson"] =>
  (successes, failures, beta) =>
    choose(successes.map((s, a) => beta(...parameters(s, failures[a]))));

export const thompson = exercise<Solution>({
  id: "05/thompson",
  folder: "05-ucl/exercises/07-thompson",
  title: "Believe, draw, act",
  source: "Thompson 1933; Chapelle & Li 2011; UCL/DeepMind RL, lecture 2",
  functions: ["learn", "thompson", "expected"],
  updates: { learn: [0, 1] },
  reference,
  cases: [
    {
      name: "counting",
      given: "Successes [2, 0], failures [1, 3]: arm 1 brings 1, then arm 0 brings 0.",
      run: (f) => {
        const [successes, failures] = [
          [2, 0],
          [1, 3],
        ];
        f.learn(successes, failures, 1, 1);
        f.learn(successes, failures, 0, 0);
        return { successes, failures };
      },
      expected: { successes: [2, 1], failures: [2, 3] },
    },
    {
      name: "the means",
      given: "Successes [0, 3, 1], failures [0, 1, 6].",
      run: (f) => ({ means: f.expected([0, 3, 1], [0, 1, 6]) }),
      expected: { means: [1 / 2, 4 / 6, 2 / 9] },
    },
    {
      name: "the beliefs",
      given: "Successes [0, 3, 1], failures [0, 1, 6]; the draws are 0.4, 0.7, 0.6.",
      run: (f) => asked(f, [0, 3, 1], [0, 1, 6], [0.4, 0.7, 0.6]),
      expected: {
        arm: 1,
        parameters: [
          [1, 1],
          [4, 2],
          [2, 7],
        ],
      },
    },
    {
      name: "luck decides",
      given: "The same beliefs; now the draws are 0.1, 0.2, 0.3; then 0.5, 0.2, 0.5.",
      run: (f) => ({
        arms: [
          asked(f, [0, 3, 1], [0, 1, 6], [0.1, 0.2, 0.3]).arm,
          asked(f, [0, 3, 1], [0, 1, 6], [0.5, 0.2, 0.5]).arm,
        ],
      }),
      expected: { arms: [2, 0] },
    },
    {
      name: "50 pulls",
      given: "50 pulls of arms 0.7, 0.4, 0.2 with random draws: the arms, and the counts.",
      run: (f) => {
        const random = rng(55);
        const [successes, failures] = [
          [0, 0, 0],
          [0, 0, 0],
        ];
        const arms: number[] = [];
        for (let t = 0; t < 50; t++) {
          const A = f.thompson(successes, failures, (a, b) => drawBeta(a, b, random));
          f.learn(successes, failures, A, random.random() < [0.7, 0.4, 0.2][A] ? 1 : 0);
          arms.push(A);
        }
        return { arms, successes, failures };
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 05/bandit-regret, 15 runs of 10 000 pulls, with yours in the place of Thompson sampling: its regret must grow with the slope of Lai and Robbins.",
      swap: true,
      run: (f) =>
        labVerdict(
          banditRegret,
          {
            thompson: (world, stream) =>
              bandit((k, _, random) => {
                const [successes, failures] = [
                  new Array<number>(k).fill(0),
                  new Array<number>(k).fill(0),
                ];
                return {
                  choose: () => f.thompson(successes, failures, (a, b) => drawBeta(a, b, random)),
                  learn: (A, R) => f.learn(successes, failures, A, R),
                };
              })(world, {}, stream),
          },
          { settings: { runs: 15 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "successes and failures exchanged",
      explanation: "A success makes the first parameter of the Beta larger, and the mean with it.",
      wrong: { thompson: believing((s, f) => [1 + f, 1 + s]) },
    },
    {
      name: "no prior",
      explanation: "The uniform prior is Beta(1, 1): both parameters begin at 1, not at 0.",
      wrong: { thompson: believing((s, f) => [s, f]) },
    },
    {
      name: "pulls instead of failures",
      explanation: "The second parameter counts failures; yours counts all pulls.",
      wrong: { thompson: believing((s, f) => [1 + s, 1 + s + f]) },
    },
    {
      name: "the smallest draw wins",
      explanation: "Take the arm with the largest θ.",
      wrong: {
        thompson: believing(
          (s, f) => [1 + s, 1 + f],
          (theta) => theta.indexOf(Math.min(...theta)),
        ),
      },
    },
    {
      name: "successes counted only",
      explanation: "A reward of 0 is a failure and must be counted, too.",
      wrong: {
        learn: (successes, _, arm, reward) => {
          successes[arm] += reward;
        },
      },
    },
    {
      name: "the plain frequency",
      explanation:
        "The mean of the belief is (1 + s) / (2 + s + f); s / (s + f) leaves out the prior.",
      wrong: {
        expected: (successes, failures) =>
          successes.map((s, a) => (s + failures[a] === 0 ? 0 : s / (s + failures[a]))),
      },
    },
  ],
});
