/** Checks of minibatches: by hand, every row once, every order equally often, PPO. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { ppoLearns } from "../lab.ts";
import * as reference from "./reference.ts";

interface Solution {
  minibatches(rows: number, size: number, random: (n: number) => number): number[][];
}

const drawing = (seed: number): ((n: number) => number) => {
  const random = rng(seed);
  return (n) => random.integer(n);
};

export const minibatches = exercise<Solution>({
  id: "07/minibatches",
  folder: "07-spinning-up/exercises/10-minibatches",
  title: "Every row once",
  source: "Huang et al. 2022, detail 6; Knuth, algorithm P",
  functions: ["minibatches"],
  reference,
  cases: [
    {
      name: "the draws stay",
      given: "Six rows, lists of 2; `random(n)` always gives n − 1, so that nothing moves.",
      run: (f) => f.minibatches(6, 2, (n) => n - 1),
      expected: [
        [0, 1],
        [2, 3],
        [4, 5],
      ],
    },
    {
      name: "the draws are 0",
      given:
        "Four rows in one list; `random(n)` always gives 0: 3 and 0 are exchanged, then 2 and 3, then 1 and 2.",
      run: (f) => f.minibatches(4, 4, () => 0),
      expected: [[1, 2, 3, 0]],
    },
    {
      name: "a shorter last list",
      given: "Ten rows, lists of 4, random draws.",
      run: (f) => f.minibatches(10, 4, drawing(80)),
    },
    {
      name: "every row once",
      given: "A hundred rows in lists of 7: how long they are, and everything in order.",
      run: (f) => {
        const batches = f.minibatches(100, 7, drawing(81));
        return {
          lengths: batches.map((b) => b.length),
          sorted: batches.flat().sort((a, b) => a - b),
        };
      },
      expected: {
        lengths: [...new Array<number>(14).fill(7), 2],
        sorted: Array.from({ length: 100 }, (_, i) => i),
      },
    },
    {
      name: "PPO with yours",
      given: "The lab 07/ppo-by-hand, one seed, judged by the lab's own verdict.",
      swap: true,
      run: (f) => ppoLearns({ minibatches: f.minibatches }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "never shuffled",
      explanation: "Rows that stand side by side are much alike; the lists should not be.",
      wrong: {
        minibatches: (rows, size) => reference.minibatches(rows, size, (n) => n - 1),
      },
    },
    {
      name: "drawn with replacement",
      explanation: "Yours may take a row twice and leave out another. Shuffle, then cut.",
      wrong: {
        minibatches: (rows, size, random) =>
          Array.from({ length: Math.ceil(rows / size) }, (_, k) =>
            Array.from({ length: Math.min(size, rows - k * size) }, () => random(rows)),
          ),
      },
    },
    {
      name: "the shuffle that is not fair",
      explanation:
        "Draw from 0 … i, not from all rows: otherwise some orders are more likely than others.",
      wrong: {
        minibatches: (rows, size, random) => reference.minibatches(rows, size, () => random(rows)),
      },
    },
    {
      name: "the last rows dropped",
      explanation: "The last list may be shorter; its rows are experience too.",
      wrong: {
        minibatches: (rows, size, random) =>
          reference.minibatches(rows, size, random).filter((b) => b.length === size),
      },
    },
    {
      name: "only the first list",
      explanation: "All rows, in as many lists as it takes.",
      wrong: {
        minibatches: (rows, size, random) => reference.minibatches(rows, size, random).slice(0, 1),
      },
    },
  ],
});
