/** Checks of heads: small tables, there and back, random ones, and attention with four heads against one block at a time. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { transformerParts } from "../../labs/transformer-parts.ts";
import { attention } from "../03-attention/reference.ts";
import * as reference from "./reference.ts";

interface Solution {
  splitHeads(x: number[][], heads: number): number[][][];
  mergeHeads(parts: number[][][]): number[][];
}

/** parts[h][t][d] from a function of the place of the number. */
const split =
  (of: (x: number[][], h: number, t: number, d: number, heads: number) => number) =>
  (x: number[][], heads: number): number[][][] =>
    Array.from({ length: heads }, (_, h) =>
      x.map((row, t) =>
        Array.from({ length: row.length / heads }, (_2, d) => of(x, h, t, d, heads)),
      ),
    );

const X = [
  [1, 2, 3, 4, 5, 6],
  [10, 20, 30, 40, 50, 60],
];
const PARTS = [
  [
    [1, 2],
    [10, 20],
  ],
  [
    [3, 4],
    [30, 40],
  ],
  [
    [5, 6],
    [50, 60],
  ],
];

const stream = rng(113);
const table = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => stream.normal()));
const draws = (
  [
    [3, 8, 2],
    [5, 6, 6],
    [1, 12, 3],
    [4, 4, 1],
  ] as const
).map(([places, width, heads]) => ({ x: table(places, width), heads }));
const qkv = [table(5, 8), table(5, 8), table(5, 8)];

/** Attention with heads, the parts by the learner. */
function manyHeads(f: Solution, heads: number): number[][] {
  const [q, k, v] = qkv.map((x) => f.splitHeads(x, heads));
  return f.mergeHeads(q.map((rows, h) => attention(rows, k[h], v[h]).out));
}

/** The same from columns, one head after the other, without parts. */
function byColumns(heads: number): number[][] {
  const share = 8 / heads;
  const out = qkv[0].map(() => new Array<number>(8).fill(0));
  for (let h = 0; h < heads; h++) {
    const columns = Array.from({ length: share }, (_, d) => h * share + d);
    const [q, k, v] = qkv.map((x) => x.map((row) => columns.map((c) => row[c])));
    attention(q, k, v).out.forEach((row, t) => {
      columns.forEach((c, d) => {
        out[t][c] = row[d];
      });
    });
  }
  return out;
}

export const headsExercise = exercise<Solution>({
  id: "03/heads",
  folder: "03-deepmind-deep-learning/exercises/04-heads",
  title: "Several heads",
  source: "Vaswani et al. 2017, section 3.2.2, arXiv:1706.03762",
  functions: ["splitHeads", "mergeHeads"],
  reference,
  cases: [
    {
      name: "two places, three heads",
      given: "Places (1 … 6) and (10 … 60), two numbers for each head.",
      run: (f) => f.splitHeads(X, 3),
      expected: PARTS,
    },
    {
      name: "and back",
      given: "The three parts.",
      run: (f) => f.mergeHeads(PARTS),
      expected: X,
    },
    {
      name: "one head",
      given: "The same places with one head, there and back.",
      run: (f) => ({ parts: f.splitHeads(X, 1), merged: f.mergeHeads([X]) }),
      expected: { parts: [X], merged: X },
    },
    {
      name: "a head for each number",
      given: "Six heads of one number.",
      run: (f) => f.splitHeads(X, 6),
      expected: [1, 2, 3, 4, 5, 6].map((n) => [[n], [10 * n]]),
    },
    {
      name: "random ones, there and back",
      given: "Four tables, 1 to 6 heads.",
      run: (f) =>
        draws.map(({ x, heads }) => {
          const parts = f.splitHeads(x, heads);
          return { parts, merged: f.mergeHeads(parts) };
        }),
      expected: draws.map(({ x, heads }) => ({
        parts: split((all, h, t, d, n) => all[t][(h * all[t].length) / n + d])(x, heads),
        merged: x,
      })),
    },
    {
      name: "attention with your heads",
      given:
        "Five places of 8 numbers, 1, 2, 4 and 8 heads; expected: one block of columns after the other.",
      swap: true,
      run: (f) => [1, 2, 4, 8].map((heads) => manyHeads(f, heads)),
      expected: [1, 2, 4, 8].map(byColumns),
    },
    {
      name: "the lab with yours",
      given:
        "The lab 03/transformer-parts, one seed, with your heads in a whole layer, beside the library's.",
      swap: true,
      run: (f) =>
        labVerdict(
          transformerParts,
          { splitHeads: f.splitHeads, mergeHeads: f.mergeHeads },
          { seeds: [1] },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "reshaped without an exchange of axes",
      explanation:
        "The numbers in reading order, cut into pieces: the first head gets all of the first places. Each head gets a part of every place.",
      wrong: {
        splitHeads: split((x, h, t, d, heads) => {
          const share = x[0].length / heads;
          return x.flat()[(h * x.length + t) * share + d];
        }),
      },
    },
    {
      name: "dealt out like cards",
      explanation: "A head gets a block of neighbours, not every so manieth number.",
      wrong: { splitHeads: split((x, h, t, d, heads) => x[t][d * heads + h]) },
    },
    {
      name: "always the first block",
      explanation: "Head h begins at h · width/heads.",
      wrong: { splitHeads: split((x, _, t, d) => x[t][d]) },
    },
    {
      name: "places outside, heads inside",
      explanation: "The outer list is over heads: parts[h][t].",
      wrong: {
        splitHeads: (x, heads) => {
          const parts = reference.splitHeads(x, heads);
          return x.map((_, t) => parts.map((head) => head[t]));
        },
      },
    },
    {
      name: "merged one head after the other",
      explanation: "A place has the numbers of all heads, side by side: one row for each place.",
      wrong: { mergeHeads: (parts) => parts.flat() },
    },
    {
      name: "merged like cards",
      explanation: "First all numbers of the first head, then those of the second.",
      wrong: {
        mergeHeads: (parts) =>
          parts[0].map((row, t) => row.flatMap((_, d) => parts.map((head) => head[t][d]))),
      },
    },
  ],
});
