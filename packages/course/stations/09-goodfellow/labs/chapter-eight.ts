/** The optimisers of chapter 8 in a curved valley, and on a bowl where two of them must agree. */
import type { Rng } from "gradus/core";
import { type Quadratic, quadraticForm, quadraticGradient } from "gradus/data";
import { fixed } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { dot, norm, times } from "./parts/matrices.ts";

/** A function and its slope. */
export interface Slope {
  readonly size: number;
  value(x: ArrayLike<number>): number;
  slope(x: ArrayLike<number>): Float64Array;
}

/** One step from x; what it remembers is its own. It counts nothing: `asked` of the function does. */
export type Step = (x: Float64Array) => void;

/** Rosenbrock 1960: f(x, y) = (1 − x)² + 100 (y − x²)², least at (1, 1) with value 0. */
export const rosenbrock: Slope = {
  size: 2,
  value: ([x, y]: readonly [number, number]) => (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x),
  slope: ([x, y]: readonly [number, number]) =>
    Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
} as Slope;

/** Algorithm 8.1: θ ← θ − ε g */
export const sgd =
  (f: Slope, rate: number): Step =>
  (x) => {
    const g = f.slope(x);
    for (let i = 0; i < x.length; i++) x[i] -= rate * g[i];
  };

/** Algorithm 8.2: v ← α v − ε g, θ ← θ + v */
export function momentum(f: Slope, rate: number, alpha = 0.9): Step {
  const v = new Float64Array(f.size);
  return (x) => {
    const g = f.slope(x);
    for (let i = 0; i < x.length; i++) {
      v[i] = alpha * v[i] - rate * g[i];
      x[i] += v[i];
    }
  };
}

/** Algorithm 8.3: the slope is taken at θ + α v. */
export function nesterov(f: Slope, rate: number, alpha = 0.9): Step {
  const v = new Float64Array(f.size);
  return (x) => {
    const g = f.slope(x.map((xi, i) => xi + alpha * v[i]));
    for (let i = 0; i < x.length; i++) {
      v[i] = alpha * v[i] - rate * g[i];
      x[i] += v[i];
    }
  };
}

/** Algorithm 8.4: r ← r + g², θ ← θ − ε g / (δ + √r) */
export function adagrad(f: Slope, rate: number, delta = 1e-7): Step {
  const r = new Float64Array(f.size);
  return (x) => {
    const g = f.slope(x);
    for (let i = 0; i < x.length; i++) {
      r[i] += g[i] * g[i];
      x[i] -= (rate * g[i]) / (delta + Math.sqrt(r[i]));
    }
  };
}

/** Algorithm 8.5: r ← ρ r + (1 − ρ) g², θ ← θ − ε g / √(δ + r) */
export function rmsprop(f: Slope, rate: number, rho = 0.9, delta = 1e-6): Step {
  const r = new Float64Array(f.size);
  return (x) => {
    const g = f.slope(x);
    for (let i = 0; i < x.length; i++) {
      r[i] = rho * r[i] + (1 - rho) * g[i] * g[i];
      x[i] -= (rate * g[i]) / Math.sqrt(delta + r[i]);
    }
  };
}

/** Algorithm 8.7: both means, freed of the zeros that they began with. */
export function adam(f: Slope, rate: number, rho1 = 0.9, rho2 = 0.999, delta = 1e-8): Step {
  const s = new Float64Array(f.size);
  const r = new Float64Array(f.size);
  let [left1, left2] = [1, 1]; // ρ₁ᵗ and ρ₂ᵗ
  return (x) => {
    const g = f.slope(x);
    left1 *= rho1;
    left2 *= rho2;
    for (let i = 0; i < x.length; i++) {
      s[i] = rho1 * s[i] + (1 - rho1) * g[i];
      r[i] = rho2 * r[i] + (1 - rho2) * g[i] * g[i];
      x[i] -= (rate * s[i]) / (1 - left1) / (Math.sqrt(r[i] / (1 - left2)) + delta);
    }
  };
}

/**
 * How far to go along p: the least of a parabola through f and its slope at 0 and the value at the trial, halved until the value
 * falls by a ten-thousandth of what the slope promises (Armijo), and taken again from the new parabola while that still gains.
 */
