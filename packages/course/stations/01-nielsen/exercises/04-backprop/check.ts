/** Checks of back-propagation: the four equations one after the other, then finite differences, then training. */
import { rng, sigmoid } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { wiggledSlopes } from "../../labs/wiggled-slopes.ts";
import {
  accuracy,
  dotDigits,
  type Example,
  type Gradient,
  type Net,
  numbers,
  numericalGradient,
  randomNet,
} from "../nets.ts";
import * as reference from "./reference.ts";

interface Solution {
  backprop(net: Net, x: number[], y: number[]): Gradient;
}

interface Slip {
  /** σ′ taken of a number that is not z. */
  readonly slope?: (z: number, a: number) => number;
  /** The last layer's ∂C/∂a. */
  readonly output?: (a: number, y: number) => number;
  readonly plainOutput?: boolean;
  readonly plainHidden?: boolean;
  /** Σⱼ wₖⱼ δⱼ, where the shapes allow it. */
  readonly transposed?: boolean;
  readonly wrongActivation?: boolean;
}

/** The algorithm with a slip. */
function slipped(slip: Slip): Solution["backprop"] {
  const slope = slip.slope ?? ((z: number) => sigmoid(z) * (1 - sigmoid(z)));
  return ({ weights, biases }, x, y) => {
    const a = [x];
    const z: number[][] = [];
    weights.forEach((w, l) => {
      z.push(w.map((row, j) => row.reduce((s, v, k) => s + v * a[l][k], biases[l][j])));
      a.push(z[l].map(sigmoid));
    });
    const nablaW: number[][][] = [];
    const nablaB: number[][] = [];
    let delta: number[] = [];
    for (let l = weights.length - 1; l >= 0; l--) {
      const isLast = l === weights.length - 1;
      const next = delta;
      delta = z[l].map((zj, j) => {
        const s = (isLast ? slip.plainOutput : slip.plainHidden) ? 1 : slope(zj, a[l + 1][j]);
        if (isLast) return (slip.output ?? ((p, q) => p - q))(a[l + 1][j], y[j]) * s;
        return (
          s *
          next.reduce(
            (sum, d, i) =>
              sum + (slip.transposed ? (weights[l + 1][j]?.[i] ?? 0) : weights[l + 1][i][j]) * d,
            0,
          )
        );
      });
      nablaB[l] = delta;
      const before = slip.wrongActivation ? a[l + 1] : a[l];
      nablaW[l] = delta.map((d) => a[l].map((_, k) => (before[k] ?? 0) * d));
    }
    return { nablaW, nablaB };
  };
}

const LN3 = 1.0986122886681098;
/** One neuron with activation ¾ for the input [1, 2]. */
const ONE: Net = { weights: [[[1, 2]]], biases: [[LN3 - 5]] };
/** Two neurons, then two: activations ½, ¾ and ¾, ½ for the input [1]. */
const TWO: Net = {
  weights: [
    [[0], [0]],
    [
      [1, 2],
      [4, 0],
    ],
  ],
  biases: [
    [0, LN3],
    [LN3 - 2, -2],
  ],
};

function random(sizes: readonly number[], seed: number): { net: Net } & Example {
  const stream = rng(seed);
  return {
    net: randomNet(sizes, stream),
    x: numbers(sizes[0], stream, -1, 1),
    y: numbers(sizes[sizes.length - 1], stream),
  };
}

/** Gradients of a few random networks, by whichever method. */
const many = (gradient: (net: Net, x: number[], y: number[]) => Gradient) =>
  [
    [3, 4, 2],
    [2, 3, 3, 2],
    [4, 2, 5, 3],
  ].map((sizes, i) => {
    const { net, x, y } = random(sizes, 20 + i);
    return { ...gradient(net, x, y) };
  });

/** Ten passes over 200 noisy digits, a step after every example. */
function trained(f: Solution): number {
  const net = randomNet([35, 12, 10], rng(3), 0.3);
  for (let pass = 0; pass < 10; pass++) {
    for (const { x, y } of dotDigits(200, 4)) {
      const { nablaW, nablaB } = f.backprop(net, x, y);
      net.weights = net.weights.map((w, l) =>
        w.map((row, j) => row.map((v, k) => v - 0.5 * nablaW[l][j][k])),
      );
      net.biases = net.biases.map((b, l) => b.map((v, j) => v - 0.5 * nablaB[l][j]));
    }
  }
  return accuracy(net, dotDigits(300, 5));
}

