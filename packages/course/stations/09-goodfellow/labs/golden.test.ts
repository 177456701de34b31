import { configure, rng } from "gradus/core";
import { expect, test } from "vitest";
import type { Lab, Measured, Parts } from "../../../src/lab.ts";
import { jacobi, solve } from "./parts/matrices.ts";
import { type Cloud, covariance, principalComponents } from "./principal-components.ts";
import { careful, plain, softmaxOverflow } from "./softmax-overflow.ts";
import { bestLine, byHand, type Line, xorByHand } from "./xor-by-hand.ts";

const noData = { mnist: () => expect.fail("no digits are needed") };

function quick(lab: Lab, changes: Record<string, unknown> = {}, parts: Parts = {}) {
  const { seeds, knobs = {} } = lab.quick;
  const config = configure(lab.knobs, { ...knobs, ...changes });
  const measured = seeds.map((seed): Measured => {
    const run = lab.run(config, rng(seed), noData, { ...lab.parts, ...parts });
    for (;;) {
      const { done, value } = run.next();
      if (done) return value as Measured;
    }
  });
  return lab.verdict(measured, "quick");
}

test("three equations by hand: x + 2y = 5, 3x − y = 1, z = 4", () => {
  const x = solve(Float64Array.of(1, 2, 0, 3, -1, 0, 0, 0, 1), [5, 1, 4]);
  expect([...x]).toEqual([1, 2, 4]);
  expect(() => solve(Float64Array.of(1, 2, 2, 4), [1, 2])).toThrow(/no single solution/);
});

test("Jacobi by hand: [[2, 1], [1, 2]] has 3 along (1, 1) and 1 along (1, −1)", () => {
  const { values, vectors } = jacobi(Float64Array.of(2, 1, 1, 2), 2);
  expect(values[0]).toBeCloseTo(3, 14);
  expect(values[1]).toBeCloseTo(1, 14);
  expect(vectors[0][0] / vectors[0][1]).toBeCloseTo(1, 14);
  expect(vectors[1][0] / vectors[1][1]).toBeCloseTo(-1, 14);
});

test("the network of section 6.1 gives 0, 1, 1, 0, and the best line one half", () => {
  expect([byHand([0, 0]), byHand([0, 1]), byHand([1, 0]), byHand([1, 1])]).toEqual([0, 1, 1, 0]);
  for (const [i, v] of [0, 0, 0.5].entries()) expect(bestLine()[i]).toBeCloseTo(v, 14);
});

test("a softmax of 1000 and 1000 is one half each, or no number", () => {
  expect(careful([1000, 1000])).toEqual([0.5, 0.5]);
  expect(plain([1000, 1000])).toEqual([NaN, NaN]);
  expect(plain([-1000, -1000])).toEqual([NaN, NaN]);
});

const all: readonly Lab[] = [principalComponents, softmaxOverflow, xorByHand];
for (const lab of all) {
  test(`${lab.id}: the quick budget passes`, () => {
    const { pass, measured, note } = quick(lab);
    expect(pass, `${measured} ${note ?? ""}`).toBe(true);
  });
}

/** Each verdict refuses a part in which something is wrong. */
const planted: readonly [Lab, string, Parts, string][] = [
  [
    principalComponents,
    "a covariance that divides by one less",
    { covariance: (c: Cloud) => covariance(c).map((v) => (v * c.count) / (c.count - 1)) },
    "eigenvalue",
  ],
  [
    principalComponents,
    "rotations that end after one sweep",
    { jacobi: (C: Float64Array, n: number) => jacobi(C, n, 1) },
    "eigenvalue",
  ],
  [
    principalComponents,
    "an iteration that stands still",
    {
      *power(_: Float64Array, d: Float64Array) {
        for (;;) yield d;
      },
    },
    "power iteration",
  ],
  [softmaxOverflow, "the plain one in the place of the careful one", { careful: plain }, "careful"],
  [
    softmaxOverflow,
    "the mean taken off in place of the greatest, and lost",
    { logSumExp: (z: number[]) => Math.max(...z) },
    "log-sum-exp",
  ],
  [softmaxOverflow, "a plain one that is careful", { plain: careful }, "as it stands"],
  [
    xorByHand,
    "a hidden neuron without its −1",
    { byHand: ([a, b]: [number, number]) => a + b - 2 * Math.max(0, a + b) },
    "by hand",
  ],
  [
    xorByHand,
    "a descent that stands still",
    {
      *descend(theta: Float64Array): Generator<Line> {
        yield { theta, cost: 0.5 };
      },
    },
    "descent",
  ],
];
for (const [lab, fault, parts, said] of planted) {
  test(`${lab.id} fails with ${fault}`, () => {
    const { pass, note } = quick(lab, {}, parts);
    expect(pass).toBe(false);
    expect(note).toContain(said);
  });
}

test("more dimensions than points are refused", () => {
  expect(() => quick(principalComponents, { points: 20, dimensions: 40 })).toThrow(/more points/);
});
