/** Checks of the mask: small tables, what is hidden, rows without anything, and a change of a later value that must not be seen. */
import { exp, log, rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { transformerParts } from "../../labs/transformer-parts.ts";
import * as reference from "./reference.ts";

type Table = number[][];
interface Solution {
  causalMask(n: number): Table;
  maskedSoftmax(scores: Table, mask: Table): Table;
}

const NO = Number.NEGATIVE_INFINITY;
const LN3 = log(3);
const masked =
  (of: (i: number, j: number) => number): Solution["causalMask"] =>
  (n) =>
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_2, j) => of(i, j)));

interface Slip {
  /** What is subtracted of the scores; given with the mask and without. */
  readonly most?: (shown: number[], row: number[]) => number;
  readonly hide?: (x: number, m: number) => number;
  readonly after?: boolean;
  readonly columns?: boolean;
  readonly empty?: (row: number[]) => number[];
}
const turned = (t: Table): Table => t[0].map((_, j) => t.map((row) => row[j]));

function slipped(slip: Slip): Solution["maskedSoftmax"] {
  const softmax = (row: number[], m: number[]): number[] => {
    const shown = row.map((x, j) => (slip.after ? x : (slip.hide ?? ((a, b) => a + b))(x, m[j])));
    if (m.every((x) => x === NO) && !slip.after)
      return (slip.empty ?? ((r) => r.map(() => 0)))(row);
    const most = (slip.most ?? ((s) => Math.max(...s)))(shown, row);
    const e = shown.map((x) => exp(x - most));
    const sum = e.reduce((a, b) => a + b, 0);
    return e.map((x, j) => (slip.after && m[j] === NO ? 0 : x / sum));
  };
  return (scores, mask) => {
    if (!slip.columns) return scores.map((row, i) => softmax(row, mask[i]));
    const across = turned(mask);
    return turned(turned(scores).map((row, i) => softmax(row, across[i])));
  };
}

const stream = rng(112);
const draws = [
  [3, 3],
  [4, 6],
  [6, 2],
].map(([m, n]) => ({
  scores: Array.from({ length: m }, () => Array.from({ length: n }, () => stream.normal(0, 3))),
  mask: Array.from({ length: m }, () =>
    Array.from({ length: n }, () => (stream.random() < 0.5 ? NO : 0)),
  ),
}));

/** Which answers a change of value t is seen in, of 12 places that look with random scores. */
function seen(f: Solution) {
  const random = rng(61);
  const scores = Array.from({ length: 12 }, () =>
    Array.from({ length: 12 }, () => random.normal()),
  );
  const values = scores.map(() => random.normal());
  const answers = (v: number[]): number[] =>
    f
      .maskedSoftmax(scores, f.causalMask(12))
      .map((row) => row.reduce((s, share, j) => s + share * v[j], 0));
  const before = answers(values);
  const changes = values.map((_, t) => {
    const after = answers(values.map((v, j) => (j === t ? v + 1 : v)));
    return after.filter((x, i) => x !== before[i]).length;
  });
  return { changes, first: before[0] - values[0] };
}

