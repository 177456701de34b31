/** Checks of cross-entropy and softmax; δ is compared with finite differences of the learner's own cost. */
import { exp, log, rng, sigmoid } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { oneNeuronCrossEntropy } from "../../labs/one-neuron-cross-entropy.ts";
import { KNOWN, MARKS } from "../../labs/parts/neuron.ts";
import { softmaxTemperature } from "../../labs/softmax-temperature.ts";
import { numbers } from "../nets.ts";
import * as reference from "./reference.ts";

interface Solution {
  crossEntropyCost(a: number[], y: number[]): number;
  outputError(a: number[], y: number[]): number[];
  softmax(z: number[]): number[];
  logLikelihoodCost(a: number[], label: number): number;
}

/** ∂C/∂z by central differences. */
function slopes(cost: (z: number[]) => number, z: readonly number[]): number[] {
  const h = 1e-5;
  return z.map((_, j) => {
    const moved = (d: number) => cost(z.map((x, i) => (i === j ? x + d : x)));
    return (moved(h) - moved(-h)) / (2 * h);
  });
}

const Z = numbers(6, rng(51), -2, 2);
const Y = [0, 1, 0, 0.3, 1, 0];

export const crossEntropy = exercise<Solution>({
  id: "01/cross-entropy",
  folder: "01-nielsen/exercises/07-cross-entropy",
  title: "A better cost",
  source: "Nielsen, ch. 3, eq. 63, 78, 80",
  functions: ["crossEntropyCost", "outputError", "softmax", "logLikelihoodCost"],
  reference,
  cases: [
    {
      name: "the cost",
      given: "Activations ½, ¼, wanted 1, 0: ln 2 + ln 4/3.",
      run: (f) => ({ C: f.crossEntropyCost([0.5, 0.25], [1, 0]) }),
      expected: { C: 0.9808292530117262 },
    },
    {
      name: "exactly right",
      given: "Activations 1, 0, wanted 1, 0: nothing to pay, and no NaN.",
      run: (f) => ({ C: f.crossEntropyCost([1, 0], [1, 0]) }),
      expected: { C: 0 },
    },
    {
      name: "in between",
      given: "Activations 0.8, 0.4, wanted 0.3, 0.9.",
      run: (f) => ({ C: f.crossEntropyCost([0.8, 0.4], [0.3, 0.9]) }),
    },
    {
      name: "the error",
      given: "Sigmoid neurons with random z, against finite differences of the cost.",
      run: (f) => ({ delta: f.outputError(Z.map(sigmoid), Y) }),
      expected: { delta: slopes((z) => reference.crossEntropyCost(z.map(sigmoid), Y), Z) },
      tolerance: 1e-7,
    },
    {
      name: "softmax",
      given: "z = ln 1, ln 2, ln 5.",
      run: (f) => ({ a: f.softmax([0, log(2), log(5)]) }),
      expected: { a: [0.125, 0.25, 0.625] },
    },
    {
      name: "softmax far out",
      given: "z = 1000, 1000 − ln 3, −1000.",
      run: (f) => ({ a: f.softmax([1000, 1000 - log(3), -1000]) }),
      expected: { a: [0.75, 0.25, 0] },
    },
    {
      name: "the log-likelihood",
      given: "Probabilities 0.1, 0.6, 0.3; the right answers are 1 and 2.",
      run: (f) => ({
        C: [f.logLikelihoodCost([0.1, 0.6, 0.3], 1), f.logLikelihoodCost([0.1, 0.6, 0.3], 2)],
      }),
      expected: { C: [-log(0.6), -log(0.3)] },
    },
    {
      name: "a neuron learns with yours",
      given:
        "Chapter 3's badly wrong neuron, w = b = 2, with your error and η = 0.15: outputs after 0, 50, 100, 150, 200, 300 steps.",
      swap: true,
      run: (f) => {
        let [w, b] = [2, 2];
        const a: number[] = [];
        for (let k = 0; k <= 300; k++) {
          const out = sigmoid(w + b);
          if (MARKS.some((mark) => mark === k)) a.push(out);
          const [delta] = f.outputError([out], [0]);
          w -= 0.15 * delta;
          b -= 0.15 * delta;
        }
        return { a };
      },
      expected: {
        a: KNOWN.crossEntropy.badlyWrong.map((x) => ({ low: x - 1e-4, high: x + 1e-4 })),
      },
    },
    {
      name: "the labs with yours",
      given:
        "The labs 01/one-neuron-cross-entropy with your error and 01/softmax-temperature with your softmax; their own verdicts.",
      swap: true,
      run: (f) => [
        labVerdict(oneNeuronCrossEntropy, { error: (a) => f.outputError([a], [0])[0] }),
        labVerdict(softmaxTemperature, {
          softmax: (z, c = 1) => f.softmax(z.map((x) => c * x)),
        }),
      ],
      expected: [reproduced, reproduced],
    },
  ],
  mistakes: [
    {
      name: "only the neuron that should fire",
      explanation: "The neurons that should be silent pay as well: (1 − y) ln(1 − a).",
      wrong: {
        crossEntropyCost: (a, y) => a.reduce((c, x, j) => (y[j] === 0 ? c : c - y[j] * log(x)), 0),
      },
    },
    {
      name: "sign of the cost",
      explanation: "Logarithms of probabilities are negative; the cost has a minus in front.",
      wrong: { crossEntropyCost: (a, y) => -reference.crossEntropyCost(a, y) },
    },
    {
      name: "0 · ln 0",
      explanation: "In JavaScript 0 · −Infinity is NaN. Leave a term out when its factor is 0.",
      wrong: {
        crossEntropyCost: (a, y) =>
          a.reduce((c, x, j) => c - y[j] * log(x) - (1 - y[j]) * log(1 - x), 0),
      },
    },
    {
      name: "target and activation exchanged",
      explanation: "The logarithm is taken of the activation, not of the target.",
      wrong: { crossEntropyCost: (a, y) => reference.crossEntropyCost(y, a) },
    },
    {
      name: "σ′ left in",
      explanation:
        "With the cross-entropy σ′ cancels: δ = a − y. Yours is the error of the quadratic cost.",
      wrong: { outputError: (a, y) => a.map((x, j) => (x - y[j]) * x * (1 - x)) },
    },
    {
      name: "y − a instead of a − y",
      explanation: "δ is positive where the activation is too large: a − y.",
      wrong: { outputError: (a, y) => a.map((x, j) => y[j] - x) },
    },
    {
      name: "softmax overflows",
      explanation:
        "e¹⁰⁰⁰ is Infinity, and Infinity / Infinity no number. Subtract the largest z first.",
      wrong: {
        softmax: (z) => {
          const e = z.map(exp);
          const sum = e.reduce((s, x) => s + x, 0);
          return e.map((x) => x / sum);
        },
      },
    },
    {
      name: "numbers divided instead of exponentials",
      explanation: "Take e^z first, then divide by the sum.",
      wrong: { softmax: (z) => z.map((x) => x / z.reduce((s, v) => s + v, 0)) },
    },
  ],
});
