/** Checks of the way back: one step and two by hand, cuts, slopes beside small differences, and the lab of memories. */
import { log, rng, tanh } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { memoryCells } from "../../labs/memory-cells.ts";
import type { rnnStepBack as StepBack } from "../../labs/parts/cells.ts";
import * as reference from "./reference.ts";

type Weights = { rows: number[][]; biases: number[] };
interface Solution {
  rnnStepBack(
    dNext: number[],
    x: number[],
    h: number[],
    next: number[],
    weights: Weights,
  ): { dx: number[]; dh: number[]; rows: number[][]; biases: number[] };
  throughTime(
    inputs: number[][],
    memories: number[][],
    dShown: number[][],
    weights: Weights,
    window: number,
  ): Weights;
}

interface StepSlip {
  readonly slope?: (next: number, h: number) => number;
  readonly order?: "h first";
  readonly transposed?: boolean;
  readonly seen?: (x: number[], h: number[], next: number[]) => number[];
}
const stepped =
  ({
    slope = (next) => 1 - next * next,
    order,
    transposed,
    seen = (x, h) => [...x, ...h],
  }: StepSlip): Solution["rnnStepBack"] =>
  (dNext, x, h, next, { rows }) => {
    const dz = dNext.map((d, i) => d * slope(next[i], h[i]));
    const n = x.length;
    const back = Array.from({ length: n + h.length }, (_, j) =>
      dz.reduce((sum, d, i) => {
        const w = transposed && j >= n ? rows[j - n][n + i] : rows[i][j];
        return sum + w * d;
      }, 0),
    );
    const [dx, dh] = order
      ? [back.slice(h.length), back.slice(0, h.length)]
      : [back.slice(0, n), back.slice(n)];
    return { dx, dh, rows: dz.map((d) => seen(x, h, next).map((v) => d * v)), biases: dz };
  };

interface WaySlip {
  /** Whether nothing comes back to step t from t + 1. */
  readonly cut?: (t: number, window: number, steps: number) => boolean;
  readonly shown?: (t: number, steps: number) => boolean;
  readonly last?: boolean;
}
const walked =
  ({
    cut = (t, window) => (t + 1) % window === 0,
    shown = () => true,
    last,
  }: WaySlip): Solution["throughTime"] =>
  (inputs, memories, dShown, weights, window) => {
    const step = stepped({});
    let dh = weights.biases.map(() => 0);
    const total = { rows: weights.rows.map((row) => row.map(() => 0)), biases: [...dh] };
    for (let t = inputs.length - 1; t >= 0; t--) {
      const dNext = dShown[t].map(
        (d, i) => (shown(t, inputs.length) ? d : 0) + (cut(t, window, inputs.length) ? 0 : dh[i]),
      );
      const back = step(dNext, inputs[t], memories[t], memories[t + 1], weights);
      dh = back.dh;
      if (last && t > 0) continue;
      back.rows.forEach((row, i) => {
        total.biases[i] += back.biases[i];
        row.forEach((v, j) => {
          total.rows[i][j] += v;
        });
      });
    }
    return total;
  };

const [LN2, LN3] = [Math.LN2, log(3)]; // tanh ln 2 = 0.6, tanh ln 3 = 0.8

interface Sequence {
  readonly inputs: number[][];
  readonly memories: number[][];
  readonly dShown: number[][];
  readonly weights: Weights;
}

const memoriesOf = (inputs: number[][], { rows, biases }: Weights, start: number[]): number[][] => {
  const all = [start];
  for (const x of inputs) {
    const seen = [...x, ...all[all.length - 1]];
    all.push(rows.map((row, i) => tanh(row.reduce((s, w, j) => s + w * seen[j], biases[i]))));
  }
  return all;
};

const stream = rng(122);
const list = (n: number, size = 1): number[] =>
  Array.from({ length: n }, () => stream.normal(0, size));
const sequences: Sequence[] = [
  [1, 1, 3],
  [2, 3, 6],
  [3, 2, 5],
].map(([n, m, steps]) => {
  const weights = { rows: Array.from({ length: m }, () => list(n + m, 0.7)), biases: list(m, 0.3) };
  const inputs = Array.from({ length: steps }, () => list(n));
  return {
    inputs,
    weights,
    memories: memoriesOf(inputs, weights, list(m, 0.5)),
    dShown: inputs.map(() => list(m)),
  };
});

