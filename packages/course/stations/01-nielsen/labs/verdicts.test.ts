/**
 * A verdict is one only if it can say no. For every lab: measurements as the source (or the exact computation) has them are
 * accepted, and planted failures are rejected. The failures are mistakes that one really makes.
 */
import { expect, test } from "vitest";
import type { BudgetName, Measured } from "../../../src/lab.ts";
import { labs } from "../../../src/registry/index.ts";
import { expectInterval } from "../../../test/expectInterval.ts";
import { KNOWN } from "./parts/neuron.ts";

interface Case {
  readonly id: string;
  readonly budget?: BudgetName;
  readonly good: readonly Measured[];
  /** What went wrong, and what it then measured. */
  readonly bad: Readonly<Record<string, readonly Measured[]>>;
}

const of = (key: string, ...xs: number[]): Measured[] => xs.map((x) => ({ [key]: x }));
const curve = (...accuracy: number[]) => accuracy;
const changed = (m: Measured, change: Measured): Measured[] => [{ ...m, ...change }];

const overfitted: Measured = {
  best: 82.27,
  train: 100,
  trainCost: 0.0042,
  testCost: 1.773,
  lowestTestCost: 1.203,
  turn: 14,
};
const slopesFound: Measured = {
  numbers: 82,
  forwardsOrder: 1.002,
  bothWaysOrder: 1.99,
  forwardsLeast: 3e-8,
  bothWaysLeast: 3e-11,
  forwardsBest: 1e-8,
  bothWaysBest: 1e-5,
};
const rates = (first: number[], last: number[]): Measured =>
  Object.fromEntries(
    [0.025, 0.25, 2.5].flatMap((eta, i) => [
      [`first ${eta}`, first[i]],
      [`last ${eta}`, last[i]],
      [`rises ${eta}`, [0, 6, 14][i]],
    ]),
  );
const softmaxFacts: Measured = {
  sumError: 2e-16,
  notMonotone: 0,
  invertError: 1e-15,
  limit: [0, 0, 1, 0],
  tie: [0.5, 0, 0.5, 0],
};
const speeds = (scale: number): Measured => ({
  "2 hidden, layer 1": 0.06 * scale,
  "2 hidden, layer 2": 0.29,
  "3 hidden, layer 1": 0.0127 * scale,
  "3 hidden, layer 2": 0.06 * scale,
  "3 hidden, layer 3": 0.3,
  "4 hidden, layer 1": 0.0024 * scale,
  "4 hidden, layer 2": 0.0116 * scale,
  "4 hidden, layer 3": 0.0556 * scale,
  "4 hidden, layer 4": 0.267,
});
const sizes = (...xs: number[]): Measured =>
  Object.fromEntries(
    [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000]
      .slice(0, xs.length)
      .map((n, i) => [`size${n}`, xs[i]]),
  );
const halving = Array.from({ length: 8 }, (_, i) => [1, 1, 1].map(() => 0.5 / 2 ** i)).flat();
const standing = Array.from({ length: 8 }, (_, i) => [90 + i / 10, 89, 89]).flat();

