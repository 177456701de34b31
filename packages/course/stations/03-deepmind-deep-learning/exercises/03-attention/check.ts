/** Checks of attention: one key, published weights, a mask, permutations, and a sequence read backwards. */
import { exp, log, rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { transformerParts } from "../../labs/transformer-parts.ts";
import * as reference from "./reference.ts";

type Matrix = number[][];
interface Solution {
  attention(q: Matrix, k: Matrix, v: Matrix, mask?: Matrix): { weights: Matrix; out: Matrix };
}

interface Slip {
  readonly scale?: (d: number, keys: number) => number;
  readonly mask?: (score: number, m: number) => number;
  readonly columns?: boolean;
  readonly raw?: boolean;
  readonly masksWeights?: boolean;
  readonly valueOfQuery?: boolean;
}

const softmax = (x: number[], isRaw = false): number[] => {
  const e = x.map((v) => exp(v - (isRaw ? 0 : Math.max(...x))));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
};
const turned = (m: Matrix): Matrix => m[0].map((_, j) => m.map((row) => row[j]));

const slipped =
  (slip: Slip): Solution["attention"] =>
  (q, k, v, mask) => {
    const scale = slip.scale ?? ((d) => Math.sqrt(d));
    const scores = q.map((row, i) =>
      k.map((key, j) => {
        const score = key.reduce((s, x, d) => s + x * row[d], 0) / scale(key.length, k.length);
        const hidden = mask && !slip.masksWeights ? mask[i][j] : 0;
        return (slip.mask ?? ((a, b) => a + b))(score, hidden);
      }),
    );
    let weights = slip.columns
      ? turned(turned(scores).map((x) => softmax(x)))
      : scores.map((x) => softmax(x, slip.raw));
    if (slip.masksWeights && mask)
      weights = weights.map((row, i) => row.map((w, j) => (mask[i][j] === 0 ? w : 0)));
    const out = weights.map((row) =>
      v[0].map((_, d) => row.reduce((s, w, j) => s + w * v[slip.valueOfQuery ? 0 : j][d], 0)),
    );
    return { weights, out };
  };

/** The arrays that an assignment on transformers prints, with what it prints of the answer. */
const Q = [
  [1, 0, 1, 1],
  [0, 1, 1, 1],
  [1, 0, 0, 1],
];
const K = [
  [1, 1, 0, 1],
  [1, 0, 1, 1],
  [0, 1, 1, 0],
  [0, 0, 0, 1],
];
const V = [
  [0, 0],
  [1, 0],
  [1, 0],
  [1, 1],
];
const NO = Number.NEGATIVE_INFINITY;

const stream = rng(103);
const matrix = (rows: number, columns: number): Matrix =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => stream.normal(0, 1)));
const draws = [
  [2, 3, 4, 2],
  [3, 3, 2, 5],
  [4, 6, 3, 1],
].map(([m, n, d, e]) => ({
  q: matrix(m, d),
  k: matrix(n, d),
  v: matrix(n, e),
  mask: Array.from({ length: m }, (_, i) =>
    Array.from({ length: n }, (_2, j) => ((i + 2 * j) % 3 === 1 ? NO : 0)),
  ),
}));

/** Each place asks for the place as far from the end as it is from the beginning; keys are places. */
function backwards(f: Solution, values: number[]): number[] {
  const place = (t: number): number[] => values.map((_, j) => (j === t ? 20 : 0));
  const last = values.length - 1;
  return f
    .attention(
      values.map((_, t) => place(last - t)),
      values.map((_, t) => place(t)),
      values.map((x) => [x]),
    )
    .out.map(([x]) => x);
}

