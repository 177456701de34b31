/** Checks of the fast gradient sign method: by hand, for both classes, and on the two clouds of the lab. */
import { log, sigmoid } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { adversarial } from "../../labs/adversarial.ts";
import * as reference from "./reference.ts";

interface Solution {
  slopesIn(w: number[], b: number, x: number[], y: number): number[];
  attacked(x: number[], slopes: number[], epsilon: number): number[];
}

const sloped =
  (by: (sigma: number, y: number, w: number, x: number) => number): Solution["slopesIn"] =>
  (w, b, x, y) => {
    const sigma = sigmoid(x.reduce((sum, v, k) => sum + w[k] * v, b));
    return x.map((v, k) => by(sigma, y, w[k], v));
  };

export const smallChangeExercise = exercise<Solution>({
  id: "09/small-change",
  folder: "09-goodfellow/exercises/03-small-change",
  title: "A small change everywhere",
  source: "Goodfellow, Shlens and Szegedy 2014, arXiv:1412.6572",
  functions: ["slopesIn", "attacked"],
  reference,
  cases: [
    {
      name: "on the border",
      given: "w = (2, −3), b = 2, the point (2, 2), where σ is one half: as class 1, as class 0.",
      run: (f) => [0, 1].map((i) => f.slopesIn([2, -3], 2, [2, 2], 1 - i)),
      expected: [
        [-1, 1.5],
        [1, -1.5],
      ],
    },
    {
      name: "three to one",
      given: "w = (ln 3, 4), b = 0, the point (1, 0): σ is three quarters; class 0.",
      run: (f) => f.slopesIn([log(3), 4], 0, [1, 0], 0),
      expected: [0.75 * log(3), 3],
    },
    {
      name: "the attack",
      given: "(1, −2, 7) with slopes 0.01, −30 and 0, ε = 0.5: up, down, and left alone.",
      run: (f) => f.attacked([1, -2, 7], [0.01, -30, 0], 0.5),
      expected: [1.5, -2.5, 7],
    },
    {
      name: "in the lab",
      given: "Your attack on the two clouds of 09/adversarial, one seed.",
      swap: true,
      run: (f) =>
        labVerdict(
          adversarial,
          {
            attack: ({ w, b }, x, y, epsilon) =>
              Float64Array.from(f.attacked([...x], f.slopesIn([...w], b, [...x], y), epsilon)),
          },
          { seeds: [193], settings: { tests: 400 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the right class forgotten",
      explanation: "The slope is σ − y times the weight: for class 1 it points the other way.",
      wrong: { slopesIn: sloped((sigma, _, w) => sigma * w) },
    },
    {
      name: "the slope in the weights",
      explanation:
        "(σ − y) x is how the weights would learn. The attack asks how the cost changes with x.",
      wrong: { slopesIn: sloped((sigma, y, _, x) => (sigma - y) * x) },
    },
    {
      name: "the sign turned round",
      explanation: "The cost rises with σ − y, not with y − σ.",
      wrong: { slopesIn: sloped((sigma, y, w) => (y - sigma) * w) },
    },
    {
      name: "downhill",
      explanation: "That makes the example easier. The cost is to rise: add the sign of its slope.",
      wrong: { attacked: (x, slopes, e) => x.map((v, k) => v - e * Math.sign(slopes[k])) },
    },
    {
      name: "the slope in place of its sign",
      explanation: "Every number moves by ε, whether its slope is large or small.",
      wrong: { attacked: (x, slopes, e) => x.map((v, k) => v + e * slopes[k]) },
    },
  ],
});
