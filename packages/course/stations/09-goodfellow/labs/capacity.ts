/** Polynomials of degree 0 to 9 through ten noisy points: training and test error beside their exact expectations. */
import { type Rng, ValueError } from "gradus/core";
import { fixed } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";
import { dot, solve } from "./parts/matrices.ts";

const DEGREES = 10;
const NAMED = [1, 2, 9] as const;

/**
 * Legendre's polynomials of degree 0 … p − 1 at x, scaled so that the mean of each square over [−1, 1] is 1 and the mean of every
 * product 0: the distance of two functions is the distance of their coefficients.
 */
export function basis(x: number, p: number): Float64Array {
  const P = new Float64Array(p);
  for (let k = 0; k < p; k++)
    P[k] = k === 0 ? 1 : k === 1 ? x : ((2 * k - 1) * x * P[k - 1] - (k - 1) * P[k - 2]) / k;
  return P.map((v, k) => v * Math.sqrt(2 * k + 1));
}

/** What the points come from, in that basis: a parabola. */
const TRUTH = Float64Array.of(0.5, 0.6, -0.5, 0, 0, 0, 0, 0, 0, 0);

/** n points at equal distances in [−1, 1], the ends included. */
const places = (n: number): number[] => Array.from({ length: n }, (_, i) => (2 * i) / (n - 1) - 1);

/** Sums of φ φᵀ and φ y: the normal equations of least squares. */
const gram = (rows: readonly Float64Array[], p: number): Float64Array =>
  Float64Array.from({ length: p * p }, (_, at) =>
    rows.reduce((sum, r) => sum + r[Math.floor(at / p)] * r[at % p], 0),
  );

/** The coefficients of the polynomial of p numbers that leaves the least squares. */
export function leastSquares(rows: readonly Float64Array[], y: ArrayLike<number>, p: number) {
  const right = Array.from({ length: p }, (_, k) =>
    rows.reduce((sum, r, i) => sum + r[k] * y[i], 0),
  );
  return solve(gram(rows, p), right);
}

const padded = (w: Float64Array): Float64Array =>
  Float64Array.from({ length: DEGREES }, (_, k) => (k < w.length ? w[k] : 0));

/** σ² + ‖w − w*‖²: the mean squared error on new points, places uniform in [−1, 1]; no points are drawn for it. */
export function testError(w: Float64Array, noise: number): number {
  return noise * noise + padded(w).reduce((sum, v, k) => sum + (v - TRUTH[k]) * (v - TRUTH[k]), 0);
}

const trainError = (
  rows: readonly Float64Array[],
  y: ArrayLike<number>,
  w: Float64Array,
): number => {
  const errors = rows.map((r, i) => dot(r.subarray(0, w.length), w) - y[i]);
  return dot(errors, errors) / rows.length;
};

interface Expected {
  readonly train: number;
  readonly test: number;
}

/**
 * Over all noise: σ² (n − p)/n + what a polynomial of p numbers cannot follow, and σ² (1 + tr (ΦᵀΦ)⁻¹) + the same on new points.
 */
export function expected(n: number, p: number, noise: number): Expected {
  const rows = places(n).map((x) => basis(x, DEGREES));
  const clean = rows.map((r) => dot(r, TRUTH));
  const mean = leastSquares(rows, clean, p); // without noise: the mean over all noise
  const A = gram(rows, p);
  let trace = 0;
  for (let k = 0; k < p; k++) {
    const unit = new Float64Array(p);
    unit[k] = 1;
    trace += solve(A, unit)[k];
  }
  const variance = noise * noise;
  return {
    train: (variance * (n - p)) / n + trainError(rows, clean, mean),
    test: testError(mean, noise) + variance * trace,
  };
}

/** Mean and squared standard error of a list. */
function estimate(xs: readonly number[]): { mean: number; squared: number } {
  const mean = xs.reduce((a, b) => a + b, 0) / xs.length;
  const spread = xs.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (xs.length - 1);
  return { mean, squared: spread / xs.length };
}

const draw = (rows: readonly Float64Array[], noise: number, random: Rng): number[] =>
  rows.map((r) => dot(r, TRUTH) + random.normal(0, noise));

