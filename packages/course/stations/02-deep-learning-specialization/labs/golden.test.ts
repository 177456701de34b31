/** The labs of printed and hand-made numbers: they pass, and each planted slip fails. */
import { exp, log } from "gradus/core";
import { expect, test } from "vitest";
import type { Lab, Parts } from "../../../src/lab.ts";
import { noData, quickVerdict } from "../../../src/quickVerdict.ts";
import { labData } from "../../../test/mnist.ts";
import { boxesOverThings } from "./boxes.ts";
import { convolutionStepByStep } from "./convolution-step-by-step.ts";
import { fourOrNine } from "./four-or-nine.ts";
import { gradientChecking } from "./gradient-checking.ts";
import { layersStepByStep } from "./layers-step-by-step.ts";
import { randn } from "./parts/numpy.ts";
import { warmUps } from "./warm-ups.ts";
import { wordVectors } from "./word-vectors.ts";

test("the normal numbers are NumPy's: the first of seeds 1, 2 and 6, as every notebook prints them", () => {
  const first = (seed: number) => randn(seed)(3).map((x) => Number(x.toFixed(8)));
  expect(first(1)).toEqual([1.62434536, -0.61175641, -0.52817175]);
  expect(first(2)).toEqual([-0.41675785, -0.05626683, -2.1361961]);
  const far = randn(1)(2000); // past the 624 words of the twister's state
  expect(far[3]).toBeCloseTo(-1.07296862, 8);
  expect(new Set(far).size).toBe(2000);
});

const all: readonly Lab[] = [
  warmUps,
  layersStepByStep,
  gradientChecking,
  convolutionStepByStep,
  boxesOverThings,
  wordVectors,
];
for (const lab of all) {
  test(`${lab.id}: the quick budget passes`, () => {
    const { pass, measured, note } = quickVerdict(lab, {}, noData);
    expect(pass, `${measured} ${note ?? ""}`).toBe(true);
  });
}

// biome-ignore lint/suspicious/noExplicitAny: each lab types its own pieces
type Any = any;
const own = (lab: Lab): Any => lab.parts;

const planted: readonly [Lab, string, Parts][] = [
  [
    warmUps,
    "the slope of the sigmoid without its second factor",
    { sigmoidSlope: own(warmUps).sigmoid },
  ],
  [
    warmUps,
    "a softmax that takes nothing off first",
    {
      softmax: (x: number[][]) =>
        x.map((row) => {
          const powers = row.map((v) => exp(v));
          const sum = powers.reduce((a, b) => a + b);
          return powers.map((p) => p / sum);
        }),
    },
  ],
  [
    warmUps,
    "a picture read column by column",
    { imageToVector: (x: number[][][]) => x[0].flatMap((_, c) => x.map((row) => row[c])).flat() },
  ],
  [
    layersStepByStep,
    "a mean forgotten on the way back",
    {
      linearBackward: (dZ: Any, A: Any, W: Any) => {
        const right = own(layersStepByStep).linearBackward(dZ, A, W);
        return { ...right, db: right.db.map(([v]: number[]) => [v * A[0].length]) };
      },
    },
  ],
  [
    layersStepByStep,
    "the slope of the rectifier is always 1",
    {
      activationBackward: (dA: Any, Z: Any, g: string) =>
        g === "relu" ? dA : own(layersStepByStep).activationBackward(dA, Z, g),
    },
  ],
  [
    layersStepByStep,
    "a cost without its second half",
    {
      crossEntropyCost: ([a]: number[][], y: number[]) =>
        -a.reduce((s, v, i) => s + y[i] * log(v), 0) / a.length,
    },
  ],
  [
    gradientChecking,
    "one side only",
    {
      numericalGradient: (f: Any, w: number[], h: number) =>
        w.map((x, i) => (f(w.map((v, k) => (k === i ? x + h : v))) - f(w)) / h),
    },
  ],
  [
    gradientChecking,
    "a difference that is not relative",
    {
      relativeDifference: (a: number[], b: number[]) =>
        Math.sqrt(a.reduce((s, v, i) => s + (v - b[i]) ** 2, 0)),
    },
  ],
  [
    convolutionStepByStep,
    "no bias",
    {
      convForward: (x: Any, W: Any, b: number[], s: number, p: number) =>
        own(convolutionStepByStep).convForward(
          x,
          W,
          b.map(() => 0),
          s,
          p,
        ),
    },
  ],
  [
    convolutionStepByStep,
    "weights and inputs exchanged on the way back",
    {
      convBackward: (...args: Any[]) => {
        const { dx, dW, db } = own(convolutionStepByStep).convBackward(...args);
        return { dx: { ...dx, data: dx.data.map((v: number) => 2 * v) }, dW, db };
      },
    },
  ],
  [
    convolutionStepByStep,
    "the slope of max-pooling shared out to all",
    {
      poolBackward: (dZ: Any, x: Any, k: number, s: number) =>
        own(convolutionStepByStep).poolBackward(dZ, x, k, s, "mean"),
    },
  ],
  [
    boxesOverThings,
    "boxes that do not meet have a negative side each",
    {
      iou: (a: number[], b: number[]) => {
        const w = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
        const h = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
        const area = (x: number[]) => (x[2] - x[0]) * (x[3] - x[1]);
        return (w * h) / (area(a) + area(b) - w * h);
      },
    },
  ],
  [
    boxesOverThings,
    "all boxes are kept",
    {
      nonMaxSuppression: (_: Any, scores: number[], __: number, most: number) =>
        scores
          .map((_s, i) => i)
          .sort((i, j) => scores[j] - scores[i])
          .slice(0, most),
    },
  ],
  [
    wordVectors,
    "a product that is not divided by the lengths",
    { cosineSimilarity: (u: number[], v: number[]) => u.reduce((s, x, i) => s + x * v[i], 0) },
  ],
  [
    wordVectors,
    "a direction of any length taken out",
    {
      neutralize: (e: number[], g: number[]) =>
        e.map((v, i) => v - e.reduce((s, x, k) => s + x * g[k], 0) * g[i]),
    },
  ],
  [wordVectors, "the pair left as it was", { equalize: (u: number[], v: number[]) => [u, v] }],
];
for (const [lab, fault, parts] of planted) {
  test(`${lab.id} fails with: ${fault}`, () => {
    expect(quickVerdict(lab, { parts: { ...lab.parts, ...parts } }, noData).pass).toBe(false);
  });
}

test("02/four-or-nine: the quick budget passes; zeros and ones exchanged, a slope without its mean and a start elsewhere fail", () => {
  const verdict = (parts: Parts = {}) =>
    quickVerdict(fourOrNine, { parts: { ...fourOrNine.parts, ...parts } }, labData);
  const { pass, measured, note } = verdict();
  expect(pass, `${measured} ${note ?? ""}`).toBe(true);
  const { activations, slopes } = own(fourOrNine);
  const wrong: readonly Parts[] = [
    { activations: (x: Any, w: Any, b: number) => activations(x, w, b).map((a: number) => 1 - a) },
    {
      slopes: (x: Any, a: Any) => {
        const { dw, db } = slopes(x, a);
        return { dw, db: db * x.count };
      },
    },
    { activations: (x: Any, w: Any, b: number) => activations(x, w, b + 0.01) },
  ];
  for (const parts of wrong) expect(verdict(parts).pass).toBe(false);
}, 120_000);