function search(f: Slope, x: Float64Array, p: Float64Array, g: Float64Array, trial: number) {
  const at = (t: number) => f.value(x.map((v, i) => v + t * p[i]));
  const [start, down] = [f.value(x), dot(g, p)];
  const least = (t: number, value: number) => {
    const bend = (value - start - down * t) / (t * t);
    return bend > 0 ? -down / (2 * bend) : 2 * t;
  };
  let [t, value] = [trial, at(trial)];
  for (let tries = 0; tries < 60; tries++) {
    const next = Math.min(Math.max(least(t, value), 0.1 * t), 10 * t);
    const reached = at(next);
    const done = reached >= value && value <= start + 1e-4 * t * down;
    if (done) break;
    const gain = value - reached;
    [t, value] = [next, reached];
    if (value <= start + 1e-4 * t * down && gain <= 1e-3 * Math.abs(start - value)) break;
  }
  return t;
}

/** Algorithm 8.9 with Polak and Ribière's β, never negative; it begins anew where its direction does not fall. */
export function conjugateGradient(f: Slope): Step {
  let g: Float64Array | undefined;
  let p = new Float64Array(f.size);
  let trial = 1e-3;
  return (x) => {
    if (g === undefined) {
      g = f.slope(x);
      p = g.map((v) => -v);
    }
    if (dot(g, g) === 0) return;
    if (dot(p, g) >= 0) p = g.map((v) => -v);
    const t = search(f, x, p, g, trial);
    trial = t;
    for (let i = 0; i < x.length; i++) x[i] += t * p[i];
    const next = f.slope(x);
    const change = next.map((v, i) => v - (g as Float64Array)[i]);
    const beta = Math.max(0, dot(next, change) / dot(g, g));
    for (let i = 0; i < x.length; i++) p[i] = beta * p[i] - next[i];
    g = next;
  };
}

/**
 * Broyden, Fletcher, Goldfarb and Shanno 1970; section 8.6.3: M, a guess of the inverse curvature, is corrected by every step so
 * that M (g′ − g) is the step. M ← (I − ρ s yᵀ) M (I − ρ y sᵀ) + ρ s sᵀ, ρ = 1/yᵀs.
 */
export function bfgs(f: Slope, whole = false): Step {
  const n = f.size;
  let M = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
  let g: Float64Array | undefined;
  return (x) => {
    g ??= f.slope(x);
    if (dot(g, g) === 0) return;
    const p = times(M, g).map((v) => -v);
    const t = whole ? exactStep(f, x, p, g) : search(f, x, p, g, 1);
    const s = p.map((v) => t * v);
    for (let i = 0; i < n; i++) x[i] += s[i];
    const next = f.slope(x);
    const y = next.map((v, i) => v - (g as Float64Array)[i]);
    const sy = dot(s, y);
    if (sy > 0) {
      const My = times(M, y);
      const both = (1 + dot(y, My) / sy) / sy;
      M = M.map((v, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        return v - (My[i] * s[j] + s[i] * My[j]) / sy + both * s[i] * s[j];
      });
    }
    g = next;
  };
}

/** On a bowl the best step along p is known: −gᵀp / pᵀAp. A p is the slope's change along p. */
function exactStep(f: Slope, x: Float64Array, p: Float64Array, g: Float64Array): number {
  const there = f.slope(x.map((v, i) => v + p[i]));
  return -dot(g, p) / (dot(p, there) - dot(p, g));
}

/** Hestenes and Stiefel's conjugate gradients on a bowl: Algorithm 8.9 with the best step of each line. */
export function conjugateBowl(f: Slope): Step {
  let g: Float64Array | undefined;
  let p = new Float64Array(f.size);
  return (x) => {
    if (g === undefined) {
      g = f.slope(x);
      p = g.map((v) => -v);
    }
    const before = dot(g, g);
    if (before === 0) return;
    const t = exactStep(f, x, p, g);
    for (let i = 0; i < x.length; i++) x[i] += t * p[i];
    const next = f.slope(x);
    const beta = dot(next, next) / before;
    for (let i = 0; i < x.length; i++) p[i] = beta * p[i] - next[i];
    g = next;
  };
}

const bowl = (q: Quadratic): Slope => ({
  size: q.size,
  value: (x) => 0.5 * dot(x, quadraticGradient(q, x)),
  slope: (x) => quadraticGradient(q, x),
});

/** Step sizes of the six in Rosenbrock's valley: of 1, 2, 5 × 10ᵏ the best after 300 steps, the worst of seeds 101 to 140. */
const RATES = {
  descent: 0.002,
  momentum: 0.001,
  Nesterov: 0.001,
  AdaGrad: 2,
  RMSProp: 0.02,
  Adam: 0.5,
} as const;
const FIRST_ORDER = Object.keys(RATES) as (keyof typeof RATES)[];
const ALL = [...FIRST_ORDER, "conjugate", "BFGS"] as const;