const cases: readonly Case[] = [
  {
    id: "01/perceptron-nand",
    good: [{ nand: [1, 1, 1, 0], sum: [0, 1, 1, 0], carry: [0, 0, 0, 1] }],
    bad: {
      "the bias too small: AND of negations": [
        { nand: [1, 0, 0, 0], sum: [0, 1, 1, 0], carry: [0, 0, 0, 1] },
      ],
      "carry and sum exchanged": [{ nand: [1, 1, 1, 0], sum: [0, 0, 0, 1], carry: [0, 1, 1, 0] }],
    },
  },
  {
    id: "01/bitwise-digits",
    good: [{ wrong: 0, decoded: 2040, margin: 0.9 }],
    bad: {
      "one pattern decodes wrongly": [{ wrong: 1, decoded: 2039, margin: 0.9 }],
      "nothing was tried": [{ wrong: 0, decoded: 0, margin: 0.9 }],
    },
  },
  {
    id: "01/gradient-descent-ball",
    good: [
      {
        rates: [0.1, 0.25, 0.45, 0.49, 0.51, 0.6],
        ends: [0.01, 0, 0.1, 0.5, 1.7, 3],
        firstStep: -1,
        error: 1e-15,
      },
    ],
    bad: {
      "the step uphill": [
        {
          rates: [0.1, 0.25, 0.45, 0.49, 0.51, 0.6],
          ends: [9, 99, 999, 999, 999, 999],
          firstStep: 1,
          error: 1e-15,
        },
      ],
      "half the gradient: converges beyond 2/κ": [
        {
          rates: [0.1, 0.25, 0.45, 0.49, 0.51, 0.6],
          ends: [0.2, 0.1, 0, 0, 0, 0],
          firstStep: -1,
          error: 0.5,
        },
      ],
    },
  },
  {
    id: "01/average-darkness",
    good: [
      {
        correct: 2225,
        means: [135.87, 59.66, 116.29, 110.87, 95.22, 100.35, 107.38, 89.88, 117.88, 96.05],
      },
    ],
    bad: {
      "averages over all 60 000 pictures": [
        {
          correct: 2224,
          means: [135.87, 59.66, 116.29, 110.87, 95.22, 100.35, 107.38, 89.88, 117.88, 96.05],
        },
      ],
      "pixels divided by 255": [
        {
          correct: 2225,
          means: [136.4, 59.89, 116.75, 111.3, 95.59, 100.74, 107.8, 90.23, 118.34, 96.43],
        },
      ],
    },
  },
  {
    id: "01/two-layer-digits",
    budget: "full",
    good: of("best", 95.42, 95.2, 95.5),
    bad: {
      "trained on too little": of("best", 94.1, 94.2, 94.0),
      "a digit never learned": of("best", 86.1, 85.9, 86.4),
      "tested on training data": of("best", 97.4, 97.2, 97.3),
    },
  },
  {
    id: "01/two-layer-digits",
    good: of("best", 89.5, 82, 90, 83, 89),
    bad: { "no learning": of("best", 11, 10, 9, 10, 11), NaN: of("best", NaN, NaN, NaN, NaN, NaN) },
  },
  {
    id: "01/more-hidden-neurons",
    budget: "full",
    good: of("best", 96.6, 87, 77, 87, 86, 78, 87, 77, 87, 96.4, 87, 77),
    bad: {
      "digits never learned, in every run": of(
        "best",
        87,
        87,
        77,
        87,
        86,
        78,
        87,
        77,
        87,
        87.2,
        87,
        77,
      ),
    },
  },
  {
    id: "01/learning-rate-too-small",
    budget: "full",
    good: [{ first: 11.39, final: 21.42 }],
    bad: {
      "the rate is not small": [{ first: 80, final: 94 }],
      "nothing moves": [{ first: 11.39, final: 11.39 }],
    },
  },
  {
    id: "01/learning-rate-too-small",
    good: of("final", 9, 12, 8),
    bad: { "it learns": of("final", 60, 62, 61) },
  },
  {
    id: "01/learning-rate-too-large",
    good: of("final", 10.09, 9.82, 10.3),
    bad: {
      "it learns": of("final", 90, 10, 10),
      "one in ten thousand": of("final", 0.01, 0.01, 0.01),
    },
  },
  {
    id: "01/no-hidden-layer",
    budget: "full",
    good: of("best", 84, 91.9, 83, 75.9, 75.8),
    bad: {
      "there is a hidden layer": of("best", 95, 95.1, 95.2, 94.9, 95),
      chance: of("best", 10, 10, 10, 10, 10),
    },
  },
  {
    id: "01/wiggled-slopes",
    good: [slopesFound],
    bad: {
      "σ′ left out: no wiggle comes near": changed(slopesFound, {
        forwardsOrder: 0.002,
        bothWaysOrder: 0.0001,
        forwardsLeast: 0.8,
        bothWaysLeast: 0.8,
      }),
      "both ways means forwards": changed(slopesFound, { bothWaysOrder: 1 }),
      "the difference of single precision": changed(slopesFound, {
        bothWaysBest: 0.01,
        bothWaysLeast: 1e-5,
      }),
    },
  },
  {
    id: "01/one-neuron-quadratic",
    good: [{ wrong: KNOWN.quadratic.wrong, badlyWrong: KNOWN.quadratic.badlyWrong }],
    bad: {
      "σ′ forgotten": [
        { wrong: KNOWN.crossEntropy.wrong, badlyWrong: KNOWN.crossEntropy.badlyWrong },
      ],
      "one step too many": [
        {
          wrong: [0.8176, 0.38, 0.209, 0.152, 0.123, 0.0937],
          badlyWrong: KNOWN.quadratic.badlyWrong,
        },
      ],
    },
  },
  {
    id: "01/one-neuron-cross-entropy",
    good: [
      {
        wrong: KNOWN.crossEntropy.wrong,
        badlyWrong: KNOWN.crossEntropy.badlyWrong,
        printed: [0.4177, 0.7796],
      },
    ],
    bad: {
      "the quadratic cost": [
        {
          wrong: KNOWN.quadratic.wrong,
          badlyWrong: KNOWN.quadratic.badlyWrong,
          printed: [0.4177, 0.7796],
        },
      ],
    },
  },
  {
    id: "01/cross-entropy-digits",
    budget: "full",
    good: of("best", 95.5, 95.3, 95.6),
    bad: {
      "not regularised away": of("best", 97, 97.1, 96.9),
      "one epoch": of("best", 92, 92.1, 92.2),
    },
  },
  {
    id: "01/cross-entropy-hundred",
    budget: "full",
    good: of("best", 96.8, 96.9, 96.7),
    bad: { "thirty hidden neurons": of("best", 95.5, 95.4, 95.6) },
  },
  {
    id: "01/overfitting",
    budget: "full",
    good: [overfitted, overfitted, overfitted],
    bad: {
      "weight decay was on": changed(overfitted, {
        best: 87.1,
        trainCost: 0.3,
        testCost: 0.89,
        lowestTestCost: 0.89,
      }),
      "the test cost does not rise": changed(overfitted, { testCost: 1.21 }),
      "not every training picture is read": changed(overfitted, { train: 99.9 }),
    },
  },
  {
    id: "01/weight-decay",
    budget: "full",
    good: [
      { best: 87.1, gain: 4.8 },
      { best: 87.3, gain: 5 },
      { best: 87.2, gain: 5.2 },
    ],
    bad: { "no decay": [{ best: 82.3, gain: 0 }], "decay on both": [{ best: 87.1, gain: 0 }] },
  },
  {
    id: "01/more-data-less-overfitting",
    budget: "full",
    good: [{ best: 95.33, train: 97.86, gap: 2.53 }],
    bad: {
      "no gap: the same data twice": [{ best: 97.86, train: 97.86, gap: 0 }],
      "1 000 pictures": [{ best: 82, train: 100, gap: 18 }],
    },
  },
  {
    id: "01/weight-decay-full-data",
    budget: "full",
    good: of("best", 96.49, 96.3, 96.4),
    bad: { "no decay": of("best", 95.3, 95.4, 95.2) },
  },
  {
    id: "01/hundred-hidden-decay",
    budget: "full",
    good: of("best", 97.92, 97.8, 97.9),
    bad: { "no decay": of("best", 96.8, 96.9, 96.7) },
  },
  {
    id: "01/ninety-eight-percent",
    budget: "full",
    good: of("best", 98.04, 98, 97.98),
    bad: {
      "the old start": of("best", 97.7, 97.8, 97.6),
      "thirty epochs": of("best", 97.85, 97.8, 97.8),
    },
  },
  {
    id: "01/data-size",
    budget: "full",
    good: [sizes(69.09, 76.37, 85.29, 88.85, 91.27, 93.24, 94.89, 95.85, 95.97)],
    bad: {
      "each training has as many epochs": [sizes(60, 70, 80, 86, 90, 92.5, 94, 95, 96)],
      "always the same pictures": [sizes(69, 69, 69, 69, 69, 69, 69, 69, 69)],
    },
  },
  {
    id: "01/weight-initialisation",
    good: [{ old: 87.3, new: 92.7, gain: 5.4 }],
    bad: {
      "both new": [{ old: 92.7, new: 92.7, gain: 0 }],
      "both old": [{ old: 87.3, new: 87.3, gain: 0 }],
      exchanged: [{ old: 92.7, new: 87.3, gain: -5.4 }],
    },
  },
  {
    id: "01/weight-initialisation-hundred",
    budget: "full",
    good: [{ old: 89.94, new: 92.95, gain: 3, oldBest: 97.42, newBest: 97.81 }],
    bad: { "both old": [{ old: 89.9, new: 89.9, gain: 0, oldBest: 97.4, newBest: 97.4 }] },
  },
  {
    id: "01/three-learning-rates",
    budget: "full",
    good: [rates([0.878, 0.495, 0.925], [0.339, 0.339, 0.861])],
    bad: {
      "the L2 term left out": [rates([0.7, 0.3, 0.4], [0.16, 0.1, 0.2])],
      "the large rate settles": [rates([0.878, 0.495, 0.925], [0.339, 0.339, 0.34])],
    },
  },
  {
    id: "01/hyper-parameter-game",
    good: [
      { "10 1000": 9.5, "10 20": 23, "100 20": 14, "1 20": 58 },
      { "10 1000": 9, "10 20": 25, "100 20": 15, "1 20": 57 },
    ],
    bad: {
      "λ ignored": [
        { "10 1000": 70, "10 20": 70, "100 20": 40, "1 20": 80 },
        { "10 1000": 70, "10 20": 70, "100 20": 40, "1 20": 80 },
      ],
      "all noise": [
        { "10 1000": 10, "10 20": 10, "100 20": 10, "1 20": 10 },
        { "10 1000": 10, "10 20": 10, "100 20": 10, "1 20": 10 },
      ],
    },
  },
  {
    id: "01/early-stopping",
    good: [{ epochs: 6, limit: 60, patience: 3, accuracy: curve(80, 85, 86, 86, 85, 85.5) }],
    bad: {
      "an equal accuracy counts as an improvement": [
        { epochs: 7, limit: 60, patience: 3, accuracy: curve(80, 85, 86, 86, 85, 85.5, 85.5) },
      ],
      "stops one epoch early": [
        { epochs: 5, limit: 60, patience: 3, accuracy: curve(80, 85, 86, 86, 85) },
      ],
      "never stops": [{ epochs: 4, limit: 4, patience: 3, accuracy: curve(80, 85, 86, 87) }],
    },
  },
  {
    id: "01/learning-rate-schedule",
    good: [{ accuracy: standing, rates: halving, eta: 0.5, patience: 2 }],
    bad: {
      "divides by ten": [
        {
          accuracy: standing,
          rates: halving.map((_, i) => 0.5 / 10 ** Math.floor(i / 3)),
          eta: 0.5,
          patience: 2,
        },
      ],
      "halves too late": [
        {
          accuracy: [90, 89, 89, 89, ...standing.slice(3)],
          rates: [0.5, ...halving],
          eta: 0.5,
          patience: 2,
        },
      ],
      "ends at η/64": [
        { accuracy: standing.slice(0, 21), rates: halving.slice(0, 21), eta: 0.5, patience: 2 },
      ],
    },
  },
  {
    id: "01/l1-and-l2",
    good: [
      {
        blank: 175,
        steps: 2000,
        step: 5e-5,
        "l1 error": 5e-5,
        "l2 error": 6e-8,
        "l1 zeros": 0.99,
        "l2 zeros": 0.002,
      },
    ],
    bad: {
      "L1 and L2 exchanged": [
        {
          blank: 175,
          steps: 2000,
          step: 5e-5,
          "l1 error": 0.05,
          "l2 error": 0.05,
          "l1 zeros": 0.002,
          "l2 zeros": 0.99,
        },
      ],
      "decay without the rate": [
        {
          blank: 175,
          steps: 2000,
          step: 5e-5,
          "l1 error": 5e-5,
          "l2 error": 3e-3,
          "l1 zeros": 0.99,
          "l2 zeros": 0.01,
        },
      ],
    },
  },
  {
    id: "01/dropout",
    good: [
      {
        rate: 0.5,
        off: 0.501,
        scaleError: 0,
        "plain train": 0.02,
        "plain test": 0.85,
        "dropped train": 0.05,
        "dropped test": 0.7,
        "plain accuracy": 88,
        "dropped accuracy": 89,
      },
    ],
    bad: {
      "the others do not grow": [
        {
          rate: 0.5,
          off: 0.501,
          scaleError: 1,
          "plain train": 0.02,
          "plain test": 0.85,
          "dropped train": 0.05,
          "dropped test": 0.7,
        },
      ],
      "40 % instead of half": [
        {
          rate: 0.5,
          off: 0.4,
          scaleError: 0,
          "plain train": 0.02,
          "plain test": 0.85,
          "dropped train": 0.05,
          "dropped test": 0.7,
        },
      ],
      "learns less, and that is all": [
        {
          rate: 0.5,
          off: 0.501,
          scaleError: 0,
          "plain train": 0.02,
          "plain test": 0.85,
          "dropped train": 0.6,
          "dropped test": 1.2,
          "plain accuracy": 88,
          "dropped accuracy": 80,
        },
      ],
      "dropout does nothing": [
        {
          rate: 0.5,
          off: 0.501,
          scaleError: 0,
          "plain train": 0.02,
          "plain test": 0.85,
          "dropped train": 0.02,
          "dropped test": 0.85,
        },
      ],
    },
  },
  {
    id: "01/momentum",
    good: [{ differing: 0, plain: 2.2, zero: 2.2, momentum: 0.65 }],
    bad: {
      "μ = 0 is another step": [{ differing: 12, plain: 2.2, zero: 2.2, momentum: 0.65 }],
      "the velocity is lost": [{ differing: 0, plain: 2.2, zero: 2.2, momentum: 2.2 }],
    },
  },
  {
    id: "01/softmax-temperature",
    good: [softmaxFacts],
    bad: {
      "sigmoids instead": changed(softmaxFacts, { sumError: 0.8 }),
      "overflow at c = 1000": changed(softmaxFacts, { limit: [NaN, 0, NaN, 0] }),
      "a constant output": changed(softmaxFacts, { notMonotone: 1000 }),
    },
  },
  {
    id: "01/universality-bumps",
    good: [
      {
        deviation: 0.358,
        heights: [-1.26, -1.41, -0.34, -0.99, 1.19],
        ladder: [0.358, 0.28, 0.14, 0.09],
      },
    ],
    bad: {
      "heights of f, not of σ⁻¹ ∘ f": [
        { deviation: 0.97, heights: [0.2, 0.2, 0.4, 0.3, 0.8], ladder: [0.97, 0.9, 0.8, 0.7] },
      ],
      "better than five bumps can be": [
        { deviation: 0.1, heights: [0, 0, 0, 0, 0], ladder: [0.1, 0.05, 0.02, 0.01] },
      ],
    },
  },
  {
    id: "01/universality-towers",
    good: [
      {
        corners: [1, 0, 0, 0],
        deviations: [0.1445, 0.0723, 0.0363],
        sharp: [0.1445, 0.0723, 0.0363],
      },
    ],
    bad: {
      "no threshold: the arms of the cross stand too": [
        {
          corners: [1, 0.5, 0.5, 0],
          deviations: [0.3, 0.25, 0.2],
          sharp: [0.1445, 0.0723, 0.0363],
        },
      ],
    },
  },
  {
    id: "01/unstable-gradients-start",
    good: [speeds(1), speeds(1)],
    bad: {
      "no factor σ′": [speeds(4), speeds(4)],
      "gradients vanish altogether": [speeds(0), speeds(0)],
    },
  },
  {
    id: "01/unstable-gradients-training",
    good: [{ ratio: 102, start: 96, slowest: 40, sums: [4e-5, 2e-4, 9e-4, 4e-3] }],
    bad: {
      "all layers alike": [
        { ratio: 1.2, start: 1, slowest: 0.9, sums: [4e-3, 4e-3, 4e-3, 4.8e-3] },
      ],
      "layers in reverse": [
        { ratio: 100, start: 100, slowest: 50, sums: [4e-3, 9e-4, 2e-4, 4e-5] },
      ],
    },
  },
  {
    id: "01/depth-sweep",
    budget: "full",
    good: [{ "1 hidden": 96.48, "2 hidden": 96.9, "3 hidden": 96.57, "4 hidden": 96.53 }],
    bad: {
      "the fourth layer kills the signal": [
        { "1 hidden": 96.48, "2 hidden": 96.9, "3 hidden": 96.57, "4 hidden": 11.35 },
      ],
    },
  },
  {
    id: "01/shallow-softmax",
    budget: "full",
    good: of("chosen", 97.8, 97.9),
    bad: { "one pass": of("chosen", 93, 93) },
  },
  {
    id: "01/first-conv-net",
    budget: "full",
    good: of("chosen", 98.78),
    bad: { "no convolution": of("chosen", 97.8) },
  },
  {
    id: "01/conv-without-dense",
    budget: "full",
    good: of("chosen", 98.5),
    bad: { "no convolution": of("chosen", 97.8), "tested on training data": of("chosen", 99.9) },
  },
  { id: "01/conv-without-dense", good: of("final", 82, 83), bad: { chance: of("final", 10, 10) } },
  {
    id: "01/two-conv-layers",
    budget: "full",
    good: of("chosen", 99.06),
    bad: { "never leaves the plateau": of("chosen", 11.35), "no convolution": of("chosen", 97.8) },
  },
  {
    id: "01/rectified-conv",
    budget: "full",
    good: of("chosen", 99.23),
    bad: { "one layer": of("chosen", 98.78), "dead units": of("chosen", 9.8) },
  },
  {
    id: "01/tanh-conv",
    budget: "full",
    good: [{ tanh: 99, sigmoid: 98.9, early: 5 }],
    bad: {
      "sigmoid is ahead": [{ tanh: 99, sigmoid: 98.9, early: -3 }],
      "tanh diverges": [{ tanh: 98, sigmoid: 98.9, early: 5 }],
    },
  },
  {
    id: "01/expanded-data",
    budget: "full",
    good: of("chosen", 99.37),
    bad: { "the shifts wrap round": of("chosen", 98.9) },
  },
  {
    id: "01/extra-dense-layer",
    budget: "full",
    good: of("chosen", 99.43),
    bad: { "not enough passes": of("chosen", 98.9) },
  },
  {
    id: "01/conv-dropout",
    budget: "full",
    good: of("chosen", 99.6),
    bad: { "dropout left on at the test": of("chosen", 99.1) },
  },
  {
    id: "01/ensemble",
    budget: "full",
    good: [{ each: 99.58, vote: 99.67, gain: 0.09, passes: 40, wrong: [1, 2, 3] }],
    bad: {
      "the vote picks the worst": [
        { each: 99.58, vote: 99.2, gain: -0.38, passes: 40, wrong: [1] },
      ],
    },
  },
  {
    id: "01/ensemble",
    good: [{ each: 78.2, vote: 83.6, gain: 5.4, passes: 3, wrong: [] }],
    bad: {
      "five times the same network": [{ each: 78.2, vote: 78.2, gain: 0, passes: 3, wrong: [] }],
    },
  },
];

