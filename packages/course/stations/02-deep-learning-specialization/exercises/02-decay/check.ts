/** Checks of two prices: by hand, at zero, random ones, and the exact answer where columns are at right angles. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import * as reference from "./reference.ts";

type Update = (w: number[], g: number[], rate: number, lambda: number) => number[];
interface Solution {
  l2Update: Update;
  l1Update: Update;
}

const each =
  (of: (w: number, g: number, rate: number, lambda: number) => number): Update =>
  (w, g, rate, lambda) =>
    w.map((x, i) => of(x, g[i], rate, lambda));

const stream = rng(104);
const draws = [1, 3, 8].map((n) => ({
  w: Array.from({ length: n }, () => stream.normal(0, 2)),
  g: Array.from({ length: n }, () => stream.normal(0, 3)),
  rate: stream.uniform(0.01, 0.5),
  lambda: stream.uniform(0.1, 2),
}));
const cut = (x: number, by: number): number => (x > by ? x - by : x < -by ? x + by : 0);

/** Weights that best explain y = (6, −3, 0.5, −0.25) with columns at right angles: w without a price is y. */
const Y = [6, -3, 0.5, -0.25];
function settled(update: Update, lambda: number): number[] {
  let w = Y.map(() => 0);
  for (let k = 0; k < 400; k++)
    w = update(
      w,
      w.map((x, i) => x - Y[i]),
      0.1,
      lambda,
    );
  return w.map((x) => x + 0);
}

export const decayExercise = exercise<Solution>({
  id: "02/decay",
  folder: "02-deep-learning-specialization/exercises/02-decay",
  title: "Two prices for a weight",
  source: "Goodfellow et al., Deep Learning, section 7.1",
  functions: ["l2Update", "l1Update"],
  reference,
  cases: [
    {
      name: "squares",
      given: "w = (2, −4), slopes (1, 1), rate ¼, λ = 0.1.",
      run: (f) => f.l2Update([2, -4], [1, 1], 0.25, 0.1),
      expected: [1.7, -4.15],
    },
    {
      name: "squares alone",
      given: "No slope, λ = ½, rate ½: every weight keeps three quarters.",
      run: (f) => f.l2Update([8, -4, 0], [0, 0, 0], 0.5, 0.5),
      expected: [6, -3, 0],
    },
    {
      name: "magnitudes",
      given: "w = (2, −4), slopes (1, 1), rate 0.5, λ = 0.1: (1.5, −4.5), and 0.05 nearer to 0.",
      run: (f) => f.l1Update([2, -4], [1, 1], 0.5, 0.1),
      expected: [1.45, -4.45],
    },
    {
      name: "not past zero",
      given: "w = (0.3, −0.3, 0, 1), no slope, rate ½, λ = 1: three of them become 0.",
      run: (f) => f.l1Update([0.3, -0.3, 0, 1], [0, 0, 0, 0], 0.5, 1).map((x) => x + 0),
      expected: [0, 0, 0, 0.5],
    },
    {
      name: "the step before the price",
      given:
        "w = 0.2 and slope 4, rate ½: the step leads to −1.8, and the price from there to −1.3.",
      run: (f) => f.l1Update([0.2], [4], 0.5, 1),
      expected: [-1.3],
    },
    {
      name: "random ones",
      given: "One, three and eight weights.",
      run: (f) =>
        draws.map(({ w, g, rate, lambda }) => [
          f.l2Update(w, g, rate, lambda),
          f.l1Update(w, g, rate, lambda),
        ]),
      expected: draws.map(({ w, g, rate, lambda }) => [
        w.map((x, i) => (1 - rate * lambda) * x - rate * g[i]),
        w.map((x, i) => cut(x - rate * g[i], rate * lambda)),
      ]),
    },
    {
      name: "four weights, settled",
      given:
        "Cost ½ Σ (w − y)², y = (6, −3, 0.5, −0.25), λ = 1, 400 steps of size 0.1. Exact: y/2 with squares, y less 1 towards 0 with magnitudes.",
      swap: true,
      run: (f) => ({ squares: settled(f.l2Update, 1), magnitudes: settled(f.l1Update, 1) }),
      expected: { squares: [3, -1.5, 0.25, -0.125], magnitudes: [5, -2, 0, 0] },
    },
  ],
  mistakes: [
    {
      name: "the sign of the old weight",
      explanation: "The price is taken of what the step has led to: use the sign of u.",
      wrong: {
        l1Update: each((w, g, rate, lambda) => {
          const u = w - rate * g;
          return Math.abs(u) < rate * lambda ? 0 : u - rate * lambda * Math.sign(w);
        }),
      },
    },
    {
      name: "the price pushes outwards",
      explanation: "Both prices pull every weight towards 0.",
      wrong: {
        l2Update: each((w, g, rate, lambda) => w - rate * (g - lambda * w)),
        l1Update: each((w, g, rate, lambda) => cut(w - rate * g, -rate * lambda)),
      },
    },
    {
      name: "the price without the rate",
      explanation: "λ is part of the slope: rate multiplies both.",
      wrong: { l2Update: each((w, g, rate, lambda) => w - rate * g - lambda * w) },
    },
    {
      name: "factor 2 from the square",
      explanation: "The ½ of the price cancels the 2 of the square.",
      wrong: { l2Update: each((w, g, rate, lambda) => w - rate * (g + 2 * lambda * w)) },
    },
    {
      name: "past zero",
      explanation:
        "A weight that is nearer to 0 than rate · λ becomes 0; it does not change its sign.",
      wrong: {
        l1Update: each((w, g, rate, lambda) => {
          const u = w - rate * g;
          return u - rate * lambda * Math.sign(u);
        }),
      },
    },
    {
      name: "no rate in the threshold",
      explanation: "One step takes rate · λ, not λ.",
      wrong: { l1Update: each((w, g, rate, lambda) => cut(w - rate * g, lambda)) },
    },
  ],
});
