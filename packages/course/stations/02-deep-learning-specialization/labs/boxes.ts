/** Boxes around things in a picture: how much two overlap, and which of many boxes around the same thing is kept. */
import { fixed } from "../../../src/format.ts";
import { lab, type NumberMap } from "../../../src/lab.ts";
import { goldenVerdict, type KnownTable } from "./parts/golden.ts";

/** Corners: [left, top, right, bottom]. */
export type Box = readonly [number, number, number, number];

const area = ([left, top, right, bottom]: Box): number => (right - left) * (bottom - top);

/** Intersection over union: what two boxes share, by what they cover together. */
export function iou(a: Box, b: Box): number {
  const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const shared = width * height;
  return shared / (area(a) + area(b) - shared);
}

/**
 * Non-max suppression: the box with the highest score is kept, those that overlap it by more than `threshold` go, and so on with
 * what is left, until `most` are kept.
 *
 * @returns the places of the boxes that are kept, best first
 */
export function nonMaxSuppression(
  boxes: readonly Box[],
  scores: readonly number[],
  threshold: number,
  most: number,
): number[] {
  const waiting = scores.map((_, i) => i).sort((i, j) => scores[j] - scores[i]);
  const kept: number[] = [];
  while (waiting.length > 0 && kept.length < most) {
    const best = waiting.shift() as number;
    kept.push(best);
    for (let k = waiting.length - 1; k >= 0; k--)
      if (iou(boxes[best], boxes[waiting[k]]) > threshold) waiting.splice(k, 1);
  }
  return kept;
}

/** Three things in a picture of 20×20, each with several boxes around it. */
const SCENE: readonly (readonly [Box, number])[] = [
  [[2, 2, 8, 8], 0.9],
  [[3, 2, 9, 8], 0.8], // 30 of 42 shared: 0.714
  [[2, 4, 8, 10], 0.6], // 24 of 48: 0.5
  [[12, 3, 18, 9], 0.7],
  [[12, 3, 18, 9], 0.65], // the same box once more
  [[5, 12, 15, 18], 0.95],
  [[6, 13, 14, 17], 0.5], // inside it: 32 of 60, 0.533
  [[15, 12, 19, 18], 0.3], // beside it, along an edge: 0
];
const [BOXES, SCORES] = [SCENE.map(([box]) => box), SCENE.map(([, score]) => score)];

const known: KnownTable = {
  "crossing boxes": { values: [1 / 7], within: 1e-15 },
  "apart, at a corner, along an edge": { values: [0, 0, 0], within: 0 },
  "the same, and one inside": { values: [1, 0.25], within: 1e-15 },
  "of the scene with the first": { values: [30 / 42, 0.5, 0, 0, 0], within: 1e-15 },
  "kept, threshold 0.5": { values: [5, 0, 3, 2, 7], within: 0 },
  "kept, threshold 0.49": { values: [5, 0, 3, 7], within: 0 },
  "kept, threshold 0.8": { values: [5, 0, 1, 3, 2, 6, 7], within: 0 },
  "the best two": { values: [5, 0], within: 0 },
};

/** The boxes as they lie over one another. */
function drawn(places: readonly number[], title: string): NumberMap {
  const values = new Float32Array(400);
  for (const i of places) {
    const [left, top, right, bottom] = BOXES[i];
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) values[20 * y + x] += SCORES[i];
  }
  return { title, width: 20, height: 20, values };
}

export const boxesOverThings = lab({
  id: "02/boxes",
  row: "D15",
  title: "Which box is kept?",
  question:
    "A detector draws eight boxes around three things. Twice it draws the same one, and one lies inside another. Which are left when those that overlap too much have gone, and what is too much?",
  source:
    "A. Ng, Convolutional Neural Networks, week 3: car detection, intersection over union and non-max suppression",
  kind: "golden",
  knobs: {
    threshold: {
      default: 0.5,
      range: [0, 1],
      doc: "Boxes that overlap a better one by more than this go. Of the picture only: the verdict asks for 0.49, 0.5 and 0.8.",
    },
  },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  parts: { iou, nonMaxSuppression },
  chart: {
    x: { key: "shift", label: "a square of 6×6 is moved to the right by", range: [0, 8] },
    y: {
      key: "overlap",
      label: "overlap with where it was: intersection over union",
      range: [0, 1],
    },
    reference: { label: "threshold 0.5", y: 0.5 },
    hasMaps: true,
  },
  *run({ threshold }, _random, _data, own) {
    const kept = own.nonMaxSuppression(BOXES, SCORES, threshold, 8);
    const maps = [
      drawn(
        BOXES.map((_, i) => i),
        "all eight",
      ),
      drawn(kept, "those that are kept"),
    ];
    for (let i = 0; i <= 32; i++) {
      const shift = i / 4;
      const overlap = own.iou([0, 0, 6, 6], [shift, 0, 6 + shift, 6]);
      yield { progress: i / 32, series: { shift, overlap }, live: { maps } };
    }
    const nms = (limit: number, most = 8) => own.nonMaxSuppression(BOXES, SCORES, limit, most);
    return {
      "crossing boxes": [own.iou([2, 1, 4, 3], [1, 2, 3, 4])],
      "apart, at a corner, along an edge": [
        own.iou([1, 2, 3, 4], [5, 6, 7, 8]),
        own.iou([1, 1, 2, 2], [2, 2, 3, 3]),
        own.iou([1, 1, 3, 3], [2, 3, 3, 4]),
      ],
      "the same, and one inside": [
        own.iou([0, 0, 4, 4], [0, 0, 4, 4]),
        own.iou([0, 0, 4, 4], [1, 1, 3, 3]),
      ],
      "of the scene with the first": [1, 2, 3, 5, 7].map((i) => own.iou(BOXES[0], BOXES[i])),
      "kept, threshold 0.5": nms(0.5),
      "kept, threshold 0.49": nms(0.49),
      "kept, threshold 0.8": nms(0.8),
      "the best two": nms(0.5, 2),
    };
  },
  verdict: (measured) =>
    goldenVerdict(known, measured, {
      published: "crossing boxes 0.14285714285714285; apart, at a corner, along an edge 0",
      tolerance: `Areas of whole numbers: ${fixed(1 / 7, 6)} is 1 of 4 + 4 − 1. Which boxes are kept can be worked out by hand, and must be the same ones in the same order; at 0.5 the third box stays, because it overlaps the first by exactly that.`,
    }),
});
