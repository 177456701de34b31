import { expect, test } from "vitest";
import type { Lab, Parts } from "../../../src/lab.ts";
import { quickVerdict } from "../../../src/quickVerdict.ts";
import { adversarial, attack } from "./adversarial.ts";
import { capacity, expected, leastSquares } from "./capacity.ts";
import { adam, type bfgs, chapterEight, sgd } from "./chapter-eight.ts";
import { computationalGraph, reverse, type Tape } from "./computational-graph.ts";
import { descend, earlyStoppingIsDecay, priced } from "./early-stopping.ts";
import { echoState, reader, states } from "./echo-state.ts";
import { jacobi, solve } from "./parts/matrices.ts";
import { type Cloud, covariance, principalComponents } from "./principal-components.ts";
import { careful, plain, softmaxOverflow } from "./softmax-overflow.ts";
import { slopes, throughTime } from "./through-time.ts";
import { bestLine, byHand, type Line, xorByHand } from "./xor-by-hand.ts";
import { newton, steepest, zigzag } from "./zigzag.ts";

const quick = (lab: Lab, settings: Record<string, unknown> = {}, parts: Parts = {}) =>
  quickVerdict(lab, { settings, parts: { ...lab.parts, ...parts } });

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

const all: readonly Lab[] = [
  principalComponents,
  softmaxOverflow,
  zigzag,
  capacity,
  xorByHand,
  earlyStoppingIsDecay,
  adversarial,
  chapterEight,
  throughTime,
  computationalGraph,
  echoState,
];
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
  [
    zigzag,
    "steps half as long",
    {
      steepest: (kappa: number, p: readonly [number, number]) => {
        const q = steepest(kappa, p);
        return [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
      },
    },
    "descent",
  ],
  [
    zigzag,
    "Newton's steps half as long",
    {
      newton: (p: readonly [number, number]) => {
        const q = newton(p);
        return [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
      },
    },
    "Newton",
  ],
  [
    earlyStoppingIsDecay,
    "a descent with another step size",
    { descend: (H: Float64Array, w: Float64Array, rate: number) => descend(H, w, 1.01 * rate) },
    "stopped",
  ],
  [
    earlyStoppingIsDecay,
    "half the price",
    { priced: (H: Float64Array, w: Float64Array, alpha: number) => priced(H, w, alpha / 2) },
    "priced",
  ],
  [
    capacity,
    "a degree too little",
    {
      leastSquares: (rows: Float64Array[], y: number[], p: number) =>
        leastSquares(rows, y, Math.max(1, p - 1)),
    },
    "training error",
  ],
  [
    capacity,
    "a fit that is shrunk by a tenth",
    {
      leastSquares: (rows: Float64Array[], y: number[], p: number) =>
        leastSquares(rows, y, p).map((v) => 0.9 * v),
    },
    "test error",
  ],
  [
    chapterEight,
    "Adam without the correction of its means",
    {
      adam: (...[f, rate]: Parameters<typeof adam>) => adam(f, rate, 0, 0),
    },
    "by hand",
  ],
  [
    chapterEight,
    "plain descent in the place of BFGS",
    { bfgs: (...[f]: Parameters<typeof bfgs>) => sgd(f, 0.001) },
    "BFGS",
  ],
  [
    adversarial,
    "an attack in the wrong direction",
    {
      attack: (...[m, x, y, epsilon]: Parameters<typeof attack>) => attack(m, x, y, -epsilon),
    },
    "along the slope at ε = 0.0",
  ],
  [
    adversarial,
    "an attack that leaves every tenth coordinate alone",
    {
      attack: (...[m, x, y, epsilon]: Parameters<typeof attack>) =>
        attack(m, x, y, epsilon).map((v, k) => (k % 10 === 0 ? x[k] : v)),
    },
    "along the slope at ε = 0.",
  ],
  [
    computationalGraph,
    "slopes that replace each other instead of adding up",
    {
      reverse: (tape: Tape) => {
        const slopes = new Float64Array(tape.length);
        slopes[tape.length - 1] = 1;
        let multiplications = 0;
        for (let y = tape.length - 1; y >= 0; y--)
          tape[y].inputs.forEach((x, i) => {
            slopes[x] = slopes[y] * tape[y].slopes[i];
            multiplications++;
          });
        return { slopes, multiplications };
      },
    },
    "the printed expression",
  ],
  [
    computationalGraph,
    "a walk that visits every edge twice",
    {
      reverse: (tape: Tape) => ({
        slopes: reverse(tape).slopes,
        multiplications: 2 * reverse(tape).multiplications,
      }),
    },
    "one multiplication an edge",
  ],
  [
    echoState,
    "a reader whose weights are half of what they should be",
    { reader: (xs: Float64Array[], ys: number[]) => reader(xs, ys).map((v) => 0.5 * v) },
    "linear, measured",
  ],
  [
    echoState,
    "a bend that is left out",
    {
      states: (...[pond, inputs]: Parameters<typeof states>) => states(pond, inputs, (v) => v),
    },
    "tanh",
  ],
  [
    throughTime,
    "slopes that are cut at half",
    {
      slopes: (...args: Parameters<typeof slopes>) =>
        slopes(...args).map((s, k, all) => (k > all.length / 2 ? 0 : s)),
    },
    "plain memory",
  ],
  [
    throughTime,
    "slopes that arrive a step late",
    {
      slopes: (...args: Parameters<typeof slopes>) => {
        const all = slopes(...args);
        return all.map((_, k) => all[Math.max(0, k - 1)]);
      },
    },
    "plain memory",
  ],
];
for (const [lab, fault, parts, said] of planted) {
  test(`${lab.id} fails with ${fault}`, () => {
    const { pass, note } = quick(lab, {}, parts);
    expect(pass).toBe(false);
    expect(note).toContain(said);
  });
}

test("a step by hand: from (2, 1) in a valley of κ = 2, α = 2/3 leads to (2/3, −1/3)", () => {
  const [x, y] = steepest(2, [2, 1]);
  expect([x, y]).toEqual([expect.closeTo(2 / 3, 14), expect.closeTo(-1 / 3, 14)]);
});

test("a price of 1 on a bowl of λ = 1 and 3 leaves 1/2 and 3/4 of the weights", () => {
  const w = priced(Float64Array.of(1, 0, 0, 3), Float64Array.of(2, 4), 1);
  expect([...w]).toEqual([1, 3]);
});

test("ten points and ten numbers leave no training error; one number leaves 9/10 of the noise and the parabola", () => {
  expect(expected(10, 10, 1).train).toBeCloseTo(0, 14);
  expect(expected(10, 3, 1).train).toBeCloseTo(0.7, 12);
  expect(expected(10, 1, 1).test).toBeCloseTo(1 + 0.1 + 0.36 + 0.25, 1); // 1/10 for the mean of ten, the rest for slope and bend
});

test("an attack by hand: class 1 at (1, 1) with w = (2, −3) is moved to (0.9, 1.1) by ε = 0.1", () => {
  const x = attack({ w: Float64Array.of(2, -3), b: 0 }, Float64Array.of(1, 1), 1, 0.1);
  expect([...x]).toEqual([0.9, 1.1]);
});

test("more dimensions than points are refused", () => {
  expect(() => quick(principalComponents, { points: 20, dimensions: 40 })).toThrow(/more points/);
});
