import { exp, tanh } from "gradus/core";

/** Rows of weights over [x, h], and biases, for each of the four. */
interface Weights {
  forget: number[][];
  input: number[][];
  output: number[][];
  candidate: number[][];
  biases: { forget: number[]; input: number[]; output: number[]; candidate: number[] };
}

const sigmoid = (z: number): number => 1 / (1 + exp(-z));

/** One step of a gated memory. */
export function lstmCell(
  x: number[],
  h: number[],
  c: number[],
  weights: Weights,
): { h: number[]; c: number[] } {
  const seen = [...x, ...h];
  const sums = (rows: number[][], biases: number[]): number[] =>
    rows.map((row, i) => row.reduce((sum, w, j) => sum + w * seen[j], biases[i]));
  const { biases } = weights;
  const forget = sums(weights.forget, biases.forget).map(sigmoid);
  const input = sums(weights.input, biases.input).map(sigmoid);
  const output = sums(weights.output, biases.output).map(sigmoid);
  const candidate = sums(weights.candidate, biases.candidate).map(tanh);
  const next = c.map((old, i) => forget[i] * old + input[i] * candidate[i]);
  return { h: next.map((v, i) => output[i] * tanh(v)), c: next };
}
