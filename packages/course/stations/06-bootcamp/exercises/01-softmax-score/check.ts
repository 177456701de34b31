/** Checks of the score of a softmax: by hand, by finite differences, in a hundred iterations on a pole. */
import { log, rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { linear, softmax } from "../../labs/parts/simple.ts";
import { pgCartPole } from "../../labs/policy-gradients-by-hand.ts";
import { differences, matrix } from "../slopes.ts";
import * as reference from "./reference.ts";

interface Solution {
  softmaxScore(theta: number[][], s: number[], a: number): number[][];
}

const logProb = (theta: number[][], s: number[], a: number): number =>
  log(softmax(linear(theta, s))[a]);

const random = rng(61);
const [theta, s] = [matrix(3, 5, random), matrix(1, 4, random)[0]];

export const softmaxScore = exercise<Solution>({
  id: "06/softmax-score",
  folder: "06-bootcamp/exercises/01-softmax-score",
  title: "The slope of a softmax",
  source: "Deep RL Bootcamp 2017, lab 4, part 1",
  functions: ["softmaxScore"],
  reference,
  cases: [
    {
      name: "nothing learned yet",
      given: "θ = 0 for two actions, s = (2, −1), a = 0: π is ½ and ½.",
      run: (f) =>
        f.softmaxScore(
          [
            [0, 0, 0],
            [0, 0, 0],
          ],
          [2, -1],
          0,
        ),
      expected: [
        [1, -0.5, 0.5],
        [-1, 0.5, -0.5],
      ],
    },
    {
      name: "three to one",
      given: "One number s = 2, θ = (0, log 3) and (0, 0): π is ¾ and ¼; a = 1.",
      run: (f) =>
        f.softmaxScore(
          [
            [0, log(3)],
            [0, 0],
          ],
          [2],
          1,
        ),
      expected: [
        [-1.5, -0.75],
        [1.5, 0.75],
      ],
    },
    {
      name: "finite differences",
      given: "A random θ for three actions and four numbers; a = 2. Expected: log π at θ ± 10⁻⁵.",
      run: (f) => f.softmaxScore(theta, s, 2),
      expected: differences((t) => logProb(t, s, 2), theta),
      tolerance: 1e-7,
    },
    {
      name: "large preferences",
      given: "Preferences 1000 and 0 (bias), s = 1, a = 1: π is 1 and 0.",
      run: (f) =>
        f.softmaxScore(
          [
            [0, 1000],
            [0, 0],
          ],
          [1],
          1,
        ),
      expected: [
        [-1, -1],
        [1, 1],
      ],
    },
    {
      name: "the pole with yours",
      given:
        "The lab 06/pg-cart-pole, one seed: a hundred iterations, judged by the lab's own verdict.",
      swap: true,
      run: (f) => labVerdict(pgCartPole, { softmaxScore: f.softmaxScore }, { seeds: [1] }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "π with the wrong sign",
      explanation:
        "The slope is 1[k = a] − π, not π − 1[k = a]: the action that was taken becomes more likely.",
      wrong: {
        softmaxScore: (t, x, a) => reference.softmaxScore(t, x, a).map((row) => row.map((v) => -v)),
      },
    },
    {
      name: "only the action's own row",
      explanation: "The other actions lose what this one gains: their rows are −π s₁.",
      wrong: {
        softmaxScore: (t, x, a) =>
          reference.softmaxScore(t, x, a).map((row, k) => (k === a ? row : row.map(() => 0))),
      },
    },
    {
      name: "the normalisation forgotten",
      explanation:
        "π is not a constant: log π(a) = h(a) − log Σ e^h, and the second part has a slope too.",
      wrong: {
        softmaxScore: (t, x, a) => t.map((_, k) => [...x, 1].map((v) => (k === a ? v : 0))),
      },
    },
    {
      name: "bias left out",
      explanation: "The last column belongs to the 1 that is appended to s.",
      wrong: {
        softmaxScore: (t, x, a) =>
          reference.softmaxScore(t, x, a).map((row) => row.map((v, i) => (i < x.length ? v : 0))),
      },
    },
  ],
});
