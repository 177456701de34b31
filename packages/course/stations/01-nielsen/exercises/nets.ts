/** Networks, data and derivatives for the checks of this station, as plain lists of numbers. */
import { type Rng, rng, sigmoid } from "gradus/core";

/** weights[l][j][k] leads from neuron k of layer l to neuron j of layer l + 1; biases[l][j] belongs to the latter. */
export interface Net {
  weights: number[][][];
  biases: number[][];
}

export interface Example {
  readonly x: number[];
  readonly y: number[];
}

export interface Gradient {
  nablaW: number[][][];
  nablaB: number[][];
}

export function randomNet(sizes: readonly number[], random: Rng, scale = 1): Net {
  const layers = sizes.slice(1);
  return {
    weights: layers.map((n, l) =>
      Array.from({ length: n }, () =>
        Array.from({ length: sizes[l] }, () => random.normal(0, scale)),
      ),
    ),
    biases: layers.map((n) => Array.from({ length: n }, () => random.normal(0, scale))),
  };
}

export const numbers = (n: number, random: Rng, low = 0, high = 1): number[] =>
  Array.from({ length: n }, () => random.uniform(low, high));

export function output({ weights, biases }: Net, x: readonly number[]): number[] {
  return weights.reduce<number[]>(
    (a, w, l) =>
      w.map((row, j) => sigmoid(row.reduce((z, wjk, k) => z + wjk * a[k], biases[l][j]))),
    [...x],
  );
}

/** ½ ‖y − a‖² of one example. */
export const cost = (net: Net, { x, y }: Example): number =>
  output(net, x).reduce((sum, a, j) => sum + ((y[j] - a) * (y[j] - a)) / 2, 0);

/** The gradient by central differences: slow, and independent of every rule of back-propagation. */
export function numericalGradient(net: Net, example: Example, h = 1e-5): Gradient {
  const slope = (row: number[], i: number): number => {
    const old = row[i];
    row[i] = old + h;
    const above = cost(net, example);
    row[i] = old - h;
    const below = cost(net, example);
    row[i] = old;
    return (above - below) / (2 * h);
  };
  return {
    nablaW: net.weights.map((w) => w.map((row) => row.map((_, k) => slope(row, k)))),
    nablaB: net.biases.map((row) => row.map((_, j) => slope(row, j))),
  };
}

/** Digits of 5 × 7 dots. */
const FONT = [
  "01110100011001110101110011000101110",
  "00100011000010000100001000010001110",
  "01110100010000100010001000100011111",
  "11111000100010000010000011000101110",
  "00010001100101010010111110001000010",
  "11111100001111000001000011000101110",
  "00110010001000011110100011000101110",
  "11111000010001000100010000100001000",
  "01110100011000101110100011000101110",
  "01110100011000101111000010001001100",
];

/** Noisy pictures of the ten digits: 35 numbers around 0 and 1, and ten outputs of which one is 1. */
export function dotDigits(count: number, seed: number): Example[] {
  const random = rng(seed);
  return Array.from({ length: count }, (_, i) => ({
    x: [...FONT[i % 10]].map((dot) => Number(dot) + random.normal(0, 0.35)),
    y: Array.from({ length: 10 }, (_, d) => (d === i % 10 ? 1 : 0)),
  }));
}

/** The share of examples whose largest output is the right one. */
export function accuracy(net: Net, examples: readonly Example[]): number {
  const right = examples.filter(({ x, y }) => {
    const a = output(net, x);
    return a.indexOf(Math.max(...a)) === y.indexOf(1);
  });
  return right.length / examples.length;
}
