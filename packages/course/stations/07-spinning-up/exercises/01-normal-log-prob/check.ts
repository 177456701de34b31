/** Checks of the log-likelihood of normals: by hand, far out, and against the library on random batches. */
import { exp, log, rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { normalLikelihood } from "../../labs/normal-likelihood.ts";
import * as reference from "./reference.ts";

interface Solution {
  normalLogProb(a: number[], mean: number[], logStd: number[]): number;
}

const random = rng(71);
const list = () => Array.from({ length: 6 }, () => random.normal());
const [a, mean, logStd] = [list(), list(), list()];

export const normalLogProb = exercise<Solution>({
  id: "07/normal-log-prob",
  folder: "07-spinning-up/exercises/01-normal-log-prob",
  title: "How likely was that?",
  source: "Spinning Up, exercise 1.1",
  functions: ["normalLogProb"],
  reference,
  cases: [
    {
      name: "at the mean",
      given: "a = μ = 0, σ = 1: −½ log 2π.",
      run: (f) => f.normalLogProb([0], [0], [0]),
      expected: -0.9189385332046727,
    },
    {
      name: "two deviations out",
      given: "a = 5, μ = 1, σ = 2: −½ · 4 − log 2 − ½ log 2π.",
      run: (f) => f.normalLogProb([5], [1], [log(2)]),
      expected: -2 - Math.LN2 - 0.9189385332046727,
    },
    {
      name: "three numbers",
      given: "a = (1, 0, −1), μ = 0, σ = (1, ½, 2).",
      run: (f) => f.normalLogProb([1, 0, -1], [0, 0, 0], [0, -Math.LN2, Math.LN2]),
      expected: -0.5 - 0.125 - 3 * 0.9189385332046727,
    },
    {
      name: "far out",
      given:
        "A hundred deviations: the density is 0 in floating-point numbers, its logarithm is not.",
      run: (f) => f.normalLogProb([100], [0], [0]),
      expected: -5000.918938533205,
    },
    {
      name: "random numbers",
      given: "Six random numbers, means and log-deviations.",
      run: (f) => f.normalLogProb(a, mean, logStd),
    },
    {
      name: "the batch with yours",
      given: "The lab 07/normal-likelihood: random batches, yours against the engine's float32.",
      swap: true,
      run: (f) => labVerdict(normalLikelihood, { normalLogProb: f.normalLogProb }, { seeds: [1] }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the normalisation left out",
      explanation: "A narrow bell is also a high one: − log σ − ½ log 2π belongs to each number.",
      wrong: {
        normalLogProb: (x, m, l) =>
          -x.reduce((sum, v, i) => sum + ((v - m[i]) / exp(l[i])) ** 2, 0) / 2,
      },
    },
    {
      name: "one log 2π for all",
      explanation: "Each number of the action is a normal of its own and brings its own −½ log 2π.",
      wrong: {
        normalLogProb: (x, m, l) =>
          reference.normalLogProb(x, m, l) + ((x.length - 1) * log(2 * Math.PI)) / 2,
      },
    },
    {
      name: "log of the deviation taken for the deviation",
      explanation: "σ = exp(logStd).",
      wrong: {
        normalLogProb: (x, m, l) =>
          reference.normalLogProb(
            x.map((v, i) => m[i] + ((v - m[i]) * exp(l[i])) / (l[i] || 1)),
            m,
            l,
          ),
      },
    },
    {
      name: "a half forgotten",
      explanation: "All of it is halved: −½ Σ.",
      wrong: { normalLogProb: (x, m, l) => 2 * reference.normalLogProb(x, m, l) },
    },
  ],
});
