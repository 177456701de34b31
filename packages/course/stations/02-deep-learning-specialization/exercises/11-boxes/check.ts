/** Checks of boxes: areas by hand, rounds by hand, random boxes on a grid that is counted cell by cell, and the lab. */
import { type Rng, rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { boxesOverThings } from "../../labs/boxes.ts";
import * as reference from "./reference.ts";

type Box = number[];
interface Solution {
  iou(a: Box, b: Box): number;
  nonMaxSuppression(boxes: Box[], scores: number[], threshold: number, most: number): number[];
}

const sides = (a: Box, b: Box): [width: number, height: number] => [
  Math.min(a[2], b[2]) - Math.max(a[0], b[0]),
  Math.min(a[3], b[3]) - Math.max(a[1], b[1]),
];
const area = (a: Box): number => (a[2] - a[0]) * (a[3] - a[1]);
const shared = (a: Box, b: Box): number => {
  const [w, h] = sides(a, b);
  return Math.max(0, w) * Math.max(0, h);
};

interface Slip {
  /** Order of the places. */
  readonly order?: (scores: number[]) => number[];
  readonly goes?: (overlap: number, threshold: number) => boolean;
  /** Boxes that a box is compared with: only the one just kept, or all kept ones. */
  readonly rivals?: "neighbour" | "waiting";
  readonly answer?: (kept: number[], scores: number[], most: number) => number[];
}

const byScore = (scores: number[]): number[] =>
  scores.map((_, i) => i).sort((i, j) => scores[j] - scores[i]);

/** Suppression with a slip. */
const slipped =
  (slip: Slip): Solution["nonMaxSuppression"] =>
  (boxes, scores, threshold, most) => {
    const order = (slip.order ?? byScore)(scores);
    const goes = slip.goes ?? ((overlap, limit) => overlap > limit);
    const over = (i: number, j: number): boolean =>
      goes(reference.iou(boxes[i], boxes[j]), threshold);
    const kept: number[] = [];
    order.forEach((i, place) => {
      const rivals =
        slip.rivals === "waiting"
          ? order.slice(0, place)
          : slip.rivals === "neighbour"
            ? kept.slice(-1)
            : kept;
      if (!rivals.some((k) => over(k, i))) kept.push(i);
    });
    return slip.answer === undefined ? kept.slice(0, most) : slip.answer(kept, scores, most);
  };

/** Corners on a grid of 10×10. */
function boxOnGrid(random: Rng): Box {
  const [left, top] = [random.integer(8), random.integer(8)];
  return [left, top, left + 1 + random.integer(10 - left - 1), top + 1 + random.integer(9 - top)];
}

/** The same by counting the cells of the grid. */
function counted(a: Box, b: Box): number {
  const has = (x: number, y: number, [l, t, r, d]: Box): boolean =>
    x >= l && x < r && y >= t && y < d;
  let [both, any] = [0, 0];
  for (let x = 0; x < 10; x++)
    for (let y = 0; y < 10; y++) {
      const [inA, inB] = [has(x, y, a), has(x, y, b)];
      if (inA && inB) both++;
      if (inA || inB) any++;
    }
  return both / any;
}

const PAIRS = (() => {
  const random = rng(71);
  return Array.from({ length: 40 }, () => [boxOnGrid(random), boxOnGrid(random)] as const);
})();
const CROWDS = (() => {
  const random = rng(72);
  return Array.from({ length: 20 }, () => ({
    boxes: Array.from({ length: 12 }, () => boxOnGrid(random)),
    scores: Array.from({ length: 12 }, () => random.random()),
  }));
})();

/** A row of squares of 4×4, each one further to the right: neighbours overlap by 12 of 20, the next but one by 8 of 24. */
const ROW: Box[] = [0, 1, 2, 3].map((x) => [x, 0, x + 4, 4]);

export const boxesExercise = exercise<Solution>({
  id: "02/boxes",
  folder: "02-deep-learning-specialization/exercises/11-boxes",
  title: "Which box is kept?",
  source: "A. Ng, Convolutional Neural Networks, week 3, non-max suppression",
  functions: ["iou", "nonMaxSuppression"],
  reference,
  cases: [
    {
      name: "two that cross",
      given: "[2, 1, 4, 3] and [1, 2, 3, 4]: one square of 1 of 4 + 4 − 1.",
      run: (f) => f.iou([2, 1, 4, 3], [1, 2, 3, 4]),
      expected: 1 / 7,
    },
    {
      name: "not square",
      given: "[0, 0, 6, 2] and [4, 1, 8, 5]: 2 × 1 of 12 + 16 − 2.",
      run: (f) => f.iou([0, 0, 6, 2], [4, 1, 8, 5]),
      expected: 2 / 26,
    },
    {
      name: "inside, and the same",
      given: "[1, 1, 3, 3] in [0, 0, 4, 4]: 4 of 16. A box with itself: 1.",
      run: (f) => [f.iou([0, 0, 4, 4], [1, 1, 3, 3]), f.iou([2, 3, 5, 9], [2, 3, 5, 9])],
      expected: [0.25, 1],
    },
    {
      name: "nothing shared",
      given: "At a corner; along an edge; apart in one direction only; apart in both.",
      run: (f) => [
        f.iou([1, 1, 2, 2], [2, 2, 3, 3]),
        f.iou([1, 1, 3, 3], [2, 3, 3, 4]),
        f.iou([0, 0, 2, 2], [0, 5, 2, 7]),
        f.iou([1, 2, 3, 4], [5, 6, 7, 8]),
      ],
      expected: [0, 0, 0, 0],
    },
    {
      name: "the best wins",
      given: "Two boxes that overlap by 0.6, scores 0.7 and 0.4, threshold 0.5: the first stays.",
      run: (f) => f.nonMaxSuppression([ROW[0], ROW[1]], [0.7, 0.4], 0.5, 9),
      expected: [0],
    },
    {
      name: "exactly the threshold",
      given: "[0, 0, 6, 6] and [0, 2, 6, 8] share 24 of 48. At 0.5 both stay, at 0.49 one.",
      run: (f) =>
        [0.5, 0.49].map((limit) =>
          f.nonMaxSuppression(
            [
              [0, 0, 6, 6],
              [0, 2, 6, 8],
            ],
            [0.9, 0.8],
            limit,
            9,
          ),
        ),
      expected: [[0, 1], [0]],
    },
    {
      name: "thrown out throws nobody out",
      given:
        "Four squares in a row, scores falling, threshold 0.5: the second goes because of the first, so the third stays.",
      run: (f) => f.nonMaxSuppression(ROW, [0.9, 0.8, 0.7, 0.6], 0.5, 9),
      expected: [0, 2],
    },
    {
      name: "not only the last one",
      given: "The best, a box far away, and one that overlaps the best: it goes.",
      run: (f) => f.nonMaxSuppression([ROW[0], [20, 0, 24, 4], ROW[1]], [0.9, 0.8, 0.7], 0.5, 9),
      expected: [0, 1],
    },
    {
      name: "at most two",
      given: "Three boxes apart, scores 0.2, 0.9, 0.5: the best two, best first.",
      run: (f) =>
        f.nonMaxSuppression(
          [0, 10, 20].map((x) => [x, 0, x + 4, 4]),
          [0.2, 0.9, 0.5],
          0.5,
          2,
        ),
      expected: [1, 2],
    },
    {
      name: "none",
      given: "No boxes, none kept.",
      run: (f) => f.nonMaxSuppression([], [], 0.5, 3),
      expected: [],
    },
    {
      name: "forty pairs",
      given: "Boxes on a grid, whose cells are counted.",
      run: (f) => PAIRS.map(([a, b]) => f.iou([...a], [...b])),
      expected: PAIRS.map(([a, b]) => counted(a, b)),
    },
    {
      name: "twenty crowds",
      given: "Twelve boxes each, threshold 0.3, at most five.",
      run: (f) => CROWDS.map(({ boxes, scores }) => f.nonMaxSuppression(boxes, scores, 0.3, 5)),
    },
    {
      name: "in the lab",
      given: "02/boxes with your two functions: its verdict.",
      swap: true,
      run: (f) =>
        labVerdict(boxesOverThings, {
          iou: (a, b) => f.iou([...a], [...b]),
          nonMaxSuppression: (boxes, scores, threshold, most) =>
            f.nonMaxSuppression(
              boxes.map((b) => [...b]),
              [...scores],
              threshold,
              most,
            ),
        }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "negative sides",
      explanation:
        "Boxes that lie apart have a negative width or height in common, and two negatives make an area. Take 0 for each.",
      wrong: {
        iou: (a, b) => {
          const [w, h] = sides(a, b);
          return (w * h) / (area(a) + area(b) - w * h);
        },
      },
    },
    {
      name: "the shared part counted twice",
      explanation: "Both areas contain what is shared. Take it off once.",
      wrong: { iou: (a, b) => shared(a, b) / (area(a) + area(b)) },
    },
    {
      name: "by the smaller box",
      explanation: "Divide by what both cover together, not by the smaller of the two.",
      wrong: { iou: (a, b) => shared(a, b) / Math.min(area(a), area(b)) },
    },
    {
      name: "pixels counted",
      explanation: "Sides are right − left and bottom − top; corners are places, not pixels.",
      wrong: {
        iou: (a, b) => {
          const more = ([l, t, r, d]: Box): Box => [l, t, r + 1, d + 1];
          return reference.iou(more(a), more(b));
        },
      },
    },
    {
      name: "the worst first",
      explanation: "The highest score is kept first: sort falling.",
      wrong: { nonMaxSuppression: slipped({ order: (s) => byScore(s).reverse() }) },
    },
    {
      name: "in the order of the list",
      explanation: "Sort by the scores before you begin.",
      wrong: { nonMaxSuppression: slipped({ order: (s) => s.map((_, i) => i) }) },
    },
    {
      name: "an overlap of exactly the threshold goes",
      explanation: "Greater than the threshold goes; equal stays.",
      wrong: { nonMaxSuppression: slipped({ goes: (o, limit) => o >= limit }) },
    },
    {
      name: "boxes apart thrown out",
      explanation: "Those that overlap much go; those that overlap little are other things.",
      wrong: { nonMaxSuppression: slipped({ goes: (o, limit) => o < limit }) },
    },
    {
      name: "compared with boxes that are gone",
      explanation: "A box that was thrown out has no say any more: compare with kept ones only.",
      wrong: { nonMaxSuppression: slipped({ rivals: "waiting" }) },
    },
    {
      name: "compared with the last one only",
      explanation:
        "A box has to be compared with every box that is kept, not only with the newest.",
      wrong: { nonMaxSuppression: slipped({ rivals: "neighbour" }) },
    },
    {
      name: "all are kept",
      explanation: "Stop when `most` are kept.",
      wrong: { nonMaxSuppression: slipped({ answer: (kept) => kept }) },
    },
    {
      name: "scores instead of places",
      explanation: "Return where the boxes stand in the list, not their scores.",
      wrong: {
        nonMaxSuppression: slipped({
          answer: (kept, scores, most) => kept.slice(0, most).map((i) => scores[i]),
        }),
      },
    },
  ],
});
