/** Shapes: broadcasting by NumPy's rule, and walks that visit the same places with fewer dimensions. */
import { expect, test } from "vitest";
import { ShapeError } from "../core/errors.ts";
import { type Rng, rng } from "../core/random.ts";
import {
  axisOf,
  broadcast,
  broadcastStrides,
  checkShape,
  collapse,
  contiguousStrides,
  isContiguous,
  type Shape,
  sameShape,
  show,
  sizeOf,
} from "./shape.ts";

/** Offsets in the order in which a row-major walk meets them. */
function places(shape: Shape, strides: Shape): number[] {
  let found = [0];
  shape.forEach((n, i) => {
    found = found.flatMap((at) => Array.from({ length: n }, (_, k) => at + k * strides[i]));
  });
  return found;
}

const randomShape = (random: Rng): number[] =>
  Array.from({ length: random.integer(5) }, () => 1 + random.integer(4));

test("sizes and row-major strides", () => {
  expect(sizeOf([])).toBe(1);
  expect(sizeOf([2, 3, 4])).toBe(24);
  expect(contiguousStrides([2, 3, 4])).toEqual([12, 4, 1]);
  expect(isContiguous([2, 3], [3, 1])).toBe(true);
  expect(isContiguous([2, 3], [1, 2])).toBe(false);
  expect(isContiguous([1, 3], [99, 1])).toBe(true); // the stride of a single element is never used
  expect(sameShape([2, 3], [2, 3])).toBe(true);
  expect(sameShape([2, 3], [2, 3, 1])).toBe(false);
  expect(show([2, 3])).toBe("[2, 3]");
});

test("NumPy's examples of broadcasting", () => {
  expect(broadcast("add", [256, 256, 3], [3])).toEqual([256, 256, 3]);
  expect(broadcast("add", [8, 1, 6, 1], [7, 1, 5])).toEqual([8, 7, 6, 5]);
  expect(broadcast("add", [], [5, 4])).toEqual([5, 4]);
  expect(() => broadcast("add", [2, 1], [8, 4, 3])).toThrow(ShapeError);
  expect(() => broadcast("add", [2, 1], [8, 4, 3])).toThrow(
    "add: [2, 1] and [8, 4, 3] do not broadcast; dimension −2 is 2 in one and 4 in the other.",
  );
});

test("a broadcast read meets the element that NumPy's rule says", () => {
  const random = rng(1);
  for (let k = 0; k < 300; k++) {
    const shape = randomShape(random);
    const from = shape
      .slice(random.integer(shape.length + 1))
      .map((n) => (random.uniform() < 0.4 ? 1 : n));
    expect(broadcast("test", from, shape)).toEqual(shape);
    const strides = contiguousStrides(from);
    const lead = shape.length - from.length;
    const expected = places(shape, contiguousStrides(shape)).map((at) => {
      const index = contiguousStrides(shape).map((s, i) => Math.floor(at / s) % shape[i]);
      return from.reduce((o, n, i) => o + (n === 1 ? 0 : index[lead + i] * strides[i]), 0);
    });
    expect(places(shape, broadcastStrides(from, strides, shape))).toEqual(expected);
  }
});

test("a collapsed walk visits the same places of every operand, in the same order", () => {
  const random = rng(2);
  let shorter = 0;
  for (let k = 0; k < 1000; k++) {
    const shape = randomShape(random);
    const strides = [0, 1, 2].map(() => {
      const whole = contiguousStrides(shape);
      if (random.uniform() < 0.3) return whole;
      return whole.map((s) => (random.uniform() < 0.3 ? 0 : random.uniform() < 0.2 ? -s : s));
    });
    const c = collapse(shape, strides);
    expect(c.shape.length).toBeGreaterThanOrEqual(1);
    expect(c.shape.length).toBeLessThanOrEqual(Math.max(1, shape.length));
    if (c.shape.length < shape.length) shorter++;
    for (const [i, s] of strides.entries()) {
      expect(places(c.shape, c.strides[i])).toEqual(places(shape, s));
    }
  }
  expect(shorter).toBeGreaterThan(300);
});

test("contiguous operands collapse to one dimension, a bias to two", () => {
  expect(collapse([2, 3, 4], [[12, 4, 1]])).toEqual({ shape: [24], strides: [[1]] });
  expect(
    collapse(
      [2, 3, 4],
      [
        [12, 4, 1],
        [0, 0, 1],
      ],
    ),
  ).toEqual({
    shape: [6, 4],
    strides: [
      [4, 1],
      [0, 1],
    ],
  });
  expect(collapse([1, 1], [[5, 7]])).toEqual({ shape: [1], strides: [[0]] });
  expect(collapse([], [[], []])).toEqual({ shape: [1], strides: [[0], [0]] });
});

test("axes count from both ends; others are refused with the bounds", () => {
  expect(axisOf("sum", -1, 3)).toBe(2);
  expect(axisOf("sum", 0, 3)).toBe(0);
  for (const bad of [3, -4, 0.5, Number.NaN]) {
    expect(() => axisOf("sum", bad, 3)).toThrow(
      `sum: axis ${bad} does not exist in a tensor of rank 3; it must lie in [-3, 2].`,
    );
  }
});

test("sizes must be whole numbers of at least 1; an empty shape says why it is refused", () => {
  expect(() => checkShape("zeros", [2, 0])).toThrow(/zeros: \[2, 0\].*Empty tensors are refused/);
  for (const bad of [-1, 1.5, Number.NaN, Infinity])
    expect(() => checkShape("zeros", [bad])).toThrow(ShapeError);
  expect(() => checkShape("zeros", [])).not.toThrow();
});
