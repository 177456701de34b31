/** The first functions that one writes: a squashing function and its slope, a picture as a list, rows of length one, probabilities, two losses. */
import { exp } from "gradus/core";
import { lab } from "../../../src/lab.ts";
import { goldenVerdict, type KnownTable } from "./parts/golden.ts";

/** σ(x) = 1/(1 + e⁻ˣ) */
const sigmoid = (x: number[]): number[] => x.map((v) => 1 / (1 + exp(-v)));

/** σ′(x) = σ(x) (1 − σ(x)) */
const sigmoidSlope = (x: number[]): number[] => sigmoid(x).map((s) => s * (1 - s));

/** [rows, columns, colours] → one list, in this order. */
const imageToVector = (image: number[][][]): number[] => image.flat(2);

/** Each row divided by its length. */
const normalizeRows = (x: number[][]): number[][] =>
  x.map((row) => {
    const length = Math.sqrt(row.reduce((sum, v) => sum + v * v, 0));
    return row.map((v) => v / length);
  });

/** Of each row e^x by their sum. The largest is taken off first, so that no power overflows. */
const softmax = (x: number[][]): number[][] =>
  x.map((row) => {
    const most = Math.max(...row);
    const powers = row.map((v) => exp(v - most));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((p) => p / sum);
  });

/** Σ |y − ŷ| */
const l1 = (guess: number[], y: number[]): number =>
  y.reduce((sum, v, i) => sum + Math.abs(v - guess[i]), 0);

/** Σ (y − ŷ)² */
const l2 = (guess: number[], y: number[]): number =>
  y.reduce((sum, v, i) => sum + (v - guess[i]) ** 2, 0);

const eight = 0.5e-8; // half a unit of the eighth digit
const known: KnownTable = {
  sigmoid: { values: [0.73105858, 0.88079708, 0.95257413], within: eight },
  "its slope": { values: [0.19661193, 0.10499359, 0.04517666], within: eight },
  "a picture as a list": {
    values: Array.from({ length: 24 }, (_, i) => i),
    within: 0,
  },
  "rows of length 1": {
    values: [0, 0.6, 0.8, 0.13736056, 0.82416338, 0.54944226],
    within: eight,
  },
  softmax: {
    values: [
      ...[9.80897665e-1, 8.94462891e-4, 1.79657674e-2, 1.21052389e-4, 1.21052389e-4],
      ...[8.78679856e-1, 1.18916387e-1, 8.01252314e-4, 8.01252314e-4, 8.01252314e-4],
    ],
    within: 0.5e-9,
  },
  "softmax of ±1000": { values: [1, 0, 0], within: 0 },
  L1: { values: [1.1], within: 1e-12 },
  L2: { values: [0.43], within: 1e-12 },
};

export const warmUps = lab({
  id: "02/warm-ups",
  row: "D1",
  title: "Eight small functions",
  question:
    "Sigmoid, softmax, two losses: each is a line. Which of them breaks when a number is 1000, and what does the line look like that does not?",
  source: "A. Ng, Neural Networks and Deep Learning, week 2: Python basics with NumPy",
  kind: "golden",
  knobs: {},
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  parts: { sigmoid, sigmoidSlope, imageToVector, normalizeRows, softmax, l1, l2 },
  chart: {
    x: { key: "x", label: "x", range: [-8, 8] },
    y: { key: "sigmoid", label: "the sigmoid of x, and its slope", range: [0, 1] },
    curves: [
      { key: "sigmoid", name: "sigmoid" },
      { key: "slope", name: "slope" },
    ],
    reference: { label: "steepest: a quarter", y: 0.25 },
  },
  *run(_config, _random, _data, own) {
    for (let i = 0; i <= 64; i++) {
      const x = (i - 32) / 4;
      const [[sigmoidOf], [slope]] = [own.sigmoid([x]), own.sigmoidSlope([x])];
      yield { progress: i / 64, series: { x, sigmoid: sigmoidOf, slope } };
    }
    const image = Array.from({ length: 4 }, (_, r) =>
      Array.from({ length: 3 }, (_, c) => [6 * r + 2 * c, 6 * r + 2 * c + 1]),
    );
    const [guess, y] = [
      [0.9, 0.2, 0.1, 0.4, 0.9],
      [1, 0, 0, 1, 1],
    ];
    return {
      sigmoid: own.sigmoid([1, 2, 3]),
      "its slope": own.sigmoidSlope([1, 2, 3]),
      "a picture as a list": own.imageToVector(image),
      "rows of length 1": own
        .normalizeRows([
          [0, 3, 4],
          [1, 6, 4],
        ])
        .flat(),
      softmax: own
        .softmax([
          [9, 2, 5, 0, 0],
          [7, 5, 0, 0, 0],
        ])
        .flat(),
      "softmax of ±1000": own.softmax([[1000, -1000, 0]]).flat(),
      L1: own.l1(guess, y),
      L2: own.l2(guess, y),
    };
  },
  verdict: (measured) =>
    goldenVerdict(known, measured, {
      published: "the expected outputs of the assignment, to eight and nine digits",
      tolerance:
        "Half a unit of the last digit printed. The list, 1.1 and 0.43 can be worked out by hand, and softmax of 1000, −1000, 0 is 1, 0, 0 to the last bit: e⁻¹⁰⁰⁰ is below the smallest double.",
    }),
});
