/** The labs of policy gradients by hand: their derivatives against finite differences, their verdicts against planted mistakes. */
import { log, rng } from "gradus/core";
import { describe, expect, test } from "vitest";
import type { Measured } from "../../../src/lab.ts";
import { findLab } from "../../../src/registry/index.ts";
import { expectWhole } from "../../../test/expectWhole.ts";
import { fisher, linear, type Matrix, simpleParts, softmax, solved } from "./parts/simple.ts";

const random = rng(7);
const matrix = (rows: number, columns: number): Matrix =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));

/** ∂f/∂θ by central differences. */
function differences(f: (theta: Matrix) => number, theta: Matrix): Matrix {
  const h = 1e-5;
  return theta.map((row, k) =>
    row.map((_, i) => {
      const at = (d: number) =>
        f(theta.map((r, q) => r.map((x, j) => (q === k && j === i ? x + d : x))));
      return (at(h) - at(-h)) / (2 * h);
    }),
  );
}

test("the score of the softmax is the slope of log π, by finite differences", () => {
  const [theta, s] = [matrix(3, 5), matrix(1, 4)[0]];
  const slope = differences((t) => log(softmax(linear(t, s))[2]), theta);
  simpleParts.softmaxScore(theta, s, 2).forEach((row, k) => {
    for (const [i, x] of row.entries()) expect(x).toBeCloseTo(slope[k][i], 7);
  });
});

test("the score of N(θ s₁, 1) is the slope of log π, by finite differences", () => {
  const [theta, s, a] = [matrix(2, 3), matrix(1, 2)[0], matrix(1, 2)[0]];
  const logProb = (t: Matrix) => linear(t, s).reduce((sum, m, k) => sum - (a[k] - m) ** 2 / 2, 0);
  const slope = differences(logProb, theta);
  simpleParts.normalScore(theta, s, a).forEach((row, k) => {
    for (const [i, x] of row.entries()) expect(x).toBeCloseTo(slope[k][i], 7);
  });
});

test("returns and the baseline of each time, by hand", () => {
  expect(simpleParts.returns([1, 2, 4], 0.5)).toEqual([3, 4, 4]);
  expect(simpleParts.timeBaseline([[3, 4, 4], [1]], 4)).toEqual([2, 4, 4, 0]);
});

test("elimination with pivots solves what has a zero in the corner", () => {
  const x = solved(
    [
      [0, 2, 1],
      [1, 0, 0],
      [3, 0, 1],
    ],
    [5, 1, 4],
  );
  expect(x).toEqual([1, 2, 1].map((v) => expect.closeTo(v, 12)));
});

test("the natural step changes the policy by ε, to second order, along F⁻¹ g", () => {
  const scores = Array.from({ length: 200 }, () => matrix(1, 4)[0]);
  const g = [0.5, -0.5, 0.5, 0.5];
  const F = fisher(scores);
  const step = simpleParts.naturalStep(scores, g, 0.02);
  const Fs = F.map((row) => row.reduce((sum, x, j) => sum + x * step[j], 0));
  expect(step.reduce((sum, x, i) => sum + x * Fs[i], 0) / 2).toBeCloseTo(0.02, 5);
  const c = Fs[0] / g[0];
  Fs.forEach((x, i) => {
    expect(x / (c * g[i])).toBeCloseTo(1, 3);
  });
});

interface Case {
  readonly good: Measured;
  readonly bad: Readonly<Record<string, Measured>>;
}

const flat = Array.from({ length: 100 }, () => -20);
const cases: Readonly<Record<string, Case>> = {
  "06/pg-point": {
    good: {
      runs: 1,
      "none @100": -27.5,
      "baseline @30": -25.4,
      "baseline @60": -21.4,
      "scatter none": 800,
      "scatter baseline": 6,
      "curve none": flat,
      "curve baseline": flat,
    },
    bad: {
      "the baseline is never subtracted": {
        "baseline @30": -36.6,
        "baseline @60": -32,
        "scatter baseline": 800,
      },
      "the score has the wrong sign": { "none @100": -42, "baseline @60": -42 },
      "the baseline belongs to the next step": { "scatter baseline": 90 },
    },
  },
  "06/pg-cart-pole": {
    good: {
      runs: 1,
      "return @10": 45,
      "return @60": 168,
      "best ten": 193,
      "curve return": flat,
    },
    bad: {
      "the score has the wrong sign": { "return @60": 10, "best ten": 22 },
      "it stops short": { "best ten": 172 },
    },
  },
  "06/natural-gradient": {
    good: {
      runs: 1,
      "natural @10": 190,
      "natural @60": 199,
      "plain @60": 168,
      "last forty natural": 199,
      "last forty plain": 180,
      "curve plain": flat,
      "curve natural": flat,
    },
    bad: {
      "the plain gradient twice": { "natural @10": 45, "last forty natural": 180 },
      "steps ten times too long": { "last forty natural": 150 },
    },
  },
};

describe.each(Object.entries(cases))("%s", (id, { good, bad }) => {
  const { verdict, figure } = findLab(id);
  test("accepts what is known", () => {
    expect(verdict([good, good, good], "quick")).toMatchObject({ pass: true });
    expectWhole(figure?.([good, good, good]) as never);
  });
  test.each(Object.entries(bad))("rejects: %s", (_, wrong) => {
    const worse = { ...good, ...wrong };
    expect(verdict([worse, worse, worse], "quick").pass).toBe(false);
  });
});
