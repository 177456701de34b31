/** Exclusive or: a network whose nine numbers are set by hand, and why no linear model will do. */
import { pow } from "gradus/core";
import { fixed } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";
import { solve } from "./parts/matrices.ts";

/** The four inputs, and what is wanted. */
const X = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;
const Y = [0, 1, 1, 0] as const;

/** f(x) = wᵀ max(0, Wᵀ x + c) + b with W = [[1, 1], [1, 1]], c = [0, −1], w = [1, −2], b = 0. */
export function byHand([x1, x2]: readonly [number, number]): number {
  const h1 = Math.max(0, x1 + x2);
  const h2 = Math.max(0, x1 + x2 - 1);
  return h1 - 2 * h2;
}

export interface Line {
  /** [w₁, w₂, b] */
  readonly theta: Float64Array;
  readonly cost: number;
}

const answer = (theta: ArrayLike<number>, [x1, x2]: readonly [number, number]): number =>
  theta[0] * x1 + theta[1] * x2 + theta[2];

/** The mean over the four examples. */
const meanOf = (term: (x: readonly [number, number], y: number) => number): number =>
  X.reduce((sum, x, i) => sum + term(x, Y[i]), 0) / 4;

/** Mean squared error of ŷ = w₁ x₁ + w₂ x₂ + b. */
const costOf = (theta: ArrayLike<number>): number =>
  meanOf((x, y) => (answer(theta, x) - y) * (answer(theta, x) - y));

/** θ ← θ − α ∇ of the mean squared error, from the given start; one Line a step, the start first. */
export function* descend(start: Float64Array, rate: number, steps: number): Generator<Line> {
  const theta = start.slice();
  for (let step = 0; step <= steps; step++) {
    yield { theta, cost: costOf(theta) };
    const error = (x: readonly [number, number], y: number): number => 2 * (answer(theta, x) - y);
    const slope = [
      meanOf((x, y) => error(x, y) * x[0]),
      meanOf((x, y) => error(x, y) * x[1]),
      meanOf((x, y) => error(x, y)),
    ];
    for (let i = 0; i < 3; i++) theta[i] -= rate * slope[i];
  }
}

/** Mean of φ φᵀ and of φ y with φ = (x₁, x₂, 1): the normal equations of the best linear model. */
export function bestLine(): Float64Array {
  const phi = X.map((x) => [...x, 1]);
  const A = Float64Array.from({ length: 9 }, (_, at) =>
    phi.reduce((sum, p) => sum + (p[Math.floor(at / 3)] * p[at % 3]) / 4, 0),
  );
  const b = [0, 1, 2].map((i) => phi.reduce((sum, p, k) => sum + (p[i] * Y[k]) / 4, 0));
  return solve(A, b);
}

/** The most of the four that a line through the plane can get right: every line that a grid of weights knows. */
function mostRight(): number {
  const values = Array.from({ length: 17 }, (_, i) => (i - 8) / 4);
  let most = 0;
  for (const w1 of values)
    for (const w2 of values)
      for (const b of values) {
        const right = X.filter((x, i) => answer([w1, w2, b], x) > 0 === (Y[i] === 1)).length;
        most = Math.max(most, right);
      }
  return most;
}

/** The least eigenvalue of the mean of φ φᵀ: (7 − √33)/8. */
const LEAST = (7 - Math.sqrt(33)) / 8;
const GREATEST = (7 + Math.sqrt(33)) / 8;