export const attentionExercise = exercise<Solution>({
  id: "03/attention",
  folder: "03-deepmind-deep-learning/exercises/03-attention",
  title: "Ask, compare, take",
  source: "Vaswani et al. 2017, equation 1, arXiv:1706.03762",
  functions: ["attention"],
  reference,
  cases: [
    {
      name: "one key",
      given: "There is one place to look at, with value (5, −2): all of it, whatever is asked.",
      run: (f) => ({ ...f.attention([[1, 2, 3]], [[0, 1, 0]], [[5, -2]]) }),
      expected: { weights: [[1]], out: [[5, -2]] },
    },
    {
      name: "three to one",
      given: "Scores ln 3 and 0 after the division by √4; values (8, 0) and (0, 4).",
      run: (f) => ({
        ...f.attention(
          [[2 * log(3), 0, 0, 0]],
          [
            [1, 0, 0, 0],
            [0, 1, 0, 0],
          ],
          [
            [8, 0],
            [0, 4],
          ],
        ),
      }),
      expected: { weights: [[0.75, 0.25]], out: [[6, 1]] },
    },
    {
      name: "the published weights",
      given: "Three queries, four keys of four numbers, four values of two; known to four digits.",
      run: (f) => ({ ...f.attention(Q, K, V) }),
      expected: {
        weights: [
          [0.2589, 0.4269, 0.1571, 0.1571],
          [0.2773, 0.2773, 0.2773, 0.1682],
          [0.3362, 0.3362, 0.1237, 0.2039],
        ],
        out: [
          [0.7411, 0.1571],
          [0.7227, 0.1682],
          [0.6638, 0.2039],
        ],
      },
      tolerance: 5.1e-5, // half of the last digit that is printed
    },
    {
      name: "a mask",
      given:
        "The same; the first query may see keys 1 and 2 only, the others all, then key 4 only.",
      run: (f) => ({
        ...f.attention(Q, K, V, [
          [0, 0, NO, NO],
          [0, 0, 0, 0],
          [NO, NO, NO, 0],
        ]),
      }),
      expected: {
        weights: [
          [1 / (1 + exp(0.5)), exp(0.5) / (1 + exp(0.5)), 0, 0],
          [...[0, 1, 2].map(() => exp(0.5) / (1 + 3 * exp(0.5))), 1 / (1 + 3 * exp(0.5))],
          [0, 0, 0, 1],
        ],
        out: [
          [exp(0.5) / (1 + exp(0.5)), 0],
          [1 - exp(0.5) / (1 + 3 * exp(0.5)), 1 / (1 + 3 * exp(0.5))],
          [1, 1],
        ],
      },
    },
    {
      name: "large scores",
      given: "Scores of 1000 and −1000, with a mask and without: no NaN.",
      run: (f) => {
        const k = [[1000], [-1000]];
        const v = [[3], [7]];
        return [
          f.attention([[1], [-1]], k, v).out,
          f.attention([[1]], k, v, [[NO, 0]]).out,
          f.attention([[0]], k, v).out,
        ];
      },
      expected: [[[3], [7]], [[7]], [[5]]],
    },
    {
      name: "random ones",
      given: "Three sizes, with masks and without.",
      run: (f) =>
        draws.flatMap(({ q, k, v, mask }) => [
          { ...f.attention(q, k, v) },
          { ...f.attention(q, k, v, mask) },
        ]),
      expected: draws.flatMap(({ q, k, v, mask }) => [
        { ...slipped({})(q, k, v) },
        { ...slipped({})(q, k, v, mask) },
      ]),
    },
    {
      name: "a sequence read backwards",
      given:
        "Twelve numbers; each place asks for the one opposite, with queries and keys that are signs of places.",
      swap: true,
      run: (f) =>
        backwards(
          f,
          Array.from({ length: 12 }, (_, i) => i * i),
        ),
      expected: Array.from({ length: 12 }, (_, i) => (11 - i) ** 2),
      tolerance: 1e-6,
    },
    {
      name: "the lab with yours",
      given:
        "The lab 03/transformer-parts, one seed, with your attention: the printed numbers, and a whole layer beside the library's.",
      swap: true,
      run: (f) => labVerdict(transformerParts, { attention: f.attention }, { seeds: [1] }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "not divided by √d",
      explanation: "Without the root of the length of a key the scores of long keys are too large.",
      wrong: { attention: slipped({ scale: () => 1 }) },
    },
    {
      name: "divided by d",
      explanation: "By its root: a sum of d products of unit size has a spread of √d.",
      wrong: { attention: slipped({ scale: (d) => d }) },
    },
    {
      name: "the root of the number of keys",
      explanation: "d is how many numbers a key has, not how many keys there are.",
      wrong: { attention: slipped({ scale: (_, n) => Math.sqrt(n) }) },
    },
    {
      name: "the softmax over the queries",
      explanation:
        "Each query shares out its attention: rows of the weights sum to 1, not columns.",
      wrong: { attention: slipped({ columns: true }) },
    },
    {
      name: "the mask taken after the softmax",
      explanation:
        "What is hidden must not take part in the sum, or the rest does not add up to 1.",
      wrong: { attention: slipped({ masksWeights: true }) },
    },
    {
      name: "the mask ignored",
      explanation: "The mask is added to the scores.",
      wrong: { attention: slipped({ mask: (score) => score }) },
    },
    {
      name: "the mask multiplied",
      explanation: "The mask is added: 0 leaves a score as it is, −Infinity hides it.",
      wrong: { attention: slipped({ mask: (score, m) => score * (m === 0 ? 1 : 0) }) },
    },
    {
      name: "not a number for large scores",
      explanation: "Subtract the largest score of the row before you take e to its power.",
      wrong: { attention: slipped({ raw: true }) },
    },
    {
      name: "always the first value",
      explanation: "Weight j belongs to row j of the values.",
      wrong: { attention: slipped({ valueOfQuery: true }) },
    },
  ],
});
