/** Checks of the forward pass. */
import { rng, sigmoid } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { bitwiseDigits } from "../../labs/bitwise-digits.ts";
import { type Net, numbers, randomNet } from "../nets.ts";
import * as reference from "./reference.ts";

interface Solution {
  feedforward(net: Net, a: number[]): number[];
}

/** The pass with other layers. */
const through =
  (
    layer: (w: number[][], b: number[], a: number[], last: boolean) => number[],
  ): Solution["feedforward"] =>
  ({ weights, biases }, a) =>
    weights.reduce((before, w, l) => layer(w, biases[l], before, l === weights.length - 1), a);
const dot = (row: readonly number[], a: readonly number[]) =>
  row.reduce((z, w, k) => z + w * a[k], 0);
const LN3 = 1.0986122886681098;

export const feedforward = exercise<Solution>({
  id: "01/feedforward",
  folder: "01-nielsen/exercises/02-feedforward",
  title: "Through the layers",
  source: "Nielsen, ch. 1, eq. 22",
  functions: ["feedforward"],
  reference,
  cases: [
    {
      name: "one neuron",
      given: "Weights 1 and 2, bias ln 3 − 5, inputs 1 and 2: z = ln 3.",
      run: (f) => ({ a: f.feedforward({ weights: [[[1, 2]]], biases: [[LN3 - 5]] }, [1, 2]) }),
      expected: { a: [0.75] },
    },
    {
      name: "one layer",
      given: "Two inputs 1, 2; three neurons with z = 0, ln 3, −ln 3.",
      run: (f) => ({
        a: f.feedforward(
          {
            weights: [
              [
                [2, -1],
                [LN3, 0],
                [1, -1],
              ],
            ],
            biases: [[0, 0, 1 - LN3]],
          },
          [1, 2],
        ),
      }),
      expected: { a: [0.5, 0.75, 0.25] },
    },
    {
      name: "three layers",
      given: "A random network with layers of 4, 5, 3 and 2 neurons and random inputs.",
      run: (f) => {
        const random = rng(1);
        return { a: f.feedforward(randomNet([4, 5, 3, 2], random), numbers(4, random, -1, 1)) };
      },
    },
    {
      name: "four bits with yours",
      given:
        "A last layer of four neurons that reads the digits 0 … 9 in binary (chapter 1): weights ±10, bias 0.",
      swap: true,
      run: (f) => {
        const row = (k: number) =>
          Array.from({ length: 10 }, (_, d) => (((d >> k) & 1) === 1 ? 10 : -10));
        const net = { weights: [[3, 2, 1, 0].map(row)], biases: [[0, 0, 0, 0]] };
        const digit = (d: number) => Array.from({ length: 10 }, (_, i) => (i === d ? 0.99 : 0.01));
        const read = (d: number) =>
          f.feedforward(net, digit(d)).reduce((n, bit) => 2 * n + Math.round(bit), 0);
        return { read: Array.from({ length: 10 }, (_, d) => read(d)) };
      },
      expected: { read: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 01/bitwise-digits: ten neurons are read by four of yours, with weights of ±1000; its own verdict.",
      swap: true,
      run: (f) => {
        const row = (k: number) =>
          Array.from({ length: 10 }, (_, d) => (((d >> k) & 1) === 1 ? 1000 : -1000));
        const net = { weights: [[3, 2, 1, 0].map(row)], biases: [[0, 0, 0, 0]] };
        const bits = (a: readonly number[]) => f.feedforward(net, [...a]).map(Math.round);
        return labVerdict(bitwiseDigits, { bits });
      },
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "bias left out",
      explanation: "z = w · a + b; yours is w · a.",
      wrong: { feedforward: through((w, _, a) => w.map((row) => sigmoid(dot(row, a)))) },
    },
    {
      name: "bias with the wrong sign",
      explanation: "The bias is added. (A threshold would be subtracted.)",
      wrong: { feedforward: through((w, b, a) => w.map((row, j) => sigmoid(dot(row, a) - b[j]))) },
    },
    {
      name: "no sigmoid after the last layer",
      explanation: "The output neurons are sigmoid neurons as well.",
      wrong: {
        feedforward: through((w, b, a, last) =>
          w.map((row, j) => (last ? dot(row, a) + b[j] : sigmoid(dot(row, a) + b[j]))),
        ),
      },
    },
    {
      name: "the bias counted for every input",
      explanation: "The bias is added once for each neuron, not once for each weight.",
      wrong: {
        feedforward: through((w, b, a) =>
          w.map((row, j) => sigmoid(dot(row, a) + a.length * b[j])),
        ),
      },
    },
    {
      name: "only the first layer",
      explanation: "Yours stops after one layer: repeat for each entry of net.weights.",
      wrong: {
        feedforward: (net, a) =>
          reference.feedforward(
            { weights: net.weights.slice(0, 1), biases: net.biases.slice(0, 1) },
            a,
          ),
      },
    },
  ],
});
