/** One step of a memory and one step back, with lists of numbers: what `rnnCell` and `lstmCell` of the library do, written out. */
import { sigmoid, tanh } from "gradus/core";

/** Rows over the numbers of x and then of h, and a bias a row. */
export interface Dense {
  readonly rows: readonly (readonly number[])[];
  readonly biases: readonly number[];
}

/** Slopes of a dense part: of its rows and biases. */
export interface DenseSlopes {
  readonly rows: number[][];
  readonly biases: number[];
}

export const GATES = ["input", "forget", "candidate", "output"] as const;
export type Gate = (typeof GATES)[number];
export type LstmWeights = Readonly<Record<Gate, Dense>>;

export interface LstmStep {
  readonly h: number[];
  readonly c: number[];
  /** After their squashing functions. */
  readonly gates: Readonly<Record<Gate, number[]>>;
}

const sums = ({ rows, biases }: Dense, seen: readonly number[]): number[] =>
  rows.map((row, i) => row.reduce((sum, w, j) => sum + w * seen[j], biases[i]));

/** What slopes dz of the sums mean for what was seen: Wᵀ dz; and for the weights: dz seenᵀ. */
function sumsBack(
  { rows }: Dense,
  seen: readonly number[],
  dz: readonly number[],
): { seen: number[]; weights: DenseSlopes } {
  return {
    seen: seen.map((_, j) => rows.reduce((sum, row, i) => sum + row[j] * dz[i], 0)),
    weights: { rows: dz.map((d) => seen.map((v) => d * v)), biases: [...dz] },
  };
}

/** h′ = tanh(W [x, h] + b). */
export function rnnStep(x: readonly number[], h: readonly number[], weights: Dense): number[] {
  return sums(weights, [...x, ...h]).map(tanh);
}

/** dz = dh′ (1 − h′²), then through the sums; dh is the slope by the memory before the step. */
export function rnnStepBack(
  dNext: readonly number[],
  x: readonly number[],
  h: readonly number[],
  next: readonly number[],
  weights: Dense,
): { dx: number[]; dh: number[]; weights: DenseSlopes } {
  const dz = dNext.map((d, i) => d * (1 - next[i] * next[i]));
  const back = sumsBack(weights, [...x, ...h], dz);
  return {
    dx: back.seen.slice(0, x.length),
    dh: back.seen.slice(x.length),
    weights: back.weights,
  };
}

/** i, f, o = σ(…), g = tanh(…), c′ = f c + i g, h′ = o tanh c′. */
export function lstmStep(
  x: readonly number[],
  h: readonly number[],
  c: readonly number[],
  weights: LstmWeights,
): LstmStep {
  const seen = [...x, ...h];
  const gates = {
    input: sums(weights.input, seen).map(sigmoid),
    forget: sums(weights.forget, seen).map(sigmoid),
    candidate: sums(weights.candidate, seen).map(tanh),
    output: sums(weights.output, seen).map(sigmoid),
  };
  const next = c.map((old, k) => gates.forget[k] * old + gates.input[k] * gates.candidate[k]);
  return { h: next.map((v, k) => gates.output[k] * tanh(v)), c: next, gates };
}

/**
 * The slope by c′ comes from the step after, dc′, and from what was shown, dh′ o (1 − tanh² c′). From there to the gates, each times
 * the slope of its own squashing function; and dc = f times it.
 */
export function lstmStepBack(
  dh: readonly number[],
  dc: readonly number[],
  x: readonly number[],
  h: readonly number[],
  c: readonly number[],
  step: LstmStep,
  weights: LstmWeights,
): { dx: number[]; dh: number[]; dc: number[]; weights: Readonly<Record<Gate, DenseSlopes>> } {
  const { input, forget, candidate, output } = step.gates;
  const shown = step.c.map(tanh);
  const dNext = dc.map((d, k) => d + dh[k] * output[k] * (1 - shown[k] * shown[k]));
  const gate = (value: number): number => value * (1 - value); // σ′ from σ
  const dz: Record<Gate, number[]> = {
    input: dNext.map((d, k) => d * candidate[k] * gate(input[k])),
    forget: dNext.map((d, k) => d * c[k] * gate(forget[k])),
    candidate: dNext.map((d, k) => d * input[k] * (1 - candidate[k] * candidate[k])),
    output: dh.map((d, k) => d * shown[k] * gate(output[k])),
  };
  const seen = [...x, ...h];
  const back = GATES.map((g) => sumsBack(weights[g], seen, dz[g]));
  const total = seen.map((_, j) => back.reduce((sum, b) => sum + b.seen[j], 0));
  return {
    dx: total.slice(0, x.length),
    dh: total.slice(x.length),
    dc: dNext.map((d, k) => d * forget[k]),
    weights: Object.fromEntries(GATES.map((g, i) => [g, back[i].weights])) as Record<
      Gate,
      DenseSlopes
    >,
  };
}