export const xorByHand = lab({
  id: "09/xor-by-hand",
  row: "G4",
  title: "Exclusive or, by hand",
  question:
    "Four points and two classes. A linear model is trained on them; beside it stands a network with two hidden neurons whose numbers were set by hand. What does each of them end with, and how few numbers does it take?",
  source: "Goodfellow, Bengio, Courville, section 6.1",
  kind: "golden",
  knobs: {
    rate: {
      default: 0.3,
      symbol: "α",
      range: [0.001, 0.6],
      doc: "Step size of the linear model's descent; from 0.63 on it diverges.",
    },
    steps: {
      default: 200,
      range: [1, 10_000],
      integer: true,
      unit: "steps",
      doc: "Steps of gradient descent on all four examples.",
    },
  },
  quick: { seconds: 0.1, seeds: [1, 2, 3] },
  full: { seconds: 0.1, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts: { byHand, descend },
  chart: {
    x: { key: "step", label: "steps of gradient descent", upTo: "steps" },
    y: { key: "linear", label: "mean squared error", range: [0, 2] },
    curves: [
      { key: "linear", name: "linear model" },
      { key: "hand", name: "by hand" },
    ],
    reference: { label: "one half everywhere: 1/4", y: 0.25 },
    pace: 40,
  },
  *run({ rate, steps }, random, _data, own) {
    const hand = X.map((x) => own.byHand(x));
    const handCost = hand.reduce((sum, y, i) => sum + (y - Y[i]) * (y - Y[i]), 0) / 4;
    const start = random.fillNormal(new Float64Array(3));
    const best = bestLine();
    const gap = start.reduce((sum, v, i) => sum + (v - best[i]) * (v - best[i]), 0);
    const costs: number[] = [];
    let last: Line = { theta: start, cost: 0 };
    for (const line of own.descend(start, rate, steps)) {
      last = line;
      costs.push(line.cost);
      const series = { step: costs.length - 1, linear: line.cost, hand: handCost };
      yield { progress: (costs.length - 1) / steps, series };
    }
    const slowest = Math.max(Math.abs(1 - 2 * rate * LEAST), Math.abs(1 - 2 * rate * GREATEST));
    return {
      hand,
      best: [...best],
      cost: last.cost,
      answers: X.map((x) => answer(last.theta, x)),
      bound: GREATEST * gap * pow(slowest, 2 * steps),
      right: mostRight(),
      costs,
    };
  },
  verdict(measured) {
    const numbers = (key: string) => measured.map((m) => m[key] as readonly number[]);
    const worst = Math.max(...measured.map((m) => Math.abs(Number(m["cost"]) - 0.25)));
    const checks = [
      {
        text: "by hand: 0, 1, 1, 0, exactly",
        ok: numbers("hand").every((h) => h.every((y, i) => y === Y[i])),
      },
      {
        text: "the normal equations: w = (0, 0), b = 1/2 within 10⁻¹⁵",
        ok: numbers("best").every((t) => t.every((v, i) => Math.abs(v - [0, 0, 0.5][i]) < 1e-15)),
      },
      {
        text: "descent: a cost of 1/4 and at most λ ‖θ₀ − θ‖² ρ^(2 steps) above it, rounding 10⁻¹⁵ apart",
        ok: measured.every((m) => {
          const above = Number(m["cost"]) - 0.25;
          return above > -1e-15 && above <= Number(m["bound"]) + 1e-15;
        }),
      },
      {
        text: "no line has more than three of the four on its right side",
        ok: measured.every((m) => m["right"] === 3),
      },
    ];
    const broken = checks.filter((c) => !c.ok);
    return {
      published: "by hand 0, 1, 1, 0; the best linear model says 1/2 everywhere",
      measured: `by hand ${numbers("hand")[0].join(", ")}; the linear model ${numbers("answers")[0]
        .map((y) => fixed(y, 4))
        .join(
          ", ",
        )}, at most ${worst.toExponential(0)} from a cost of 1/4 (${measured.length} seeds)`,
      exact: "0, 1, 1, 0; 1/2, 1/2, 1/2, 1/2 and a cost of 1/4",
      tolerance: `${checks.map((c) => c.text).join("; ")}. λ is the greatest eigenvalue (7 + √33)/8 of the mean of φ φᵀ, φ = (x₁, x₂, 1), and ρ the larger of |1 − 2αλ| over its greatest and its least, (7 − √33)/8: what a step leaves of the slowest direction.`,
      pass: measured.length > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
  figure: (measured) => ({
    title: "Mean squared error of the linear model, each seed",
    x: { label: "steps of gradient descent" },
    series: measured.slice(0, 5).map((m, i) => {
      const y = m["costs"] as readonly number[];
      return { name: `start ${i + 1}`, x: y.map((_, k) => k), y };
    }),
    references: [{ label: "1/4", y: 0.25 }],
  }),
});
