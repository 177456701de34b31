/** Any function from bumps: two steep sigmoid neurons make a bump, five bumps make the function of chapter 4. */
import { cos, log, sigmoid, sin } from "gradus/core";
import { fixed, list } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { median } from "../../../src/statistics.ts";

/** f(x) = 0.2 + 0.4x² + 0.3x sin 15x + 0.05 cos 50x (Nielsen, eq. 113). */
export const goal = (x: number): number =>
  0.2 + 0.4 * x * x + 0.3 * x * sin(15 * x) + 0.05 * cos(50 * x);

/** σ⁻¹ ∘ f: what the hidden layer has to deliver, for the output neuron adds a σ of its own. */
export const hiddenGoal = (x: number): number => log(goal(x) / (1 - goal(x)));

/**
 * The weighted output of the hidden layer: per bump two neurons that step at its edges, with output weights h and −h.
 *
 * A neuron with weight w and bias b = −w s steps at s.
 */
export function bumps(heights: readonly number[], w: number): (x: number) => number {
  const edge = (k: number) => k / heights.length;
  const step = (x: number, k: number) => sigmoid(w * x - w * edge(k));
  const bump = (x: number, k: number) => step(x, k) - step(x, k + 1);
  return (x) => heights.reduce((sum, h, k) => sum + h * bump(x, k), 0);
}

const GRID = Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000);

/** The heights that make the average deviation smallest: for sharp bumps, the median of the goal over each bump. */
export const bestHeights = (n: number): number[] =>
  Array.from({ length: n }, (_, k) =>
    median(GRID.filter((x) => Math.floor(x * n) === k).map(hiddenGoal)),
  );

/** ∫₀¹ |σ⁻¹∘f − g| dx, on a grid of midpoints. */
export const averageDeviation = (g: (x: number) => number): number =>
  GRID.reduce((sum, x) => sum + Math.abs(hiddenGoal(x) - g(x)), 0) / GRID.length;

const THRESHOLD = 0.4;
/** The smallest deviation that five sharp bumps can reach, by an independent program on 20 000 points. */
const BEST = 0.3592;

export const universalityBumps = lab({
  id: "01/universality-bumps",
  row: "N29",
  title: "Draw a function with five bumps",
  question:
    "Ten hidden neurons, no training at all: set five heights so that the network computes a wiggly function. How near can five bumps come, and what do more of them buy?",
  source: "Nielsen, ch. 4, “Universality with one input and one output”, the challenge",
  kind: "golden",
  knobs: {
    bumps: {
      default: 5,
      range: [1, 200],
      integer: true,
      doc: "How many bumps: two hidden neurons each.",
    },
    weight: {
      default: 1000,
      symbol: "w",
      range: [5, 10000],
      doc: "Steepness of the steps: the input weight of every hidden neuron.",
    },
  },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.2, seeds: [1] },
  parts: { bumps, bestHeights },
  chart: {
    x: { key: "x", label: "input x", range: [0, 1] },
    y: { key: "network", label: "output", range: [0, 1] },
    curves: [
      { key: "goal", name: "goal" },
      { key: "network", name: "network" },
    ],
  },
  *run({ bumps: n, weight }, _random, _data, own) {
    const network = own.bumps(own.bestHeights(n), weight);
    for (const x of GRID.filter((_, i) => i % 10 === 0)) {
      yield { progress: x, series: { x, goal: goal(x), network: sigmoid(network(x)) } };
    }
    const ladder = [5, 10, 20, 50].map((m) =>
      averageDeviation(own.bumps(own.bestHeights(m), weight)),
    );
    return { deviation: averageDeviation(network), heights: own.bestHeights(n), ladder };
  },
  verdict(measured: readonly Measured[]) {
    const [{ deviation, heights, ladder }] = measured as unknown as [
      { deviation: number; heights: number[]; ladder: number[] },
    ];
    const falling = ladder.every((d, i) => i === 0 || d < ladder[i - 1]);
    return {
      published: "average deviation ≤ 0.40 (its figure: 0.38)",
      measured: `${fixed(deviation, 3)} with heights ${list(heights)}`,
      exact: `${fixed(BEST, 3)}, the least that five sharp bumps can reach`,
      tolerance:
        "At most 0.40, as the challenge asks, and at least the optimum of sharp bumps less 0.01: steps of weight 1000 are 1/250 wide, ten edges, each with a mean deviation below 1.",
      pass: deviation <= THRESHOLD && deviation >= BEST - 0.01 && falling,
      note: `More bumps: ${list(ladder, 3)} for 5, 10, 20, 50 of them.`,
    };
  },
});
