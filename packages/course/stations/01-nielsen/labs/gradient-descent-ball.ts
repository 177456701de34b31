/** Gradient descent in a two-dimensional bowl: the ball of chapter 1, and the step that is too long. */

import { fixed } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { settingsAt } from "../../../src/turn.ts";

/** The curvatures of the bowl C = ½(v₁² + 4 v₂²). */
const CURVATURE = [1, 4] as const;

export const cost = (v: readonly number[]): number =>
  v.reduce((c, vi, i) => c + 0.5 * CURVATURE[i] * vi * vi, 0);

const gradient = (v: readonly number[]): number[] => v.map((vi, i) => CURVATURE[i] * vi);

/** v ← v − η ∇C (Nielsen, ch. 1, eq. 11). */
const descend = (v: number[], gradient: number[], eta: number): number[] =>
  v.map((vi, i) => vi - eta * gradient[i]);

/** The cost after a number of steps, as an equation: each coordinate shrinks by the factor 1 − ηκ. */
export function predicted(start: readonly number[], eta: number, steps: number): number {
  return cost(start.map((vi, i) => vi * power(1 - eta * CURVATURE[i], steps)));
}

function power(x: number, n: number): number {
  let y = 1;
  for (let i = 0; i < n; i++) y *= x;
  return y;
}

/**
 * The costs on the way from `start`, the first one included.
 *
 * @param eta η, or what it is after so many steps
 */
export function roll(
  start: readonly number[],
  eta: number | ((steps: number) => number),
  steps: number,
  step = descend,
): number[] {
  const costs = [cost(start)];
  let v: number[] = [...start];
  for (let k = 0; k < steps; k++) {
    v = step(v, gradient(v), typeof eta === "number" ? eta : eta(k));
    costs.push(cost(v));
  }
  return costs;
}

const START = [2, 1] as const;
const LADDER = [0.1, 0.25, 0.45, 0.49, 0.51, 0.6] as const;

export const gradientDescentBall = lab({
  id: "01/gradient-descent-ball",
  row: "N3",
  title: "A ball rolls into a bowl, unless its steps are too long",
  question:
    "How long may a step of gradient descent be? Raise η: the ball goes down faster, then swings across the valley, then climbs out of it.",
  source: "Nielsen, ch. 1, “Learning with gradient descent”",
  kind: "property",
  knobs: {
    eta: {
      default: 0.25,
      symbol: "η",
      range: [0.01, 1],
      doc: "Learning rate: the length of a step per unit of slope.",
    },
    steps: { default: 50, range: [1, 1000], integer: true, doc: "Steps of the ball." },
  },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  parts: { descend },
  chart: {
    x: { key: "step", label: "steps", upTo: "steps" },
    y: {
      key: "cost",
      label: "cost C, a tenth less at each line",
      range: [1e-4, 10],
      scale: "log",
    },
  },
  forks: { knobs: ["eta"], by: "turn" },
  *run({ eta, steps }, _random, _data, own, _from, turn) {
    const rate = (k: number) => settingsAt({ eta }, turn, k).eta;
    const path = roll(START, rate, steps, own.descend);
    for (const [k, c] of path.entries())
      yield { progress: k / steps, series: { step: k, cost: c } };
    const ends = LADDER.map((rate) => roll(START, rate, steps, own.descend).at(-1)! / cost(START));
    const error =
      Math.abs(path.at(-1)! - predicted(START, eta, steps)) / predicted(START, eta, steps);
    return { rates: LADDER, ends, firstStep: path[1] - path[0], error };
  },
  verdict(measured: readonly Measured[]) {
    const [{ rates, ends, error }] = measured as unknown as [
      { rates: number[]; ends: number[]; error: number },
    ];
    const shrinks = (i: number) => ends[i] < 1;
    const limit = 2 / Math.max(...CURVATURE);
    return {
      published: "too long a step diverges",
      measured: rates.map((rate, i) => `η ${rate}: ${shrinks(i) ? "down" : "up"}`).join(", "),
      exact: `down for η < 2/κ = ${fixed(limit)}, up beyond`,
      tolerance:
        "Equal: each coordinate is multiplied by 1 − ηκ a step, so the cost falls if and only if η < 2/κ_max = 0.5; and the path must follow that product to 1e-9.",
      pass:
        rates.length === LADDER.length &&
        rates.every((rate, i) => shrinks(i) === rate < limit) &&
        error < 1e-9,
    };
  },
});