const parts = { sgd, momentum, nesterov, adagrad, rmsprop, adam, conjugateGradient, bfgs };
type Own = typeof parts;

const steppers = (f: Slope, own: Own): Readonly<Record<(typeof ALL)[number], Step>> => ({
  descent: own.sgd(f, RATES.descent),
  momentum: own.momentum(f, RATES.momentum),
  Nesterov: own.nesterov(f, RATES.Nesterov),
  AdaGrad: own.adagrad(f, RATES.AdaGrad),
  RMSProp: own.rmsprop(f, RATES.RMSProp),
  Adam: own.adam(f, RATES.Adam),
  conjugate: own.conjugateGradient(f),
  BFGS: own.bfgs(f),
});

/** Two steps on one number, from 0 and with a rate of 0.1; the slope is 2, and then −1, wherever it is asked for. */
function twoSteps(own: Own): number[] {
  return [own.sgd, own.momentum, own.nesterov, own.adagrad, own.rmsprop, own.adam].flatMap(
    (make) => {
      let asked = 0;
      const line: Slope = {
        size: 1,
        value: () => 0,
        slope: () => Float64Array.of(asked++ === 0 ? 2 : -1),
      };
      const x = Float64Array.of(0);
      const step = make(line, 0.1);
      step(x);
      const first = x[0];
      step(x);
      return [first, x[0]];
    },
  );
}

/** By hand. The small numbers δ change the ninth digit at most, of RMSProp the sixth. */
const BY_HAND = [
  [-0.2, -0.1],
  [-0.2, -0.28], // v = −0.2, then 0.9 · −0.2 + 0.1
  [-0.2, -0.28], // the slope is the same everywhere
  [-0.1, -0.1 + 0.1 / Math.sqrt(5)], // r = 4, then 5
  [-0.2 / Math.sqrt(0.4), -0.2 / Math.sqrt(0.4) + 0.1 / Math.sqrt(0.46)], // r = 0.4, then 0.46
  [-0.1, -0.1 - (0.1 * (0.08 / 0.19)) / Math.sqrt(0.004996 / 0.001999)], // s = 0.2, 0.08; r = 0.004, 0.004996
].flat();

/** BFGS and conjugate gradients from one start on a bowl: the largest distance of their places, by the first one's, step by step. */
function bowlRace(own: Own, random: Rng, size: number, condition: number) {
  const f = bowl(quadraticForm(size, condition, random.split()));
  const start = random.split().fillNormal(new Float64Array(size));
  const [x, y] = [start.slice(), start.slice()];
  const [a, b] = [own.bfgs(f, true), conjugateBowl(f)];
  let apart = 0;
  for (let step = 0; step < size; step++) {
    a(x);
    b(y);
    apart = Math.max(apart, norm(x.map((v, i) => v - y[i])) / norm(start));
  }
  return { apart, left: norm(x) / norm(start) };
}
const [BOWL, CONDITION] = [6, 10];

