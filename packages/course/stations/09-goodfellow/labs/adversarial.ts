/** Changes too small to matter in any single number, all in the worst direction: the fast gradient sign method. */
import { erf, type Rng, sigmoid } from "gradus/core";
import { percent } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { dot, norm } from "./parts/matrices.ts";

export interface Linear {
  readonly w: Float64Array;
  readonly b: number;
}

/** Of class y, 0 or 1: normal around −δ or +δ in every coordinate, with a spread of 1. */
const draw = (y: number, n: number, delta: number, random: Rng): Float64Array =>
  random.fillNormal(new Float64Array(n)).map((v) => v + (2 * y - 1) * delta);

/** Logistic regression by gradient descent on all examples, from 0. */
function learn(xs: readonly Float64Array[], steps: number, rate: number): Linear {
  const n = xs[0].length;
  const w = new Float64Array(n);
  let b = 0;
  for (let step = 0; step < steps; step++) {
    const slope = new Float64Array(n);
    let slopeB = 0;
    xs.forEach((x, i) => {
      const error = sigmoid(dot(w, x) + b) - (i % 2);
      for (let k = 0; k < n; k++) slope[k] += (error * x[k]) / xs.length;
      slopeB += error / xs.length;
    });
    for (let k = 0; k < n; k++) w[k] -= rate * slope[k];
    b -= rate * slopeB;
  }
  return { w, b };
}

/** x + ε sign(∂C/∂x), C the cross-entropy of the right class: ∂C/∂x = (σ(w · x + b) − y) w. Goodfellow et al. 2014. */
export function attack({ w, b }: Linear, x: Float64Array, y: number, epsilon: number) {
  const error = sigmoid(dot(w, x) + b) - y;
  return x.map((v, k) => v + epsilon * Math.sign(error * w[k]));
}

/** As far in every coordinate, but up or down by lot. */
const shaken = (x: Float64Array, epsilon: number, random: Rng): Float64Array =>
  x.map((v) => v + (random.random() < 0.5 ? -epsilon : epsilon));

const normal = (z: number): number => 0.5 * (1 + erf(z / Math.SQRT2));

/** The share of new points that a linear model gets right if `push` is taken off the margin, and the spread is `spread` times 1. */
function exactly({ w, b }: Linear, delta: number, push: number, spread = 1): number {
  const middle = delta * w.reduce((sum, v) => sum + v, 0);
  const of = (margin: number) => normal((margin - push) / (spread * norm(w)));
  return 0.5 * (of(middle + b) + of(middle - b));
}

const EPSILONS = Array.from({ length: 21 }, (_, i) => i / 40);

