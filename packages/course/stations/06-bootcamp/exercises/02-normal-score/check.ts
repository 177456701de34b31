/** Checks of the score of a normal distribution: by hand, by finite differences, in a hundred iterations of a walking point. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { linear } from "../../labs/parts/simple.ts";
import { pgPoint } from "../../labs/policy-gradients-by-hand.ts";
import { differences, matrix } from "../slopes.ts";
import * as reference from "./reference.ts";

interface Solution {
  normalScore(theta: number[][], s: number[], a: number[]): number[][];
}

const random = rng(62);
const [theta, s, a] = [matrix(3, 5, random), matrix(1, 4, random)[0], matrix(1, 3, random)[0]];
const logProb = (t: number[][]): number =>
  linear(t, s).reduce((sum, mean, k) => sum - (a[k] - mean) ** 2 / 2, 0);

export const normalScore = exercise<Solution>({
  id: "06/normal-score",
  folder: "06-bootcamp/exercises/02-normal-score",
  title: "The slope of a bell",
  source: "Deep RL Bootcamp 2017, lab 4, part 1",
  functions: ["normalScore"],
  reference,
  cases: [
    {
      name: "nothing learned yet",
      given: "θ = 0, s = (2, −1), a = 3: the mean is 0.",
      run: (f) => f.normalScore([[0, 0, 0]], [2, -1], [3]),
      expected: [[6, -3, 3]],
    },
    {
      name: "two numbers",
      given: "θ = (1, 0.5) and (0, −1), s = 2, a = (2, 1): the means are 2.5 and −1.",
      run: (f) =>
        f.normalScore(
          [
            [1, 0.5],
            [0, -1],
          ],
          [2],
          [2, 1],
        ),
      expected: [
        [-1, -0.5],
        [4, 2],
      ],
    },
    {
      name: "finite differences",
      given:
        "A random θ for three numbers of an action and four of a state. Expected: log π at θ ± 10⁻⁵.",
      run: (f) => f.normalScore(theta, s, a),
      expected: differences(logProb, theta),
      tolerance: 1e-7,
    },
    {
      name: "the point with yours",
      given: "The lab 06/pg-point, one seed, both ways, judged by the lab's own verdict.",
      swap: true,
      run: (f) => labVerdict(pgPoint, { normalScore: f.normalScore }, { seeds: [1] }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "action and mean exchanged",
      explanation: "The mean moves towards the action that was taken: a − μ, not μ − a.",
      wrong: {
        normalScore: (t, x, y) => reference.normalScore(t, x, y).map((row) => row.map((v) => -v)),
      },
    },
    {
      name: "mean not subtracted",
      explanation: "Multiply s₁ by how far the action was from its mean, not by the action.",
      wrong: { normalScore: (t, x, y) => t.map((_, k) => [...x, 1].map((v) => y[k] * v)) },
    },
    {
      name: "bias left out of the mean",
      explanation: "The last column of θ is multiplied by the 1 that is appended to s.",
      wrong: {
        normalScore: (t, x, y) =>
          reference.normalScore(
            t.map((row) => row.map((v, i) => (i < x.length ? v : 0))),
            x,
            y,
          ),
      },
    },
    {
      name: "the state forgotten",
      explanation: "A row of the result is the distance times each number of s₁.",
      wrong: {
        normalScore: (t, x, y) =>
          reference.normalScore(t, x, y).map((row) => row.map(() => row[row.length - 1])),
      },
    },
  ],
});
