/** Checks of the gated memory: each gate alone, both lists, random cells, and a bit that is kept for 200 steps. */
import { log, rng, sigmoid, tanh } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { memoryCells } from "../../../03-deepmind-deep-learning/labs/memory-cells.ts";
import { lstmStep } from "../../../03-deepmind-deep-learning/labs/parts/cells.ts";
import * as reference from "./reference.ts";

const GATES = ["forget", "input", "output", "candidate"] as const;
type Gate = (typeof GATES)[number];
type Weights = Record<Gate, number[][]> & { biases: Record<Gate, number[]> };
type Cell = (
  x: number[],
  h: number[],
  c: number[],
  weights: Weights,
) => { h: number[]; c: number[] };
interface Solution {
  lstmCell: Cell;
}

interface Slip {
  /** In the place of the function of this gate. */
  readonly squash?: Partial<Record<Gate, (z: number) => number>>;
  readonly swap?: Partial<Record<Gate, Gate>>;
  readonly order?: "h first";
  readonly noBias?: boolean;
  readonly write?: (f: number, i: number) => number;
  readonly shows?: (old: number, next: number) => number;
  readonly ignoresH?: boolean;
}

const slipped =
  (slip: Slip): Cell =>
  (x, h, c, weights) => {
    const before = slip.ignoresH ? h.map(() => 0) : h;
    const seen = slip.order ? [...before, ...x] : [...x, ...before];
    const [f, i, o, g] = GATES.map((gate) => {
      const from = slip.swap?.[gate] ?? gate;
      const squash = slip.squash?.[gate] ?? (gate === "candidate" ? tanh : sigmoid);
      return weights[from].map((row, k) =>
        squash(row.reduce((s, w, j) => s + w * seen[j], slip.noBias ? 0 : weights.biases[from][k])),
      );
    });
    const next = c.map((old, k) => f[k] * old + (slip.write ?? ((_, y) => y))(f[k], i[k]) * g[k]);
    const shows = slip.shows ?? ((_, now) => tanh(now));
    return { c: next, h: next.map((now, k) => o[k] * shows(c[k], now)) };
  };

const LN3 = log(3); // σ(ln 3) = ¾, σ(−ln 3) = ¼, tanh(ln 3) = 0.8, tanh(ln 2) = 0.6
/** One number in, one kept; [over x, over h, bias] of each gate. */
const small = (rows: Record<Gate, [number, number, number]>): Weights => ({
  ...(Object.fromEntries(GATES.map((g) => [g, [[rows[g][0], rows[g][1]]]])) as Record<
    Gate,
    number[][]
  >),
  biases: Object.fromEntries(GATES.map((g) => [g, [rows[g][2]]])) as Record<Gate, number[]>,
});
const open: [number, number, number] = [0, 0, 40];
const shut: [number, number, number] = [0, 0, -40];

const stream = rng(109);
const draws = [
  [1, 1],
  [3, 2],
  [2, 4],
].map(([n, m]) => {
  const row = (): number[] => Array.from({ length: n + m }, () => stream.normal());
  const each = <T>(of: () => T) =>
    Object.fromEntries(GATES.map((g) => [g, of()])) as Record<Gate, T>;
  const weights: Weights = {
    ...each(() => Array.from({ length: m }, row)),
    biases: each(() => Array.from({ length: m }, () => stream.normal())),
  };
  const list = (k: number): number[] => Array.from({ length: k }, () => stream.normal());
  return { x: list(n), h: list(m), c: list(m), weights };
});

/**
 * Two numbers come in, a signal and noise. The cell opens its gates when the signal is 1 or −1, writes it, and keeps it through
 * 200 steps of noise: what it shows at the end, for signals of both signs.
 */
function kept(f: Solution): number[] {
  // input opens and forget shuts where |signal| = 1: two cells, one for each sign
  const weights: Weights = {
    forget: [
      [-40, 0, 0, 0],
      [40, 0, 0, 0],
    ],
    input: [
      [40, 0, 0, 0],
      [-40, 0, 0, 0],
    ],
    output: [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ],
    candidate: [
      [9, 0.01, 0, 0],
      [9, 0.01, 0, 0],
    ],
    biases: { forget: [20, 20], input: [-20, -20], output: [40, 40], candidate: [0, 0] },
  };
  return [1, -1].map((signal) => {
    const random = rng(52);
    let [h, c] = [
      [0, 0],
      [0, 0],
    ];
    for (let t = 0; t <= 200; t++)
      ({ h, c } = f.lstmCell([t === 0 ? signal : 0, random.normal()], h, c, weights));
    return h[0] + h[1];
  });
}

/** The learner's cell in the place of the lab's; the gates, which the way back needs as well, are the lab's. */
const step =
  (f: Solution): typeof lstmStep =>
  (x, h, c, weights) => {
    const rows = (gate: Gate): number[][] => weights[gate].rows.map((row) => [...row]);
    const own: Weights = {
      forget: rows("forget"),
      input: rows("input"),
      output: rows("output"),
      candidate: rows("candidate"),
      biases: Object.fromEntries(GATES.map((g) => [g, [...weights[g].biases]])) as Record<
        Gate,
        number[]
      >,
    };
    return { ...lstmStep(x, h, c, weights), ...f.lstmCell([...x], [...h], [...c], own) };
  };