/** Slopes of Σ dShown · h′ by small differences, of a sequence without cuts. */
function differences({ inputs, memories, dShown, weights }: Sequence): Weights {
  const loss = (w: Weights): number =>
    memoriesOf(inputs, w, memories[0])
      .slice(1)
      .reduce((sum, h, t) => sum + h.reduce((s, v, i) => s + v * dShown[t][i], 0), 0);
  const copy = (): Weights => ({
    rows: weights.rows.map((r) => [...r]),
    biases: [...weights.biases],
  });
  const by = (change: (w: Weights, step: number) => void): number => {
    const [up, down] = [copy(), copy()];
    change(up, 1e-5);
    change(down, -1e-5);
    return (loss(up) - loss(down)) / 2e-5;
  };
  return {
    rows: weights.rows.map((row, i) =>
      row.map((_, j) =>
        by((w, step) => {
          w.rows[i][j] += step;
        }),
      ),
    ),
    biases: weights.biases.map((_, i) =>
      by((w, step) => {
        w.biases[i] += step;
      }),
    ),
  };
}

/** Two steps of one number: x = 1 and then 0; W = [ln 2, ln 3/0.6]: h goes 0, 0.6, 0.8. Only what is shown last counts. */
const TWO: Sequence = {
  inputs: [[1], [0]],
  memories: [[0], [0.6], [0.8]],
  dShown: [[0], [1]],
  weights: { rows: [[LN2, LN3 / 0.6]], biases: [0] },
};
const DOWN = (0.36 * LN3) / 0.6; // the slope by the memory between them
const through = (f: Solution, s: Sequence, window: number): Weights => ({
  ...f.throughTime(s.inputs, s.memories, s.dShown, s.weights, window),
});

const own =
  (f: Solution): typeof StepBack =>
  (dNext, x, h, next, { rows, biases }) => {
    const weights = { rows: rows.map((row) => [...row]), biases: [...biases] };
    const back = f.rnnStepBack([...dNext], [...x], [...h], [...next], weights);
    return { dx: back.dx, dh: back.dh, weights: { rows: back.rows, biases: back.biases } };
  };