export const causalMaskExercise = exercise<Solution>({
  id: "03/causal-mask",
  folder: "03-deepmind-deep-learning/exercises/02-causal-mask",
  title: "Do not look ahead",
  source: "Vaswani et al. 2017, section 3.2.3, arXiv:1706.03762",
  functions: ["causalMask", "maskedSoftmax"],
  reference,
  cases: [
    {
      name: "three places",
      given: "n = 3: the first sees itself, the last all three.",
      run: (f) => f.causalMask(3),
      expected: [
        [0, NO, NO],
        [0, 0, NO],
        [0, 0, 0],
      ],
    },
    {
      name: "one place",
      given: "n = 1.",
      run: (f) => f.causalMask(1),
      expected: [[0]],
    },
    {
      name: "three to one",
      given: "Scores (ln 3, 0, 5) of which the last is hidden; (2, 2, 2) of which nothing is.",
      run: (f) =>
        f.maskedSoftmax(
          [
            [LN3, 0, 5],
            [2, 2, 2],
          ],
          [
            [0, 0, NO],
            [0, 0, 0],
          ],
        ),
      expected: [
        [0.75, 0.25, 0],
        [1 / 3, 1 / 3, 1 / 3],
      ],
    },
    {
      name: "nothing to see",
      given: "Two places, both hidden; then one of them.",
      run: (f) =>
        f.maskedSoftmax(
          [
            [1, 2],
            [1, 2],
          ],
          [
            [NO, NO],
            [0, NO],
          ],
        ),
      expected: [
        [0, 0],
        [1, 0],
      ],
    },
    {
      name: "large scores",
      given: "1000 hidden beside 0 and −ln 3; 1000 beside 1000; −1000 beside −1000 − ln 3.",
      run: (f) =>
        f.maskedSoftmax(
          [
            [1000, 0, -LN3],
            [1000, 1000, 3],
            [7, -1000, -1000 - LN3],
          ],
          [
            [NO, 0, 0],
            [0, 0, 0],
            [NO, 0, 0],
          ],
        ),
      expected: [
        [0, 0.75, 0.25],
        [0.5, 0.5, 0],
        [0, 0.75, 0.25],
      ],
    },
    {
      name: "random ones",
      given: "Three tables, not square, half of them hidden.",
      run: (f) => draws.map(({ scores, mask }) => f.maskedSoftmax(scores, mask)),
      expected: draws.map(({ scores, mask }) =>
        scores.map((row, i) => {
          const e = row.map((x, j) => (mask[i][j] === 0 ? exp(x) : 0));
          const sum = e.reduce((a, b) => a + b, 0);
          return e.map((x) => (sum === 0 ? 0 : x / sum));
        }),
      ),
    },
    {
      name: "a later value changes",
      given:
        "Twelve places look with random scores. Value t is changed: 12 − t answers may move, those from t on. The first answer is the first value.",
      swap: true,
      run: seen,
      expected: { changes: Array.from({ length: 12 }, (_, t) => 12 - t), first: 0 },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 03/transformer-parts, one seed, with your mask and your shares: beside the library's, and a whole layer under your mask.",
      swap: true,
      run: (f) =>
        labVerdict(
          transformerParts,
          { causalMask: f.causalMask, maskedSoftmax: f.maskedSoftmax },
          { seeds: [1] },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "looking ahead",
      explanation: "Row i is who looks, column j where: hidden is what comes after, j > i.",
      wrong: { causalMask: masked((i, j) => (j >= i ? 0 : NO)) },
    },
    {
      name: "blind to oneself",
      explanation: "A place may look at itself; otherwise the first one sees nothing.",
      wrong: { causalMask: masked((i, j) => (j < i ? 0 : NO)) },
    },
    {
      name: "one place too far",
      explanation: "The next place is what is to be predicted: it is hidden.",
      wrong: { causalMask: masked((i, j) => (j <= i + 1 ? 0 : NO)) },
    },
    {
      name: "ones and zeros",
      explanation: "The mask is added to the scores: 0 leaves one as it is, −Infinity hides it.",
      wrong: { causalMask: masked((i, j) => (j <= i ? 1 : 0)) },
    },
    {
      name: "not a number where all is hidden",
      explanation: "−Infinity − (−Infinity) is not a number: such a row is all zeros.",
      wrong: { maskedSoftmax: slipped({ empty: (row) => row.map(() => Number.NaN) }) },
    },
    {
      name: "even shares where all is hidden",
      explanation: "A row that sees nothing takes nothing: zeros.",
      wrong: { maskedSoftmax: slipped({ empty: (row) => row.map(() => 1 / row.length) }) },
    },
    {
      name: "hidden after the softmax",
      explanation: "The hidden places have taken part in the sum: the rest does not add up to 1.",
      wrong: { maskedSoftmax: slipped({ after: true }) },
    },
    {
      name: "the softmax down the columns",
      explanation: "Each row is one place that looks, and its shares sum to 1.",
      wrong: { maskedSoftmax: slipped({ columns: true }) },
    },
    {
      name: "not a number for large scores",
      explanation: "Subtract the largest of what can be seen before you take e to its power.",
      wrong: { maskedSoftmax: slipped({ most: () => 0 }) },
    },
    {
      name: "the largest of the hidden ones subtracted",
      explanation:
        "The largest score may be hidden: then all that is left becomes 0. Add the mask first.",
      wrong: { maskedSoftmax: slipped({ most: (_, row) => Math.max(...row) }) },
    },
    {
      name: "the mask ignored",
      explanation: "Add the mask to the scores.",
      wrong: {
        maskedSoftmax: slipped({
          hide: (x) => x,
          empty: (row) => slipped({})([row], [row.map(() => 0)])[0],
        }),
      },
    },
  ],
});