export const lstmCellExercise = exercise<Solution>({
  id: "02/lstm-cell",
  folder: "02-deep-learning-specialization/exercises/10-lstm-cell",
  title: "A memory with gates",
  source: "Hochreiter and Schmidhuber 1997; A. Ng, Sequence Models, week 1",
  functions: ["lstmCell"],
  reference,
  cases: [
    {
      name: "written and shown",
      given: "Forget shut; input ¾, output ¼, candidate 0.8 by their biases: c = 0.6.",
      run: (f) => ({
        ...f.lstmCell(
          [5],
          [7],
          [100],
          small({ forget: shut, input: [0, 0, LN3], output: [0, 0, -LN3], candidate: [0, 0, LN3] }),
        ),
      }),
      expected: { c: [0.6], h: [tanh(0.6) / 4] },
      tolerance: 1e-9,
    },
    {
      name: "kept",
      given:
        "Input shut, forget ¾, output open: of ln 16 the memory keeps ln 8, and tanh ln 8 = 63/65 is shown.",
      run: (f) => ({
        ...f.lstmCell(
          [5],
          [7],
          [log(16)],
          small({ forget: [0, 0, LN3], input: shut, output: open, candidate: open }),
        ),
      }),
      expected: { c: [log(8)], h: [63 / 65] },
    },
    {
      name: "added",
      given: "Forget ¾ of 2, and input ¼ of 0.8: c = 1.7.",
      run: (f) => ({
        c: f.lstmCell(
          [5],
          [7],
          [2],
          small({ forget: [0, 0, LN3], input: [0, 0, -LN3], output: open, candidate: [0, 0, LN3] }),
        ).c,
      }),
      expected: { c: [1.7] },
    },
    {
      name: "what the gates see",
      given:
        "x = 2, h = 3. Forget ln 3 (x − h/3), input ln 3 (h − x), output ln 3 (h/3), candidate ln 2 (h − x); c = 1.",
      run: (f) => ({
        ...f.lstmCell(
          [2],
          [3],
          [1],
          small({
            forget: [LN3, -LN3 / 3, 0],
            input: [-LN3, LN3, 0],
            output: [0, LN3 / 3, 0],
            candidate: [-Math.LN2, Math.LN2, 0],
          }),
        ),
      }),
      expected: { c: [0.75 + 0.45], h: [0.75 * tanh(1.2)] },
    },
    {
      name: "random cells",
      given: "One, two and four numbers kept; one, three and two coming in.",
      run: (f) => draws.map(({ x, h, c, weights }) => ({ ...f.lstmCell(x, h, c, weights) })),
      expected: draws.map(({ x, h, c, weights }) => ({ ...slipped({})(x, h, c, weights) })),
    },
    {
      name: "kept for 200 steps",
      given:
        "Two cells with weights set by hand: a signal of 1 or −1 is written, then 200 steps of noise; what is shown at the end, ±tanh 1.",
      swap: true,
      run: kept,
      // 200 steps through gates of σ(20): less than 10⁻⁶ is lost
      expected: [
        between(tanh(1) - 1e-5, tanh(1) + 1e-5),
        between(-tanh(1) - 1e-5, -tanh(1) + 1e-5),
      ],
    },
    {
      name: "the lab with yours",
      given:
        "The lab 03/memory-cells, one seed, with your step forwards: what is shown, and the slopes back through time, beside the library's.",
      swap: true,
      run: (f) => labVerdict(memoryCells, { lstmStep: step(f) }, { seeds: [1] }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "shown from the old memory",
      explanation: "What is shown comes from the new memory: write first, then show.",
      wrong: { lstmCell: slipped({ shows: (old) => tanh(old) }) },
    },
    {
      name: "no tanh on what is shown",
      explanation: "h is o times tanh of the memory.",
      wrong: { lstmCell: slipped({ shows: (_, now) => now }) },
    },
    {
      name: "a sigmoid for the candidate",
      explanation: "What would be written may be negative: tanh.",
      wrong: { lstmCell: slipped({ squash: { candidate: sigmoid } }) },
    },
    {
      name: "tanh for the gates",
      explanation: "A gate is between 0 and 1: the sigmoid.",
      wrong: { lstmCell: slipped({ squash: { forget: tanh, input: tanh, output: tanh } }) },
    },
    {
      name: "forget and input exchanged",
      explanation: "Forget multiplies the old memory, input what would be written.",
      wrong: { lstmCell: slipped({ swap: { forget: "input", input: "forget" } }) },
    },
    {
      name: "one gate for both",
      explanation:
        "1 − f in the place of i belongs to another kind of memory; here the input gate is its own.",
      wrong: { lstmCell: slipped({ write: (f) => 1 - f }) },
    },
    {
      name: "h before x",
      explanation: "Each row of weights runs over x first, then over h.",
      wrong: { lstmCell: slipped({ order: "h first" }) },
    },
    {
      name: "biases forgotten",
      explanation: "Each sum begins with its bias.",
      wrong: { lstmCell: slipped({ noBias: true }) },
    },
    {
      name: "blind to h",
      explanation: "The gates look at what was shown before as well.",
      wrong: { lstmCell: slipped({ ignoresH: true }) },
    },
  ],
});