export const chapterEight = lab({
  id: "09/optimisers-of-chapter-8",
  row: "G7",
  title: "Eight ways through a bent valley",
  question:
    "Rosenbrock's valley is narrow and bent, and its floor hardly falls. Eight optimisers start at the same place. Which of them arrive, and do those that learn the curvature need fewer steps?",
  source: "Goodfellow, Bengio, Courville, chapter 8, algorithms 8.1 to 8.9; Rosenbrock 1960",
  kind: "property",
  knobs: {
    steps: { default: 300, range: [60, 20_000], integer: true, unit: "steps", doc: "Of each." },
    spread: {
      default: 0.1,
      range: [0, 0.5],
      doc: "How far each seed's start lies from (−1.2, 1), the usual one.",
    },
  },
  quick: { seconds: 0.3, seeds: [1, 2, 3] },
  full: { seconds: 3, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], knobs: { steps: 2000 } },
  parts,
  chart: {
    x: { key: "step", label: "steps", upTo: "steps" },
    y: { key: "BFGS", label: "f(x, y), 0 at the goal", scale: "log", range: [1e-16, 100] },
    curves: ["descent", "momentum", "Adam", "conjugate", "BFGS"].map((key) => ({ key, name: key })),
    figuresTitle: "f(x, y) of the other three",
    figures: ["Nesterov", "AdaGrad", "RMSProp"].map((key) => ({ key, label: key })),
    pace: 40,
  },
  *run({ steps, spread }, random, _data, own) {
    const start = Float64Array.of(
      -1.2 + spread * random.uniform(-1, 1),
      1 + spread * random.uniform(-1, 1),
    );
    const step = steppers(rosenbrock, own);
    const xs = ALL.map(() => start.slice());
    const curves: number[][] = ALL.map(() => []);
    for (let t = 0; t <= steps; t++) {
      const series: Record<string, number> = { step: t };
      ALL.forEach((name, i) => {
        const value = rosenbrock.value(xs[i]);
        curves[i].push(value);
        series[name] = Math.max(value, 1e-16);
        step[name](xs[i]);
      });
      yield { progress: t / steps, series };
    }
    const race = bowlRace(own, random, BOWL, CONDITION);
    const arrived = (i: number) => {
      const at = curves[i].findIndex((v) => v < 1e-6);
      return at < 0 ? Infinity : at;
    };
    return {
      steps,
      hand: twoSteps(own),
      apart: race.apart,
      left: race.left,
      arrived: ALL.map((_, i) => arrived(i)),
      last: curves.map((c) => c[steps]),
      ...Object.fromEntries(ALL.map((name, i) => [`curve ${name}`, curves[i]])),
    };
  },
  verdict(measured) {
    const each = (ok: (m: Measured) => boolean) => measured.every(ok);
    const numbers = (m: Measured, key: string) => m[key] as readonly number[];
    const of = (m: Measured, key: string, name: (typeof ALL)[number]) =>
      numbers(m, key)[ALL.indexOf(name)];
    const checks = [
      {
        text: "two steps of each of the six by hand: within 10⁻⁶",
        ok: each((m) => numbers(m, "hand").every((x, i) => Math.abs(x - BY_HAND[i]) < 1e-6)),
      },
      {
        text: "on a bowl of six dimensions BFGS with the best step of each line goes where conjugate gradients go, within 10⁻¹⁰, and is at the bottom after six steps, 10⁻⁸",
        ok: each((m) => Number(m["apart"]) < 1e-10 && Number(m["left"]) < 1e-8),
      },
      {
        text: "in the valley BFGS is below 10⁻⁶ within 60 steps, conjugate gradients within 60",
        ok: each((m) => of(m, "arrived", "BFGS") <= 60 && of(m, "arrived", "conjugate") <= 60),
      },
      {
        text: "none of the six is there in twice as many steps as BFGS",
        ok: each((m) =>
          FIRST_ORDER.every((name) => of(m, "arrived", name) > 2 * of(m, "arrived", "BFGS")),
        ),
      },
      {
        text: "all six end below where they began",
        ok: each((m) =>
          FIRST_ORDER.every((name) => of(m, "last", name) < numbers(m, `curve ${name}`)[0]),
        ),
      },
    ];
    const broken = checks.filter((c) => !c.ok);
    const median = (xs: readonly number[]) => [...xs].sort((a, b) => a - b)[xs.length >> 1];
    const show = (name: (typeof ALL)[number]) => {
      const at = median(measured.map((m) => of(m, "arrived", name)));
      return at < Infinity
        ? `${name} ${at} steps`
        : `${name} at ${median(measured.map((m) => of(m, "last", name))).toExponential(0)}`;
    };
    return {
      published: "— (the book describes them and prints no race)",
      measured: `to 10⁻⁶, medians of ${measured.length} starts: ${ALL.map(show).join(", ")} after ${Number(measured[0]["steps"])}; on the bowl BFGS and conjugate gradients at most ${Math.max(...measured.map((m) => Number(m["apart"]))).toExponential(0)} apart`,
      exact: `two steps by hand; 0 apart on a bowl (κ = ${fixed(CONDITION, 0)}), done after ${BOWL} steps`,
      tolerance: `${checks.map((c) => c.text).join("; ")}. On a bowl both methods search the same spaces, and rounding of 10⁻¹⁶ grows by about κ² = 100 over six steps, with four digits to spare. A step of the last two asks for the function several times, to find how far to go; 60 steps of ten questions are still fewer than the six get in the full budget.`,
      pass: measured.length > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
  figure: ([m]) => ({
    title: "f(x, y) in the valley, first start",
    x: { label: "steps" },
    y: { scale: "log", range: [1e-16, 100] },
    series: ["descent", "momentum", "Adam", "conjugate", "BFGS"].map((name) => {
      const y = (m[`curve ${name}`] as readonly number[]).map((v) => Math.max(v, 1e-16));
      return { name, x: y.map((_, i) => i), y };
    }),
  }),
});
