/** Checks of a fit whose shapes are mended: losses by hand, one step by hand, a fit of 32 rows. */
import { rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import * as reference from "./reference.ts";

type Fit = typeof reference.fit;

interface Solution {
  fit: Fit;
}

interface Slip {
  readonly broadcast?: boolean;
  readonly end?: boolean;
  readonly sum?: boolean;
  readonly up?: boolean;
}

/** In plain numbers, with a slip. */
const slipped =
  (slip: Slip): Fit =>
  (features, rewards, next, terminated, gamma, steps, rate) => {
    const y = rewards.map((r, i) => r + gamma * (slip.end ? 1 : 1 - terminated[i]) * next[i]);
    const w = features[0].map(() => 0);
    const values = () => features.map((x) => x.reduce((sum, v, i) => sum + v * w[i], 0));
    /** The rows that each value is compared with. */
    const targets = (r: number): number[] => (slip.broadcast ? y : [y[r]]);
    const all = slip.sum ? 1 : y.length * (slip.broadcast ? y.length : 1);
    for (let k = 0; k < steps; k++) {
      const q = values();
      const slope = w.map((_, i) =>
        features.reduce(
          (sum, x, r) => targets(r).reduce((s, t) => s + (2 * (q[r] - t) * x[i]) / all, sum),
          0,
        ),
      );
      slope.forEach((d, i) => {
        w[i] += (slip.up ? rate : -rate) * d;
      });
    }
    const loss = values().reduce(
      (sum, q, r) => targets(r).reduce((s, t) => s + (q - t) ** 2 / all, sum),
      0,
    );
    return { weights: w, loss };
  };

const random = rng(99);
const features = Array.from({ length: 32 }, () => [random.normal(), random.normal()]);
const linear = features.map(([a, b]) => a - b);
const none = features.map(() => 0);

export const bugShapes = exercise<Solution>({
  id: "07/bug-shapes",
  folder: "07-spinning-up/exercises/18-bug-shapes",
  title: "Nothing fails, nothing is learned: thirty-two numbers that became a thousand",
  source: "Spinning Up, exercise 2.2",
  functions: ["fit"],
  planted: "every value against every target",
  reference,
  cases: [
    {
      name: "one step",
      given:
        "Features 1 and 2, rewards 3 and −2, the episode over; one step of rate ½: slope −(1 · 3 − 2 · 2) = 1, w = −½; errors −3.5 and 1.",
      run: (f) => f.fit([[1], [2]], [3, -2], [9, 9], [1, 1], 0.5, 1, 0.5),
      expected: { weights: [-0.5], loss: 6.625 },
      tolerance: 1e-5,
    },
    {
      name: "no step",
      given: "Rewards 1 and −1, w = 0: each row errs by 1.",
      run: (f) => f.fit([[1], [2]], [1, -1], [0, 0], [0, 0], 0.9, 0, 0.1),
      expected: { weights: [0], loss: 1 },
      tolerance: 1e-5,
    },
    {
      name: "the next state counts",
      given: "Reward 1, next 4, γ = ½: the target is 3, and 1 where the episode is over; no step.",
      run: (f) => [
        f.fit([[1]], [1], [4], [0], 0.5, 0, 0.1).loss,
        f.fit([[1]], [1], [4], [1], 0.5, 0, 0.1).loss,
      ],
      expected: [9, 1],
      tolerance: 1e-5,
    },
    {
      name: "five steps",
      given: "32 random rows of two features, targets their difference, rate 0.05, five steps.",
      run: (f) => f.fit(features, linear, none, none, 0.9, 5, 0.05),
      expected: slipped({})(features, linear, none, none, 0.9, 5, 0.05),
      tolerance: 1e-4,
    },
    {
      name: "the fit with yours",
      given: "The same with 200 steps of rate 0.1: the weights are 1 and −1, nothing is left.",
      swap: true,
      run: (f) => {
        const { weights, loss } = f.fit(features, linear, none, none, 0.9, 200, 0.1);
        return { first: weights[0], second: weights[1], loss };
      },
      expected: {
        first: between(0.99, 1.01),
        second: between(-1.01, -0.99),
        loss: between(0, 1e-3),
      },
    },
  ],
  mistakes: [
    {
      name: "every value against every target",
      explanation:
        "[B, 1] − [B] broadcasts to [B, B]: each value is compared with all targets, and their mean is the best it can do. Squeeze the last axis first.",
      wrong: { fit: slipped({ broadcast: true }) },
    },
    {
      name: "the end bootstrapped",
      explanation: "Where the episode is over nothing follows: (1 − terminated) · next.",
      wrong: { fit: slipped({ end: true }) },
    },
    {
      name: "a sum instead of a mean",
      explanation: "The error is averaged over the rows.",
      wrong: { fit: slipped({ sum: true }) },
    },
    {
      name: "uphill",
      explanation: "The step goes against the slope of the error.",
      wrong: { fit: slipped({ up: true }) },
    },
  ],
});