export const adversarial = lab({
  id: "09/adversarial",
  row: "G6",
  title: "A small change everywhere",
  question:
    "A linear model tells two clouds in a hundred dimensions apart and is nearly always right. Every coordinate may be moved by ε, far less than the noise in it. How large an ε makes the model wrong, if it is moved up or down by lot, and if by somebody who knows the slope?",
  source: "Goodfellow, Bengio, Courville, section 7.13; Goodfellow et al. 2014, arXiv:1412.6572",
  kind: "golden",
  knobs: {
    dimensions: { default: 100, symbol: "n", range: [1, 1000], integer: true, doc: "Of a point." },
    apart: {
      default: 2.5,
      range: [0.5, 5],
      doc: "Distance of each cloud's middle from the border, in spreads: the same for any number of dimensions.",
    },
    examples: { default: 400, range: [20, 4000], integer: true, doc: "To learn from." },
    tests: { default: 1000, range: [100, 20_000], integer: true, doc: "New points." },
  },
  quick: { seconds: 2, seeds: [1, 2, 3] },
  full: { seconds: 6, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts: { attack },
  chart: {
    x: { key: "epsilon", label: "change of each coordinate, ε", range: [0, 0.5] },
    y: { key: "attacked", label: "right, of new points (%)", range: [0, 100] },
    curves: [
      { key: "shaken", name: "by lot" },
      { key: "attacked", name: "along the slope" },
      { key: "exact", name: "Φ((margin − ε ‖w‖₁)/‖w‖)" },
    ],
    pace: 4,
  },
  *run({ dimensions: n, apart, examples, tests }, random, _data, own) {
    const delta = apart / Math.sqrt(n);
    const sample = (count: number) =>
      Array.from({ length: count }, (_, i) => draw(i % 2, n, delta, random));
    const model = learn(sample(examples), 100, 0.2);
    const fresh = sample(tests);
    const right = (change: (x: Float64Array, y: number) => Float64Array) =>
      fresh.filter((x, i) => dot(model.w, change(x, i % 2)) + model.b > 0 === (i % 2 === 1))
        .length / tests;
    const size = model.w.reduce((sum, v) => sum + Math.abs(v), 0);
    const curves = { attacked: [] as number[], shaken: [] as number[] };
    const exact = { attacked: [] as number[], shaken: [] as number[] };
    for (const [i, epsilon] of EPSILONS.entries()) {
      curves.attacked.push(right((x, y) => own.attack(model, x, y, epsilon)));
      curves.shaken.push(right((x) => shaken(x, epsilon, random)));
      exact.attacked.push(exactly(model, delta, epsilon * size));
      exact.shaken.push(exactly(model, delta, 0, Math.sqrt(1 + epsilon * epsilon)));
      const series = {
        epsilon,
        attacked: 100 * curves.attacked[i],
        shaken: 100 * curves.shaken[i],
        exact: 100 * exact.attacked[i],
      };
      yield { progress: (i + 1) / EPSILONS.length, series };
    }
    return {
      tests,
      attacked: curves.attacked,
      shaken: curves.shaken,
      "exact attacked": exact.attacked,
      "exact shaken": exact.shaken,
    };
  },
  verdict(measured) {
    const count = measured.reduce((sum, m) => sum + Number(m["tests"]), 0);
    const of = (key: string) =>
      EPSILONS.map(
        (_, i) =>
          measured.reduce((sum, m: Measured) => sum + (m[key] as readonly number[])[i], 0) /
          measured.length,
      );
    const far = (key: string, more: number) => {
      const [xs, known] = [of(key), of(`exact ${key}`)];
      return EPSILONS.filter((_, i) => {
        const p = known[i];
        return Math.abs(xs[i] - p) > 5 * Math.sqrt((p * (1 - p)) / count) + 5 / count + more;
      });
    };
    const [attacked, lots] = [far("attacked", 0), far("shaken", 0.005)];
    const ok = attacked.length + lots.length === 0;
    const show = (key: string) => [0, 10, 20].map((i) => percent(100 * of(key)[i], 1)).join(", ");
    return {
      published: "— (the book shows a panda at ε = 0.007; there is no number for a linear model)",
      measured: `right for ε = 0, 0.25, 0.5: along the slope ${show("attacked")}; by lot ${show("shaken")} (${measured.length} seeds)`,
      exact: `${show("exact attacked")}; ${show("exact shaken")}`,
      tolerance:
        "At each of 21 ε the share of right answers within 5 √(p(1 − p)/N) + 5/N of its expectation p given the learned weights, N new points in all. Along the slope the margin loses ε ‖w‖₁, exactly. By lot it gains a spread of ε ‖w‖: half a point more, because a sum of n lots is only nearly normal.",
      pass: measured.length > 0 && ok,
      ...(ok
        ? {}
        : {
            note: `Not so: along the slope at ε = ${attacked.join(", ") || "none"}; by lot at ${lots.join(", ") || "none"}.`,
          }),
    };
  },
  figure: (measured) => ({
    title: "Right, of new points, first seed (%)",
    x: { label: "change of each coordinate, ε" },
    y: { range: [0, 100] },
    series: ["shaken", "attacked", "exact attacked"].map((name) => ({
      name: name === "shaken" ? "by lot" : name === "attacked" ? "along the slope" : "exactly",
      x: EPSILONS,
      y: (measured[0][name] as readonly number[]).map((p) => 100 * p),
    })),
  }),
});