export const backThroughTime = exercise<Solution>({
  id: "03/back-through-time",
  folder: "03-deepmind-deep-learning/exercises/09-back-through-time",
  title: "Back through time",
  source: "Goodfellow, Bengio, Courville, 10.2.2; A. Ng, Sequence Models, week 1",
  functions: ["rnnStepBack", "throughTime"],
  reference,
  cases: [
    {
      name: "one step",
      given: "x = 2, h = 0.6, h′ = 0.8, W = [3, 5], dNext = 1: dz = 1 − 0.64 = 0.36.",
      run: (f) => ({ ...f.rnnStepBack([1], [2], [0.6], [0.8], { rows: [[3, 5]], biases: [7] }) }),
      expected: { dx: [1.08], dh: [1.8], rows: [[0.72, 0.216]], biases: [0.36] },
    },
    {
      name: "two numbers remembered",
      given: "x = 1, h = (2, 3), h′ = (0, 0), rows (1, 2, 3) and (4, 5, 6), dNext = (1, 10).",
      run: (f) => ({
        ...f.rnnStepBack([1, 10], [1], [2, 3], [0, 0], {
          rows: [
            [1, 2, 3],
            [4, 5, 6],
          ],
          biases: [0, 0],
        }),
      }),
      expected: {
        dx: [41],
        dh: [52, 63],
        rows: [
          [1, 2, 3],
          [10, 20, 30],
        ],
        biases: [1, 10],
      },
    },
    {
      name: "two steps",
      given:
        "h goes 0, 0.6, 0.8; only what is shown last counts. 0.36 at the second step; 0.36 · W_h · 0.64 at the first.",
      run: (f) => through(f, TWO, 2),
      expected: { rows: [[DOWN * 0.64, 0.36 * 0.6]], biases: [0.36 + DOWN * 0.64] },
    },
    {
      name: "shown at each step",
      given: "The same two steps, and the slope 1 by both.",
      run: (f) => through(f, { ...TWO, dShown: [[1], [1]] }, 9),
      expected: {
        rows: [[(1 + DOWN) * 0.64, 0.36 * 0.6]],
        biases: [0.36 + (1 + DOWN) * 0.64],
      },
    },
    {
      name: "pieces of two",
      given:
        "Four steps of one number with x = 1, memories of 0 and W_h = 2, the slope 1 by each. From the end: 1, 1 + 2, then the cut, 1, 1 + 2.",
      run: (f) =>
        through(
          f,
          {
            inputs: [[1], [1], [1], [1]],
            memories: [[0], [0], [0], [0], [0]],
            dShown: [[1], [1], [1], [1]],
            weights: { rows: [[5, 2]], biases: [0] },
          },
          2,
        ),
      expected: { rows: [[8, 0]], biases: [8] },
    },
    {
      name: "small differences",
      given: "Three random sequences without a cut, beside (L(w + ε) − L(w − ε))/2ε.",
      run: (f) => sequences.map((s) => through(f, s, 100)),
      expected: sequences.map(differences),
      tolerance: 1e-7,
    },
    {
      name: "other pieces",
      given: "The same sequences, cut every two steps and every three.",
      run: (f) => sequences.flatMap((s) => [2, 3].map((window) => through(f, s, window))),
      expected: sequences.flatMap(({ inputs, memories, dShown, weights }) =>
        [2, 3].map((window) => ({ ...walked({})(inputs, memories, dShown, weights, window) })),
      ),
    },
    {
      name: "the lab with yours",
      given:
        "The lab 03/memory-cells, one seed, with your step back: twelve steps of eight numbers, beside the library's slopes.",
      swap: true,
      run: (f) => labVerdict(memoryCells, { rnnStepBack: own(f) }, { seeds: [1] }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the slope of tanh left out",
      explanation: "Before the sums stands tanh: multiply by 1 − h′².",
      wrong: { rnnStepBack: stepped({ slope: () => 1 }) },
    },
    {
      name: "the slope of a sigmoid",
      explanation: "h(1 − h) belongs to the sigmoid; tanh has 1 − h².",
      wrong: { rnnStepBack: stepped({ slope: (next) => next * (1 - next) }) },
    },
    {
      name: "the slope at the old memory",
      explanation: "tanh′ is computed from what tanh gave, h′, not from the memory before.",
      wrong: { rnnStepBack: stepped({ slope: (_, h) => 1 - h * h }) },
    },
    {
      name: "the matrix not transposed",
      explanation: "On the way back the sum runs over the rows: entry j adds W_ij dz_i over i.",
      wrong: { rnnStepBack: stepped({ transposed: true }) },
    },
    {
      name: "h before x",
      explanation: "Rows run over x first: the first slopes are those of x.",
      wrong: { rnnStepBack: stepped({ order: "h first" }) },
    },
    {
      name: "weights by the new memory",
      explanation: "The weights saw x and the memory before the step.",
      wrong: { rnnStepBack: stepped({ seen: (x, _, next) => [...x, ...next] }) },
    },
    {
      name: "never cut",
      explanation: "Where a piece begins, nothing comes back to the one before.",
      wrong: { throughTime: walked({ cut: () => false }) },
    },
    {
      name: "cut at every step",
      explanation: "Within a piece the slope of the step after is added to what was shown.",
      wrong: { throughTime: walked({ cut: () => true }) },
    },
    {
      name: "cut one step late",
      explanation:
        "Pieces are counted from step 0: the last step of a piece has (t + 1) a multiple of the window.",
      wrong: { throughTime: walked({ cut: (t, window) => t % window === 0 && t > 0 }) },
    },
    {
      name: "only what is shown last",
      explanation: "Each step shows something: its slope is added to what comes back.",
      wrong: { throughTime: walked({ shown: (t, steps) => t === steps - 1 }) },
    },
    {
      name: "the first step only",
      explanation: "The weights are the same at every step: add their slopes up.",
      wrong: { throughTime: walked({ last: true }) },
    },
  ],
});
