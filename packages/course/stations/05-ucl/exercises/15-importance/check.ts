/** Checks of priorities and their weights: by hand, limits of α and β, a mean learned from lots of unequal length. */
import { pow, rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { dqnParts } from "../../../06-bootcamp/labs/parts/dqnByHand.ts";
import { largest } from "../grid.ts";
import * as reference from "./reference.ts";

interface Solution {
  priorityOf(delta: number, alpha: number, least: number): number;
  importance(p: number[], beta: number): number[];
}

const weighed =
  (weight: (x: number, beta: number) => number) =>
  (p: number[], beta: number): number[] => {
    const w = p.map((x) => weight(x, beta));
    return w.map((x) => x / largest(w));
  };

/**
 * Ninety rewards of 0 and ten of 10 in memory: their mean is 1. It is learned from minibatches of 32, drawn by priority, with steps
 * that become shorter; the last half of the estimates is averaged.
 */
function meanOf(f: Solution): number {
  const random = rng(64);
  const rewards = Array.from({ length: 128 }, (_, i) => (i < 100 && i % 10 === 0 ? 10 : 0));
  const tree = new Array<number>(256).fill(0);
  for (let i = 0; i < 100; i++) dqnParts.setPriority(tree, i, f.priorityOf(10, 0.6, 0.01));
  let [V, sum] = [0, 0];
  for (let k = 1; k <= 4000; k++) {
    const places = Array.from({ length: 32 }, () =>
      dqnParts.findPriority(tree, random.random() * tree[1]),
    );
    const w = f.importance(
      places.map((i) => tree[128 + i]),
      1,
    );
    const step = places.reduce((total, i, row) => total + w[row] * (rewards[i] - V), 0) / 32;
    for (const i of places) dqnParts.setPriority(tree, i, f.priorityOf(rewards[i] - V, 0.6, 0.01));
    V += 0.05 * step;
    if (k > 2000) sum += V / 2000;
  }
  return sum;
}

export const importance = exercise<Solution>({
  id: "05/importance",
  folder: "05-ucl/exercises/15-importance",
  title: "What comes too often counts too much",
  source: "Schaul et al. 2016, sections 3.3 and 3.4, arXiv:1511.05952",
  functions: ["priorityOf", "importance"],
  reference,
  cases: [
    {
      name: "the error itself",
      given: "α = 1, least = 0.5: errors 2, −2 and 0.",
      run: (f) => [2, -2, 0].map((d) => f.priorityOf(d, 1, 0.5)),
      expected: [2.5, 2.5, 0.5],
    },
    {
      name: "its root",
      given: "α = ½, least = 1: errors 3, −8 and 0; α = 0: all alike.",
      run: (f) => [
        f.priorityOf(3, 0.5, 1),
        f.priorityOf(-8, 0.5, 1),
        f.priorityOf(0, 0.5, 1),
        f.priorityOf(7, 0, 1),
      ],
      expected: [2, 3, 1, 1],
    },
    {
      name: "equal priorities",
      given: "Three rows of priority 2, β = 0.4.",
      run: (f) => f.importance([2, 2, 2], 0.4),
      expected: [1, 1, 1],
    },
    {
      name: "the whole correction",
      given: "Rows of priority 1, 2 and 4, β = 1: twice as often, half as much.",
      run: (f) => f.importance([1, 2, 4], 1),
      expected: [1, 0.5, 0.25],
    },
    {
      name: "half of it",
      given: "Rows of priority 4, 1 and 16, β = ½.",
      run: (f) => f.importance([4, 1, 16], 0.5),
      expected: [0.5, 1, 0.25],
    },
    {
      name: "no correction",
      given: "β = 0: every row counts in full.",
      run: (f) => f.importance([1, 5, 9], 0),
      expected: [1, 1, 1],
    },
    {
      name: "the mean with yours",
      given:
        "Ninety rewards of 0, ten of 10, drawn by priority, β = 1: the mean that is learned. It is 1; without weights it comes out as about 3.",
      swap: true,
      run: (f) => ({ mean: meanOf(f) }),
      expected: { mean: between(0.9, 1.1) },
    },
  ],
  mistakes: [
    {
      name: "bad surprises ignored",
      explanation: "A negative error is as surprising as a positive one: take its absolute value.",
      wrong: { priorityOf: (d, alpha, least) => pow(Math.max(d, 0) + least, alpha) },
    },
    {
      name: "nothing keeps it above zero",
      explanation: "Without `least` a step that was understood once is never seen again.",
      wrong: { priorityOf: (d, alpha) => pow(Math.abs(d), alpha) },
    },
    {
      name: "α as a factor",
      explanation: "α is an exponent: 0 makes all equal, 1 takes the errors as they are.",
      wrong: { priorityOf: (d, alpha, least) => alpha * (Math.abs(d) + least) },
    },
    {
      name: "the wrong sign of β",
      explanation: "What comes more often must count less.",
      wrong: { importance: weighed((x, beta) => pow(x, beta)) },
    },
    {
      name: "β left out",
      explanation: "Yours always corrects in full; β says how much of it.",
      wrong: {
        importance: weighed((x) => 1 / x),
      },
    },
    {
      name: "the largest not divided out",
      explanation: "Without the division rare rows make steps that are far too long.",
      wrong: {
        importance: (p, beta) => p.map((x) => pow(x, -beta)),
      },
    },
    {
      name: "divided by the sum",
      explanation: "The largest weight is to be 1; yours sum to 1.",
      wrong: {
        importance(p, beta) {
          const w = p.map((x) => pow(x, -beta));
          const sum = w.reduce((a, b) => a + b, 0);
          return w.map((x) => x / sum);
        },
      },
    },
  ],
});
