/** Checks of a stable cross-entropy: by hand, far out, by finite differences, in a training with huge inputs. */
import { exp, log, rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { slopesOf } from "../numeric.ts";
import { digitsRead } from "../trainings.ts";
import * as reference from "./reference.ts";

interface Solution {
  logSoftmax(z: number[]): number[];
  crossEntropy(z: number[], label: number): { value: number; slope: number[] };
}

/** Both functions, from a softmax and its logarithm as somebody writes them. */
function from(
  softmax: (z: number[]) => number[],
  ln: (p: number) => number = log,
  slopeOf: (p: number, isLabel: boolean) => number = (p, isLabel) => p - (isLabel ? 1 : 0),
): Solution {
  return {
    logSoftmax: (z) => softmax(z).map(ln),
    crossEntropy(z, label) {
      const p = softmax(z);
      return { value: -ln(p[label]), slope: p.map((x, k) => slopeOf(x, k === label)) };
    },
  };
}

const shares = (e: number[]): number[] => {
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((x) => x / sum);
};
const plain = (z: number[]): number[] => shares(z.map(exp));
const shifted = (z: number[]): number[] => shares(z.map((x) => exp(x - Math.max(...z))));

const LN3 = log(3);
const stream = rng(101);
const random = [2, 3, 5, 10].map((n, i) => ({
  z: Array.from({ length: n }, () => stream.normal(0, 3)),
  label: i % n,
}));

export const logSoftmaxExercise = exercise<Solution>({
  id: "02/log-softmax",
  folder: "02-deep-learning-specialization/exercises/01-log-softmax",
  title: "A loss that stands ±1000",
  source: "A. Ng, Improving Deep Neural Networks, week 3; Goodfellow et al., section 4.1",
  functions: ["logSoftmax", "crossEntropy"],
  reference,
  cases: [
    {
      name: "three to one",
      given: "z = (ln 3, 0): probabilities ¾ and ¼.",
      run: (f) => f.logSoftmax([LN3, 0]),
      expected: [LN3 - 2 * Math.LN2, -2 * Math.LN2],
    },
    {
      name: "its loss and slope",
      given: "The same; class 1 is right, then class 0.",
      run: (f) => [f.crossEntropy([LN3, 0], 1), f.crossEntropy([LN3, 0], 0)],
      expected: [
        { value: 2 * Math.LN2, slope: [0.75, -0.75] },
        { value: 2 * Math.LN2 - LN3, slope: [-0.25, 0.25] },
      ],
    },
    {
      name: "nothing known",
      given: "Ten equal logits of −7: the loss is ln 10.",
      run: (f) => f.crossEntropy(new Array<number>(10).fill(-7), 3).value,
      expected: Math.LN10,
    },
    {
      name: "finite differences",
      given:
        "Random logits of 2, 3, 5 and 10 classes; expected of the slope: the loss at z ± 10⁻⁵.",
      run: (f) => random.map(({ z, label }) => f.crossEntropy(z, label)),
      expected: random.map(({ z, label }) => {
        const loss = (x: number[]): number => log(x.reduce((s, v) => s + exp(v), 0)) - x[label];
        return { value: loss(z), slope: slopesOf(loss, z) };
      }),
      tolerance: 1e-8,
    },
    {
      name: "a thousand upwards",
      given: "z = (1000, 1000, 0): ½, ½ and e⁻¹⁰⁰⁰/2, whose logarithm is −1000 − ln 2.",
      run: (f) => f.logSoftmax([1000, 1000, 0]),
      expected: [-Math.LN2, -Math.LN2, -1000 - Math.LN2],
    },
    {
      name: "a thousand downwards",
      given: "z = (−1000, −1000 − ln 3); then z = (−1000, 1000), where the first class is right.",
      run: (f) => [
        f.crossEntropy([-1000, -1000 - LN3], 0),
        f.crossEntropy([-1000, 1000], 0),
        f.crossEntropy([-1000, 1000], 1),
      ],
      expected: [
        { value: 2 * Math.LN2 - LN3, slope: [-0.25, 0.25] },
        { value: 2000, slope: [-1, 1] },
        { value: 0, slope: [0, 0] },
      ],
    },
    {
      name: "digits, brightly lit",
      given:
        "Noisy digits of 5 × 7 dots, 300 times as bright, one layer, ten passes over 200 of them: the share read of 300 others.",
      swap: true,
      run: (f) => digitsRead((z, label) => f.crossEntropy(z, label)),
      expected: { read: between(0.938, 1), isFinite: true }, // seeds 101 … 120: 0.9798, deviation of one run 0.0103; less 4 of them
    },
  ],
  mistakes: [
    {
      name: "e to the power of the raw logits",
      explanation:
        "e^1000 is Infinity, and Infinity / Infinity is not a number. Subtract the largest.",
      wrong: from(plain),
    },
    {
      name: "the logarithm of a probability that was rounded to 0",
      explanation:
        "A probability of e⁻¹⁰⁰⁰ is 0 to a computer. Its logarithm has to be computed without it: z − m − ln Σ.",
      wrong: from(shifted),
    },
    {
      name: "a small number inside the logarithm",
      explanation: "ln(p + 10⁻¹²) is finite and wrong: the loss stops growing at 27.6.",
      wrong: from(shifted, (p) => log(p + 1e-12)),
    },
    {
      name: "the loss with the wrong sign",
      explanation: "The logarithm of a probability is negative; the loss is minus that.",
      wrong: {
        crossEntropy(z, label) {
          const { value, slope } = reference.crossEntropy(z, label);
          return { value: -value, slope };
        },
      },
    },
    {
      name: "the slope with the wrong sign",
      explanation: "The loss falls when the logit of the right class grows: its slope is p − 1.",
      wrong: {
        crossEntropy(z, label) {
          const { value, slope } = reference.crossEntropy(z, label);
          return { value, slope: slope.map((x) => -x) };
        },
      },
    },
    {
      name: "no slope for the wrong classes",
      explanation:
        "Every logit is in the sum, so every one has a slope: p for those that are wrong.",
      wrong: {
        crossEntropy(z, label) {
          const { value, slope } = reference.crossEntropy(z, label);
          return { value, slope: slope.map((x, k) => (k === label ? x : 0)) };
        },
      },
    },
    {
      name: "bits instead of nats",
      explanation: "The natural logarithm, not the one to base 2.",
      wrong: {
        logSoftmax: (z) => reference.logSoftmax(z).map((x) => x / Math.LN2),
        crossEntropy(z, label) {
          const { value, slope } = reference.crossEntropy(z, label);
          return { value: value / Math.LN2, slope };
        },
      },
    },
  ],
});
