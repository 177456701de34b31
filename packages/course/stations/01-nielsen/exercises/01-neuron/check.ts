/** Checks of a single neuron; at the end, a NAND gate and a learning neuron. */
import { exp } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { oneNeuronQuadratic } from "../../labs/one-neuron-quadratic.ts";
import { KNOWN, MARKS } from "../../labs/parts/neuron.ts";
import * as reference from "./reference.ts";

interface Solution {
  step(z: number): number;
  sigmoid(z: number): number;
  sigmoidPrime(z: number): number;
}

const INPUTS = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;

/** The neuron of chapter 3 that learns 1 → 0, from w = 0.6 and b = 0.9: its output at some steps. */
function learned({ sigmoid, sigmoidPrime }: Solution): number[] {
  let [w, b] = [0.6, 0.9];
  const outputs: number[] = [];
  for (let k = 0; k <= 300; k++) {
    if (MARKS.some((mark) => mark === k)) outputs.push(sigmoid(w + b));
    const delta = sigmoid(w + b) * sigmoidPrime(w + b);
    w -= 0.15 * delta;
    b -= 0.15 * delta;
  }
  return outputs;
}

export const neuron = exercise<Solution>({
  id: "01/neuron",
  folder: "01-nielsen/exercises/01-neuron",
  title: "One neuron",
  source: "Nielsen, ch. 1, eq. 3",
  functions: ["step", "sigmoid", "sigmoidPrime"],
  reference,
  cases: [
    {
      name: "the step",
      given: "z = −2, 0.5 and, on the edge, 0.",
      run: (f) => ({ step: [f.step(-2), f.step(0.5), f.step(0)] }),
      expected: { step: [0, 1, 0] },
    },
    {
      name: "NAND",
      given: "Weights −2, −2 and bias 3; the inputs 00, 01, 10, 11.",
      run: (f) => ({ NAND: INPUTS.map(([x1, x2]) => f.step(-2 * x1 - 2 * x2 + 3)) }),
      expected: { NAND: [1, 1, 1, 0] },
    },
    {
      name: "the sigmoid",
      given: "z = 0, ln 3 and −ln 3.",
      run: (f) => ({
        sigmoid: [f.sigmoid(0), f.sigmoid(1.0986122886681098), f.sigmoid(-1.0986122886681098)],
      }),
      expected: { sigmoid: [0.5, 0.75, 0.25] },
    },
    {
      name: "far out",
      given: "z = −1000 and 1000.",
      run: (f) => ({ sigmoid: [f.sigmoid(-1000), f.sigmoid(1000)] }),
      expected: { sigmoid: [0, 1] },
    },
    {
      name: "the slope",
      given: "z = 0, ln 3 and −ln 3: ¼ and twice ¾ · ¼.",
      run: (f) => ({
        slope: [
          f.sigmoidPrime(0),
          f.sigmoidPrime(1.0986122886681098),
          f.sigmoidPrime(-1.0986122886681098),
        ],
      }),
      expected: { slope: [0.25, 0.1875, 0.1875] },
    },
    {
      name: "a neuron learns with yours",
      given:
        "Chapter 3's neuron from w = 0.6, b = 0.9 with η = 0.15: outputs after 0, 50, 100, 150, 200, 300 steps.",
      swap: true,
      run: (f) => ({ a: learned(f) }),
      expected: { a: KNOWN.quadratic.wrong },
      tolerance: 1e-4, // the known values have four decimals
    },
    {
      name: "the lab with yours",
      given: "The lab 01/one-neuron-quadratic with your σ and σ′; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(oneNeuronQuadratic, {
          sigmoid: f.sigmoid,
          error: (a, z) => a * f.sigmoidPrime(z),
        }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the step includes its edge",
      explanation: "At z = 0 the perceptron gives 0: it fires only above.",
      wrong: { step: (z) => (z >= 0 ? 1 : 0) },
    },
    {
      name: "sign of the exponent",
      explanation: "1 / (1 + e⁻ᶻ): with e⁺ᶻ the sigmoid falls.",
      wrong: { sigmoid: (z) => 1 / (1 + exp(z)) },
    },
    {
      name: "infinity divided by infinity",
      explanation: "eᶻ / (1 + eᶻ) is no number when eᶻ overflows; 1 / (1 + e⁻ᶻ) is.",
      wrong: { sigmoid: (z) => exp(z) / (1 + exp(z)) },
    },
    {
      name: "sigmoid' of the activation instead of z",
      explanation:
        "The argument is z: compute σ(z) first. z (1 − z) would be right if z were the activation.",
      wrong: { sigmoidPrime: (z) => z * (1 - z) },
    },
    {
      name: "square forgotten",
      explanation: "Yours is 1 − σ(z); the slope is σ(z) (1 − σ(z)).",
      wrong: { sigmoidPrime: (z) => 1 - reference.sigmoid(z) },
    },
  ],
});
