import { describe, expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { SumTree } from "./sumTree.ts";

describe("a tree of the sums of 1, 0, 3, 2, 4", () => {
  const tree = new SumTree(5);
  [1, 0, 3, 2, 4].forEach((v, i) => {
    tree.set(i, v);
  });

  test("adds up to 10", () => {
    expect(tree.total).toBe(10);
    expect([0, 1, 2, 3, 4].map((i) => tree.get(i))).toEqual([1, 0, 3, 2, 4]);
  });

  test("finds each number over a stretch of its own size, and never the 0", () => {
    const found = (prefix: number): number => tree.find(prefix);
    expect([0, 0.999, 1, 3.999, 4, 5.999, 6, 9.999].map(found)).toEqual([0, 0, 2, 2, 3, 3, 4, 4]);
  });

  test("a prefix that rounding pushed past the end finds the last number that is not 0", () => {
    const some = new SumTree(8);
    some.set(2, 0.1);
    some.set(3, 0.2);
    expect(some.find(some.total)).toBe(3);
  });
});

test("after 100 000 changes every sum is still that of its parts: nothing drifts", () => {
  const random = rng(1);
  const tree = new SumTree(37);
  const values = new Float64Array(37);
  for (let k = 0; k < 100_000; k++) {
    const i = random.integer(37);
    values[i] = random.random() * 10 ** (random.integer(12) - 6);
    tree.set(i, values[i]);
  }
  const fresh = new SumTree(37);
  values.forEach((v, i) => {
    fresh.set(i, v);
  });
  expect(tree.total).toBe(fresh.total);
});
