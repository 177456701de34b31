/** Checks of a sum tree: every node by hand, borders, zeros, against a walk along the list, Q-learning. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { gridLearns } from "../grid.ts";
import * as reference from "./reference.ts";

interface Solution {
  setPriority(tree: number[], i: number, p: number): void;
  findPriority(tree: number[], u: number): number;
}

function planted(f: Pick<Solution, "setPriority">, priorities: readonly number[]): number[] {
  const tree = new Array<number>(2 * priorities.length).fill(0);
  for (const [i, p] of priorities.entries()) f.setPriority(tree, i, p);
  return tree;
}

/** Without a tree: along the list. */
function walk(priorities: readonly number[], u: number): number {
  let sum = 0;
  return priorities.findIndex((p) => {
    sum += p;
    return u < sum;
  });
}

const random = rng(63);
const many = Array.from({ length: 64 }, () => (random.random() < 0.3 ? 0 : random.integer(9)));
const darts = Array.from({ length: 40 }, () => random.random() * many.reduce((a, b) => a + b, 0));

/** Sets each, then changes half of them. */
function changed(f: Solution): number[] {
  const tree = planted(f, many);
  for (let i = 0; i < many.length; i += 2) f.setPriority(tree, i, many[many.length - 1 - i]);
  return tree;
}

export const sumTree = exercise<Solution>({
  id: "05/sum-tree",
  folder: "05-ucl/exercises/14-sum-tree",
  title: "Drawing lots of unequal length",
  source: "Schaul et al. 2016, appendix B.2.1, arXiv:1511.05952",
  functions: ["setPriority", "findPriority"],
  updates: { setPriority: [0], findPriority: [] },
  reference,
  cases: [
    {
      name: "one priority",
      given: "Room for four; place 2 gets the priority 5: leaf 6, and the two nodes above it.",
      run: (f) => {
        const tree = new Array<number>(8).fill(0);
        f.setPriority(tree, 2, 5);
        return tree;
      },
      expected: [0, 5, 0, 5, 0, 0, 5, 0],
    },
    {
      name: "four priorities",
      given: "1, 2, 3, 4.",
      run: (f) => planted(f, [1, 2, 3, 4]),
      expected: [0, 10, 3, 7, 1, 2, 3, 4],
    },
    {
      name: "another one",
      given: "1, 2, 3, 4; then place 1 gets 6 instead of 2.",
      run: (f) => {
        const tree = planted(f, [1, 2, 3, 4]);
        f.setPriority(tree, 1, 6);
        return tree;
      },
      expected: [0, 14, 7, 7, 1, 6, 3, 4],
    },
    {
      name: "in the middle",
      given: "1, 2, 3, 4: the darts 0.5, 2.5, 5.5 and 9.5.",
      run: (f) => [0.5, 2.5, 5.5, 9.5].map((u) => f.findPriority([99, 10, 3, 7, 1, 2, 3, 4], u)),
      expected: [0, 1, 2, 3],
    },
    {
      name: "on the border",
      given: "1, 2, 3, 4: the darts 0, 1, 3 and 6, where a place begins.",
      run: (f) => [0, 1, 3, 6].map((u) => f.findPriority([99, 10, 3, 7, 1, 2, 3, 4], u)),
      expected: [0, 1, 2, 3],
    },
    {
      name: "nothing to win",
      given: "0, 2, 0, 4: the darts 0, 1.9 and 2.",
      run: (f) => [0, 1.9, 2].map((u) => f.findPriority([99, 6, 2, 4, 0, 2, 0, 4], u)),
      expected: [1, 1, 3],
    },
    {
      name: "sixty-four places",
      given: "64 priorities, some of them 0, then half of them changed: all sums.",
      run: changed,
    },
    {
      name: "forty darts",
      given: "The same priorities; expected: a walk along the list.",
      run: (f) => {
        const tree = planted(reference, many);
        return darts.map((u) => f.findPriority(tree, u));
      },
      expected: darts.map((u) => walk(many, u)),
    },
    {
      name: "a single place",
      given: "Room for one: the leaf is the root.",
      run: (f) => {
        const tree = [0, 0];
        f.setPriority(tree, 0, 3);
        return [...tree, f.findPriority(tree, 2)];
      },
      expected: [0, 3, 0],
    },
    {
      name: "Q-learning with yours",
      given: "The lab 06/q-on-a-grid with priorities and room for 4096, judged by its own verdict.",
      swap: true,
      run: (f) =>
        gridLearns(
          { setPriority: f.setPriority, findPriority: f.findPriority },
          { prioritised: true, capacity: 4096 },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the sums above left as they were",
      explanation: "Every node from the leaf up to the root holds a sum that has changed.",
      wrong: {
        setPriority(tree, i, p) {
          tree[tree.length / 2 + i] = p;
        },
      },
    },
    {
      name: "only the parent",
      explanation: "Yours stops one level above the leaf: go on to the root.",
      wrong: {
        setPriority(tree, i, p) {
          const k = tree.length / 2 + i;
          tree[k] = p;
          tree[k >> 1] = tree[k & ~1] + tree[k | 1];
        },
      },
    },
    {
      name: "added instead of set",
      explanation: "The new priority takes the place of the old one; only the difference goes up.",
      wrong: {
        setPriority(tree, i, p) {
          for (let k = tree.length / 2 + i; k >= 1; k >>= 1) tree[k] += p;
        },
      },
    },
    {
      name: "the left part not subtracted",
      explanation: "To the right of the left child u counts from that child's end.",
      wrong: {
        findPriority(tree, u) {
          const n = tree.length / 2;
          let k = 1;
          while (k < n) k = u < tree[2 * k] ? 2 * k : 2 * k + 1;
          return k - n;
        },
      },
    },
    {
      name: "the border to the left",
      explanation:
        "At u = the left sum the dart lies in the right child; with ≤ a place of priority 0 can be drawn.",
      wrong: {
        findPriority(tree, u) {
          const n = tree.length / 2;
          let [k, left] = [1, u];
          while (k < n) {
            k *= 2;
            if (left > tree[k]) left -= tree[k++];
          }
          return k - n;
        },
      },
    },
    {
      name: "the node instead of the place",
      explanation: "Leaf n + i is place i: subtract n.",
      wrong: {
        findPriority: (tree, u) => reference.findPriority(tree, u) + tree.length / 2,
      },
    },
  ],
});
