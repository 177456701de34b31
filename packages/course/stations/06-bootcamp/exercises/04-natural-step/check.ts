/** Checks of the natural gradient: outer products by hand, the length of a step, and a pole. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { solved } from "../../labs/parts/simple.ts";
import { naturalGradient } from "../../labs/policy-gradients-by-hand.ts";
import { matrix } from "../slopes.ts";
import * as reference from "./reference.ts";

interface Solution {
  fisher(scores: number[][]): number[][];
  naturalStep(
    scores: number[][],
    g: number[],
    epsilon: number,
    solve: (A: number[][], b: number[]) => number[],
  ): number[];
}

const random = rng(64);
const scores = matrix(30, 3, random);
const g = [0.6, 0, -0.8];

const damped = (F: number[][]): number[][] =>
  F.map((row, i) => row.map((v, j) => v + (i === j ? 1e-4 : 0)));
const form = (F: number[][], x: number[]): number =>
  x.reduce((sum, xi, i) => sum + F[i].reduce((s, v, j) => s + xi * v * x[j], 0), 0);
const scaled = (x: number[], length: number): number[] => x.map((v) => length * v);

export const naturalStep = exercise<Solution>({
  id: "06/natural-step",
  folder: "06-bootcamp/exercises/04-natural-step",
  title: "As long as the policy changes",
  source: "Deep RL Bootcamp 2017, lab 4, part 2; Kakade 2001",
  functions: ["fisher", "naturalStep"],
  reference,
  cases: [
    {
      name: "one score",
      given: "A single score (2, −1).",
      run: (f) => f.fisher([[2, -1]]),
      expected: [
        [4, -2],
        [-2, 1],
      ],
    },
    {
      name: "the mean of two",
      given: "Scores (2, 0) and (0, 4).",
      run: (f) =>
        f.fisher([
          [2, 0],
          [0, 4],
        ]),
      expected: [
        [2, 0],
        [0, 8],
      ],
    },
    {
      name: "a step along one axis",
      given:
        "Scores (2, 0) and (0, 2), g = (1, 0), ε = 0.01: F = 2 I, so that Δ = √(0.02 / 2) along the first axis.",
      run: (f) =>
        f.naturalStep(
          [
            [2, 0],
            [0, 2],
          ],
          [1, 0],
          0.01,
          solved,
        ),
      expected: [0.1, 0],
    },
    {
      name: "what matters little moves far",
      given: "Scores (3, 0) and (0, 1), g = (0.6, 0.8), ε = 0.5.",
      run: (f) =>
        f.naturalStep(
          [
            [3, 0],
            [0, 1],
          ],
          [0.6, 0.8],
          0.5,
          solved,
        ),
    },
    {
      name: "30 random scores",
      given:
        "30 random scores of three numbers, g = (0.6, 0, −0.8), ε = 0.02; the step, and ½ Δᵀ F Δ.",
      run: (f) => {
        const step = f.naturalStep(scores, g, 0.02, solved);
        return { step, divergence: form(f.fisher(scores), step) / 2 };
      },
    },
    {
      name: "the pole with yours",
      given:
        "The lab 06/natural-gradient, one seed: your steps against the plain ones, by the lab's own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          naturalGradient,
          { naturalStep: (v, d, epsilon) => f.naturalStep(v, d, epsilon, solved) },
          { seeds: [1] },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "a sum instead of a mean",
      explanation: "F is an expectation: divide by the number of scores.",
      wrong: {
        fisher: (v) => reference.fisher(v).map((row) => row.map((x) => x * v.length)),
      },
    },
    {
      name: "the gradient itself scaled",
      explanation: "First solve (F + 10⁻⁴ I) x = g; the step goes along x, not along g.",
      wrong: {
        naturalStep: (v, d, epsilon) =>
          scaled(d, Math.sqrt((2 * epsilon) / form(reference.fisher(v), d))),
      },
    },
    {
      name: "F times g instead of F⁻¹ g",
      explanation:
        "Solve for x, do not multiply: what matters little for the policy is to move far.",
      wrong: {
        naturalStep: (v, d, epsilon) => {
          const F = reference.fisher(v);
          const x = F.map((row) => row.reduce((s, value, j) => s + value * d[j], 0));
          return scaled(x, Math.sqrt((2 * epsilon) / form(F, x)));
        },
      },
    },
    {
      name: "2 forgotten",
      explanation: "The divergence is ½ Δᵀ F Δ, so that the length is √(2 ε / xᵀ F x).",
      wrong: {
        naturalStep: (v, d, epsilon) => reference.naturalStep(v, d, epsilon / 2, solved),
      },
    },
    {
      name: "the root forgotten",
      explanation: "Twice the length is four times the divergence: take the root of 2 ε / xᵀ F x.",
      wrong: {
        naturalStep: (v, d, epsilon) => {
          const F = reference.fisher(v);
          const x = solved(damped(F), d);
          return scaled(x, (2 * epsilon) / form(F, x));
        },
      },
    },
    {
      name: "down instead of up",
      explanation: "The step goes with the gradient, not against it.",
      wrong: {
        naturalStep: (v, d, epsilon) => scaled(reference.naturalStep(v, d, epsilon, solved), -1),
      },
    },
  ],
});
