/** A long valley: descent with the best step of each line, and Newton's method, both beside exact numbers. */
import { exp, log, pow } from "gradus/core";
import { fixed } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";

type Point = readonly [x: number, y: number];

/** f(x, y) = ½ (x² + κ y²) */
const valley = (kappa: number, [x, y]: Point): number => 0.5 * (x * x + kappa * y * y);

/** A step against the slope, as long as is best on that line: α = ‖g‖² / gᵀ A g. */
export function steepest(kappa: number, [x, y]: Point): Point {
  const [gx, gy] = [x, kappa * y];
  const alpha = (gx * gx + gy * gy) / (gx * gx + kappa * gy * gy);
  return [x - alpha * gx, y - alpha * gy];
}

/** Boyd and Vandenberghe, section 9.3.2: f = e^(x + 3y − 0.1) + e^(x − 3y − 0.1) + e^(−x − 0.1). */
const terms = ([x, y]: Point): readonly [number, number, number] => [
  exp(x + 3 * y - 0.1),
  exp(x - 3 * y - 0.1),
  exp(-x - 0.1),
];
const curved = (p: Point): number => terms(p).reduce((sum, t) => sum + t, 0);
/** At (−½ log 2, 0), where both slopes vanish: 2√2 e^−0.1. */
const LEAST_AT: Point = [-Math.LN2 / 2, 0];
const LEAST = 2 * Math.SQRT2 * exp(-0.1);

/** p − H⁻¹ ∇f, with the slopes and curvatures written out. */
export function newton(p: Point): Point {
  const [a, b, c] = terms(p);
  const [gx, gy] = [a + b - c, 3 * (a - b)];
  const [hxx, hxy, hyy] = [a + b + c, 3 * (a - b), 9 * (a + b)];
  const det = hxx * hyy - hxy * hxy;
  return [p[0] - (hyy * gx - hxy * gy) / det, p[1] - (hxx * gy - hxy * gx) / det];
}

const distance = ([x, y]: Point, [u, v]: Point): number =>
  Math.sqrt((x - u) * (x - u) + (y - v) * (y - v));

const NEWTON_STEPS = 8;

export const zigzag = lab({
  id: "09/zigzag",
  row: "G2",
  title: "Zigzag down a valley",
  question:
    "A valley is κ times as steep across as along. Every step goes straight downhill, and exactly as far as is best. How many steps does that take, and what would a method do that knows the curvature?",
  source: "Goodfellow, Bengio, Courville, section 4.3; Boyd and Vandenberghe, 9.3.2",
  kind: "golden",
  knobs: {
    condition: {
      default: 30,
      symbol: "κ",
      range: [1, 1e4],
      doc: "Steepness across the valley by that along it.",
    },
    steps: {
      default: 120,
      range: [10, 5000],
      integer: true,
      unit: "steps",
      doc: "Of the descent.",
    },
  },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  parts: { steepest, newton },
  chart: {
    x: { key: "step", label: "steps", upTo: "steps" },
    y: {
      key: "descent",
      label: "f above its least, of 1 at first",
      scale: "log",
      range: [1e-16, 1],
    },
    curves: [
      { key: "descent", name: "descent" },
      { key: "exact", name: "((κ − 1)/(κ + 1))²ᵗ" },
      { key: "newton", name: "Newton, on another function" },
    ],
    pace: 40,
  },
  *run({ condition: kappa, steps }, _random, _data, own) {
    const factor = (kappa - 1) / (kappa + 1);
    let p: Point = [kappa, 1]; // from here every step is equally poor
    let q: Point = [-1, 0.3];
    const [first, firstCurved] = [valley(kappa, p), curved(q) - LEAST];
    const offs: number[] = [];
    const heights: number[] = [];
    const distances: number[] = [];
    for (let step = 0; step <= steps; step++) {
      const scale = pow(factor, step);
      const known: Point = [kappa * scale, step % 2 === 0 ? scale : -scale];
      offs.push(
        Math.max(Math.abs(p[0] - known[0]) / kappa, Math.abs(p[1] - known[1])) /
          Math.max(scale, 1e-300),
      );
      heights.push(valley(kappa, p) / first);
      const series: Record<string, number> = {
        step,
        descent: Math.max(heights[step], 1e-16),
        exact: Math.max(scale * scale, 1e-16),
      };
      if (step <= NEWTON_STEPS) {
        distances.push(distance(q, LEAST_AT));
        series["newton"] = Math.max((curved(q) - LEAST) / firstCurved, 1e-16);
        q = own.newton(q);
      }
      p = own.steepest(kappa, p);
      yield { progress: step / steps, series };
    }
    return { kappa, offs, heights, distances };
  },
  verdict([m]) {
    const kappa = Number(m["kappa"]);
    const [offs, distances, heights] = ["offs", "distances", "heights"].map(
      (key) => m[key] as readonly number[],
    );
    const factor = (kappa - 1) / (kappa + 1);
    const allowed = (step: number) => 16 * (step + 1) * kappa * 2.220446049250313e-16;
    const checks = [
      {
        text: "descent: x and y at every step t are κ ρᵗ and (−ρ)ᵗ with ρ = (κ − 1)/(κ + 1), within 16 (t + 1) κ ε of them",
        ok: offs.every((off, t) => off <= allowed(t)),
      },
      {
        text: "Newton: once the distance d is below 0.1, the next is below 6 d² + 10⁻¹⁵",
        ok: distances
          .slice(1)
          .every((d, t) => distances[t] > 0.1 || d < 6 * distances[t] * distances[t] + 1e-15),
      },
      {
        text: "Newton: 10⁻¹⁵ from (−½ log 2, 0) after eight steps",
        ok: distances[NEWTON_STEPS] < 1e-15,
      },
    ];
    const broken = checks.filter((c) => !c.ok);
    const half = kappa === 1 ? 0 : Math.ceil(log(1e-6) / (2 * log(factor)));
    return {
      published: "— (the book draws it, and prints no numbers)",
      measured: `descent at ${heights[heights.length - 1].toExponential(2)} of its height after ${heights.length - 1} steps; Newton's distance ${distances.map((d) => d.toExponential(0)).join(", ")}`,
      exact: `${pow(factor, 2 * (heights.length - 1)).toExponential(2)}; a factor ${fixed(factor * factor, 4)} a step, ${half} steps for a millionth`,
      tolerance: `${checks.map((c) => c.text).join("; ")}. ε = 2⁻⁵²: a step multiplies both numbers with some sixteen roundings, and the step length sees an error of x or y up to κ times. At its least point Newton's method leaves at most f_xyy / 2 f_xx = 9/4 of d²; within 0.1 of it each power changes by a factor of e^0.4 = 1.5 at most, in the third derivatives and in the curvature: 5 d², and 6.`,
      pass: broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
  figure: ([m]) => {
    const y = (m["heights"] as readonly number[]).map((h) => Math.max(h, 1e-16));
    return {
      title: "Height above the bottom of the valley, of 1 at first",
      x: { label: "steps" },
      y: { scale: "log", range: [1e-16, 1] },
      series: [{ name: "descent", x: y.map((_, i) => i), y }],
    };
  },
});