export const capacity = lab({
  id: "09/capacity",
  row: "G3",
  title: "Too stiff, right, too supple",
  question:
    "Ten noisy points of a parabola, and polynomials of degree 0 to 9. Which degree leaves the smallest error on the points, and which on new points?",
  source: "Goodfellow, Bengio, Courville, section 5.2",
  kind: "golden",
  knobs: {
    points: { default: 10, symbol: "n", range: [10, 200], integer: true, doc: "To learn from." },
    noise: { default: 0.2, symbol: "σ", range: [0.001, 2], doc: "Its standard deviation." },
    repetitions: {
      default: 400,
      range: [20, 20_000],
      integer: true,
      doc: "Sets of points, each with new noise.",
    },
  },
  quick: { seconds: 1, seeds: [1, 2, 3] },
  full: { seconds: 4, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts: { leastSquares },
  chart: {
    x: { key: "degree", label: "degree of the polynomial", range: [0, 9] },
    y: { key: "new points", label: "mean squared error", scale: "log", range: [1e-4, 100] },
    curves: [
      { key: "train", name: "the ten points" },
      { key: "new points", name: "new points" },
      { key: "expected", name: "new points, exactly" },
    ],
    pace: 4,
  },
  *run({ points: n, noise, repetitions }, random, _data, own) {
    if (noise === 0)
      throw new ValueError("noise is 0; without noise every degree from 2 on is exact.");
    const rows = places(n).map((x) => basis(x, DEGREES));
    const known = Array.from({ length: DEGREES }, (_, k) => expected(n, k + 1, noise));
    const train: number[][] = known.map(() => []);
    const test: number[][] = known.map(() => []);
    const fits: number[][] = [];
    const every = Math.ceil(repetitions / 20);
    for (let r = 0; r < repetitions; r++) {
      const y = draw(rows, noise, random);
      for (let k = 0; k < DEGREES; k++) {
        const w = own.leastSquares(rows, y, k + 1);
        train[k].push(trainError(rows, y, w));
        test[k].push(testError(w, noise));
        if (r === 0) fits.push([...w]);
      }
      if (r === 0) fits.push(y);
      if (r > 0 && (r % every === 0 || r === repetitions - 1)) {
        const points = known.map(({ test: exact }, degree) => ({
          degree,
          train: Math.max(estimate(train[degree]).mean, 1e-4),
          "new points": estimate(test[degree]).mean,
          expected: exact,
        }));
        yield { progress: (r + 1) / repetitions, points, text: `${r + 1} sets of points` };
      }
    }
    return {
      n,
      ...Object.fromEntries(
        known.flatMap((e, k) => [
          [`known ${k}`, [e.train, e.test]],
          [`means ${k}`, [estimate(train[k]).mean, estimate(test[k]).mean]],
          [`squared ${k}`, [estimate(train[k]).squared, estimate(test[k]).squared]],
          [`fit ${k}`, fits[k]],
        ]),
      ),
      drawn: fits[DEGREES],
    };
  },
  verdict(measured) {
    const seeds = measured.length;
    const of = (key: string, i: number) =>
      measured.reduce((sum, m) => sum + (m[key] as readonly number[])[i], 0) / seeds;
    const all = Array.from({ length: DEGREES }, (_, degree) => {
      const error = (i: number) => Math.sqrt(of(`squared ${degree}`, i) / seeds);
      const known = (i: number) => of(`known ${degree}`, i);
      const near = (i: number) =>
        Math.abs(of(`means ${degree}`, i) - known(i)) <= 5 * error(i) + 1e-9 * known(1);
      return { degree, near };
    });
    const wrong = (i: number) => all.filter(({ near }) => !near(i)).map(({ degree }) => degree);
    const tests = all.map(({ degree }) => of(`means ${degree}`, 1));
    const trains = all.map(({ degree }) => of(`means ${degree}`, 0));
    const checks = [
      {
        text: `training error near its expectation (degree ${wrong(0)})`,
        ok: wrong(0).length === 0,
      },
      { text: `test error near its expectation (degree ${wrong(1)})`, ok: wrong(1).length === 0 },
      {
        text: "training error falls with every degree",
        ok: trains.every((e, k) => k === 0 || e < trains[k - 1]),
      },
      { text: "degree 2 is best on new points", ok: Math.min(...tests) === tests[2] },
    ];
    const broken = checks.filter((c) => !c.ok);
    const show = (xs: readonly number[]) => NAMED.map((k) => fixed(xs[k], 4)).join(", ");
    return {
      published: "— (the book draws degree 1, 2 and 9, and prints no numbers)",
      measured: `degree 1, 2, 9: ${show(trains)} on the points, ${show(tests)} on new ones (${seeds} seeds)`,
      exact: `${show(all.map(({ degree }) => of(`known ${degree}`, 0)))}; ${show(all.map(({ degree }) => of(`known ${degree}`, 1)))}`,
      tolerance:
        "Each mean within 5 standard errors of its expectation: twenty comparisons of averages of squares, whose tails are longer than the normal one's (by luck, less than once in a thousand runs); rounding 10⁻⁹ of the test error, because the equations of degree 9 have a condition of 10⁶. Training error falls with every degree, and degree 2 is best on new points.",
      pass: seeds > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
  figure: ([m]) => {
    const x = Array.from({ length: 101 }, (_, i) => i / 50 - 1);
    const curve = (w: ArrayLike<number>) =>
      x.map((v) => Math.max(-2, Math.min(3, dot(w, basis(v, DEGREES)))));
    return {
      title: "One set of points, and three polynomials",
      x: { label: "x" },
      y: { range: [-2, 3] },
      series: [
        {
          name: "points",
          x: places(Number(m["n"])),
          y: m["drawn"] as readonly number[],
          points: true,
        },
        { name: "truth", x, y: curve(TRUTH) },
        ...NAMED.map((k) => ({
          name: `degree ${k}`,
          x,
          y: curve(padded(Float64Array.from(m[`fit ${k}`] as readonly number[]))),
        })),
      ],
    };
  },
});
