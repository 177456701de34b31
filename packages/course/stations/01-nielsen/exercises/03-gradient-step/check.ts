/** Checks of cost and step; at the end, the neuron of chapter 3 learns with them. */
import { sigmoid } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { gradientDescentBall } from "../../labs/gradient-descent-ball.ts";
import { oneNeuronQuadratic } from "../../labs/one-neuron-quadratic.ts";
import { KNOWN, MARKS } from "../../labs/parts/neuron.ts";
import * as reference from "./reference.ts";

interface Solution {
  quadraticCost(outputs: number[][], targets: number[][]): number;
  gdStep(v: number[], gradient: number[], eta: number): number[];
}

const squares = (outputs: number[][], targets: number[][], each: (d: number) => number): number =>
  outputs.flatMap((a, i) => a.map((x, j) => each(targets[i][j] - x))).reduce((s, x) => s + x, 0);

const A = [
  [0, 1, 0.5],
  [1, 0, 0.5],
  [0.5, 0.5, 1],
];
const Y = [
  [0, 0, 1],
  [1, 2, 0.5],
  [0.5, 0, 1],
];

export const gradientStep = exercise<Solution>({
  id: "01/gradient-step",
  folder: "01-nielsen/exercises/03-gradient-step",
  title: "Downhill",
  source: "Nielsen, ch. 1, eq. 6 and 11",
  functions: ["quadraticCost", "gdStep"],
  reference,
  cases: [
    {
      name: "one example",
      given: "Output [0.25], target [1]: ½ · 0.75².",
      run: (f) => ({ C: f.quadraticCost([[0.25]], [[1]]) }),
      expected: { C: 0.28125 },
    },
    {
      name: "three examples",
      given:
        "Outputs [0, 1, 0.5], [1, 0, 0.5], [0.5, 0.5, 1], targets [0, 0, 1], [1, 2, 0.5], [0.5, 0, 1].",
      run: (f) => ({ C: f.quadraticCost(A, Y) }),
      expected: { C: 5.5 / 6 },
    },
    {
      name: "one step",
      given: "v = [1, −2, 3], gradient [10, 0, −4], η = 0.1.",
      run: (f) => ({ v: f.gdStep([1, -2, 3], [10, 0, -4], 0.1) }),
      expected: { v: [0, -2, 3.4] },
    },
    {
      name: "a neuron learns with yours",
      given:
        "Chapter 3's neuron from w = 0.6, b = 0.9 with η = 0.15: outputs and cost after 0, 50, 100, 150, 200, 300 steps.",
      swap: true,
      run: (f) => {
        let v = [0.6, 0.9];
        const a: number[] = [];
        const costs: number[] = [];
        for (let k = 0; k <= 300; k++) {
          const out = sigmoid(v[0] + v[1]);
          if (MARKS.some((mark) => mark === k)) {
            a.push(out);
            costs.push(f.quadraticCost([[out]], [[0]]));
          }
          const delta = out * out * (1 - out);
          v = f.gdStep(v, [delta, delta], 0.15);
        }
        return { a, C: costs };
      },
      expected: { a: KNOWN.quadratic.wrong, C: KNOWN.quadratic.wrong.map((x) => (x * x) / 2) },
      tolerance: 1e-4, // the known values have four decimals
    },
    {
      name: "the labs with yours",
      given:
        "The labs 01/gradient-descent-ball and 01/one-neuron-quadratic with your step; their own verdicts.",
      swap: true,
      run: (f) => [
        labVerdict(gradientDescentBall, { descend: f.gdStep }),
        labVerdict(oneNeuronQuadratic, { descend: f.gdStep }),
      ],
      expected: [reproduced, reproduced],
    },
  ],
  mistakes: [
    {
      name: "the half forgotten",
      explanation: "The cost is 1/(2n) of the sum; yours has 1/n.",
      wrong: { quadraticCost: (a, y) => squares(a, y, (d) => d * d) / a.length },
    },
    {
      name: "forgot to divide by the number of examples",
      explanation: "The cost is a mean over the examples: divide by n.",
      wrong: { quadraticCost: (a, y) => squares(a, y, (d) => d * d) / 2 },
    },
    {
      name: "absolute differences instead of squares",
      explanation: "‖y − a‖² is a sum of squares.",
      wrong: { quadraticCost: (a, y) => squares(a, y, Math.abs) / (2 * a.length) },
    },
    {
      name: "mean over the output neurons too",
      explanation: "n counts examples. The squares of one example are added, not averaged.",
      wrong: {
        quadraticCost: (a, y) => squares(a, y, (d) => d * d) / (2 * a.length * a[0].length),
      },
    },
    {
      name: "uphill",
      explanation: "The gradient points uphill; subtract it.",
      wrong: { gdStep: (v, gradient, eta) => v.map((x, i) => x + eta * gradient[i]) },
    },
    {
      name: "learning rate left out",
      explanation: "The step is η times the gradient.",
      wrong: { gdStep: (v, gradient) => v.map((x, i) => x - gradient[i]) },
    },
  ],
});