export const backprop = exercise<Solution>({
  id: "01/backprop",
  folder: "01-nielsen/exercises/04-backprop",
  title: "The four equations",
  source: "Nielsen, ch. 2, BP1 to BP4",
  functions: ["backprop"],
  reference,
  cases: [
    {
      name: "BP1, BP3: the last layer",
      given: "One neuron with activation ¾, wanted ¼: δ = ½ · ¾ · ¼.",
      run: (f) => ({ nablaB: f.backprop(ONE, [1, 2], [0.25]).nablaB }),
      expected: { nablaB: [[0.09375]] },
    },
    {
      name: "BP4: its weights",
      given: "The same neuron; its inputs are 1 and 2.",
      run: (f) => ({ nablaW: f.backprop(ONE, [1, 2], [0.25]).nablaW }),
      expected: { nablaW: [[[0.09375, 0.1875]]] },
    },
    {
      name: "BP2: backwards",
      given:
        "Two neurons, then two: activations ½, ¾, then ¾, ½; wanted ¼, 0: δ of the last layer is 0.09375, 0.125.",
      run: (f) => ({ nablaB: f.backprop(TWO, [1], [0.25, 0]).nablaB }),
      expected: {
        nablaB: [
          [0.1484375, 0.03515625],
          [0.09375, 0.125],
        ],
      },
    },
    {
      name: "all weights",
      given: "The same network.",
      run: (f) => ({ nablaW: f.backprop(TWO, [1], [0.25, 0]).nablaW }),
      expected: {
        nablaW: [
          [[0.1484375], [0.03515625]],
          [
            [0.046875, 0.0703125],
            [0.0625, 0.09375],
          ],
        ],
      },
    },
    {
      name: "finite differences",
      given: "Three random networks of up to four layers, against (C(w + h) − C(w − h)) / 2h.",
      run: (f) => many((net, x, y) => f.backprop(net, x, y)),
      expected: many((net, x, y) => numericalGradient(net, { x, y })),
      tolerance: 1e-8,
    },
    {
      name: "digits with yours",
      given:
        "Noisy digits of 5 × 7 dots, 12 hidden neurons, ten passes over 200 of them: the share read of 300 others.",
      swap: true,
      run: (f) => ({ read: trained(f) }),
      expected: { read: between(0.987, 1) }, // seeds 400 … 479, 20 runs: 0.9983, deviation of one run 0.0028; less 4 of them
    },
    {
      name: "the lab with yours",
      given: "The lab 01/wiggled-slopes with your back-propagation; its own verdict.",
      swap: true,
      run: (f) => labVerdict(wiggledSlopes, { backprop: f.backprop }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "sigmoid' of the activation instead of z",
      explanation:
        "σ′ needs z. Where you have a = σ(z) already, it is a (1 − a), not σ(a) (1 − σ(a)).",
      wrong: { backprop: slipped({ slope: (_, a) => sigmoid(a) * (1 - sigmoid(a)) }) },
    },
    {
      name: "σ′ left out in the last layer",
      explanation:
        "a − y alone is the error for the cross-entropy; the quadratic cost has the factor σ′(z).",
      wrong: { backprop: slipped({ plainOutput: true }) },
    },
    {
      name: "σ′ left out in hidden layers",
      explanation: "BP2 has the factor σ′(z) as well.",
      wrong: { backprop: slipped({ plainHidden: true }) },
    },
    {
      name: "y − a instead of a − y",
      explanation: "The cost grows with a where a is too large: ∂C/∂a = a − y.",
      wrong: { backprop: slipped({ output: (a, y) => y - a }) },
    },
    {
      name: "factor 2 from the square",
      explanation: "The ½ of the cost cancels the 2 of the square.",
      wrong: { backprop: slipped({ output: (a, y) => 2 * (a - y) }) },
    },
    {
      name: "weights not transposed",
      explanation: "BP2 sums over the neurons of the next layer: Σⱼ wⱼₖ δⱼ for neuron k.",
      wrong: { backprop: slipped({ transposed: true }) },
    },
    {
      name: "activation of the wrong layer",
      explanation: "BP4 takes the activations of the layer before the weights, not after them.",
      wrong: { backprop: slipped({ wrongActivation: true }) },
    },
  ],
});
