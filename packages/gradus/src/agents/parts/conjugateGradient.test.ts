import { expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { conjugateGradient } from "./conjugateGradient.ts";

const times =
  (A: readonly (readonly number[])[]) =>
  (p: ArrayLike<number>): number[] =>
    A.map((row) => row.reduce((sum, a, i) => sum + a * p[i], 0));

const A = [
  [4, 1],
  [1, 3],
];
const b = [1, 2];

test("one iteration, by hand: α = bᵀb / bᵀAb = 5/20, so x = (1/4, 1/2)", () => {
  expect([...conjugateGradient(times(A), b, { iterations: 1 })]).toEqual([0.25, 0.5]);
});

test("two iterations solve two equations: 4x + y = 1, x + 3y = 2 has x = 1/11, y = 7/11", () => {
  const [x, y] = conjugateGradient(times(A), b, { iterations: 2 });
  expect(x).toBeCloseTo(1 / 11, 12);
  expect(y).toBeCloseTo(7 / 11, 12);
});

test("as many iterations as A has different eigenvalues are enough: two for diag(1, 1, 5, 5)", () => {
  const diagonal = [1, 1, 5, 5];
  const product = (p: Float64Array): Float64Array => p.map((v, i) => v * diagonal[i]);
  const x = conjugateGradient(product, [1, 2, 3, 4], { iterations: 2, tolerance: 0 });
  [1, 2, 3 / 5, 4 / 5].forEach((v, i) => {
    expect(x[i]).toBeCloseTo(v, 12);
  });
});

test("A = MᵀM + I of size 30: the residual vanishes", () => {
  const random = rng(1);
  const M = Array.from({ length: 30 }, () => Array.from({ length: 30 }, () => random.normal()));
  const c = M.map(() => random.normal());
  const product = (p: ArrayLike<number>): number[] => {
    const Mp = times(M)(p);
    return c.map((_, j) => M.reduce((sum, row, i) => sum + row[j] * Mp[i], p[j]));
  };
  const x = conjugateGradient(product, c, { iterations: 60, tolerance: 1e-20 });
  product(x).forEach((v, i) => {
    expect(v).toBeCloseTo(c[i], 8);
  });
});

test("it ends when the residual is small, and at once for b = 0", () => {
  let products = 0;
  const product = (p: Float64Array): Float64Array => {
    products++;
    return p;
  };
  conjugateGradient(product, [3, 4], { iterations: 10 });
  expect(products).toBe(1);
  expect([...conjugateGradient(product, [0, 0], { iterations: 10 })]).toEqual([0, 0]);
  expect(products).toBe(1);
});

test("a matrix that is not positive definite is refused", () => {
  expect(() => conjugateGradient((p) => p.map((v) => -v), b, { iterations: 2 })).toThrow(
    "pᵀAp is -5 in iteration 1",
  );
  expect(() => conjugateGradient((p) => p.map(() => Number.NaN), b, { iterations: 2 })).toThrow(
    "pᵀAp is NaN",
  );
});