const verdictOf = (id: string, measured: readonly Measured[], budget: BudgetName) =>
  expectInterval(labs.find((lab) => lab.id === id)!.verdict(measured, budget));

for (const { id, good, bad, budget = "quick" } of cases) {
  test(`${id} (${budget}) accepts what its source reports`, () => {
    const verdict = verdictOf(id, good, budget);
    expect(verdict.pass, verdict.tolerance).toBe(true);
    expect(verdict.measured.length).toBeGreaterThan(0);
    expect(
      `${verdict.published}${verdict.measured}${verdict.exact}${verdict.tolerance}`,
    ).not.toMatch(/NaN|\[object/);
  });
  for (const [mistake, measured] of Object.entries(bad)) {
    test(`${id} (${budget}) rejects a planted failure: ${mistake}`, () => {
      expect(verdictOf(id, measured, budget).pass).toBe(false);
    });
  }
}

test("every lab of this station has its planted failure", () => {
  const planted = new Set(cases.filter((c) => Object.keys(c.bad).length > 0).map((c) => c.id));
  expect(
    labs.map((lab) => lab.id).filter((id) => id.startsWith("01/") && !planted.has(id)),
  ).toEqual([]);
});

test("no verdict accepts runs that are not numbers", () => {
  for (const { id, good, budget = "quick" } of cases) {
    const spoilt = good.map((m) =>
      Object.fromEntries(Object.entries(m).map(([k, v]) => [k, typeof v === "number" ? NaN : v])),
    );
    if (good.every((m) => Object.values(m).every((v) => typeof v !== "number"))) continue; // tables of bits
    if (id === "01/learning-rate-schedule") continue; // judged by its curves
    expect(verdictOf(id, spoilt, budget).pass, id).toBe(false);
  }
});
