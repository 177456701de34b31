/** Stopping early and a price on large weights, on a bowl where both have a closed form. */
import { exp, pow } from "gradus/core";
import { type Quadratic, quadraticForm } from "gradus/data";
import { fixed } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { dot, norm, solve, times } from "./parts/matrices.ts";

/** w ← w − ε H (w − w*), from w = 0: gradient descent on ½ (w − w*)ᵀ H (w − w*). */
export function* descend(
  H: Float64Array,
  goal: Float64Array,
  rate: number,
): Generator<Float64Array> {
  const w = new Float64Array(goal.length);
  for (;;) {
    yield w;
    const slope = times(
      H,
      w.map((v, i) => v - goal[i]),
    );
    for (let i = 0; i < w.length; i++) w[i] -= rate * slope[i];
  }
}

/** The w that makes ½ (w − w*)ᵀ H (w − w*) + ½ α ‖w‖² least: (H + α I) w = H w*. */
export function priced(H: Float64Array, goal: Float64Array, alpha: number): Float64Array {
  const n = goal.length;
  const sum = H.map((v, at) => (at % (n + 1) === 0 ? v + alpha : v));
  return solve(sum, times(H, goal));
}

/** Which share of w* there is along each axis. */
function shares({ size, axes }: Quadratic, w: Float64Array, goal: Float64Array): number[] {
  return Array.from({ length: size }, (_, k) => {
    const axis = Float64Array.from({ length: size }, (_, i) => axes[i * size + k]);
    return dot(axis, w) / dot(axis, goal);
  });
}

/** The most that 1 − e^−x is above x/(1 + x): near x = 2.51. */
const MOST_APART = Math.max(
  ...Array.from({ length: 1000 }, (_, i) => {
    const x = (i + 1) / 100;
    return 1 - exp(-x) - x / (1 + x);
  }),
);

const EPSILON = 2.220446049250313e-16;

export const earlyStoppingIsDecay = lab({
  id: "09/early-stopping",
  row: "G6",
  title: "To stop early is to tax weights",
  question:
    "On a bowl, descent starts at zero and is stopped after t steps. Another minimum is found with a price α = 1/(ε t) on large weights. Do both end at the same place?",
  source: "Goodfellow, Bengio, Courville, section 7.8, eq. 7.33 to 7.45",
  kind: "golden",
  knobs: {
    rate: {
      default: 0.01,
      symbol: "ε",
      range: [1e-5, 0.1],
      doc: "Step size; times κ it must be below 1.",
    },
    condition: { default: 10, symbol: "κ", range: [1, 1000], doc: "Of the bowl." },
    dimensions: { default: 3, range: [2, 20], integer: true, doc: "Of the bowl." },
    steps: { default: 1000, range: [10, 100_000], integer: true, unit: "steps", doc: "In all." },
  },
  quick: { seconds: 0.2, seeds: [1, 2, 3] },
  full: { seconds: 0.5, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts: { descend, priced },
  chart: {
    x: { key: "step", label: "steps until the stop", range: [1, 1000], scale: "log" },
    y: { key: "steep stopped", label: "share of the best weight that is reached", range: [0, 1] },
    curves: [
      { key: "steep stopped", name: "steep, stopped" },
      { key: "steep priced", name: "steep, priced" },
      { key: "flat stopped", name: "flat, stopped" },
      { key: "flat priced", name: "flat, priced" },
    ],
    pace: 40,
  },
  *run({ rate, condition, dimensions, steps }, random, _data, own) {
    const f = quadraticForm(dimensions, condition, random.split());
    const goal = random.split().fillNormal(new Float64Array(dimensions));
    const length = norm(goal);
    const curves = { step: [] as number[], stopped: [] as number[][], priced: [] as number[][] };
    const off = { stopped: 0, priced: 0, matched: 0, small: 0 };
    let apart: [number, number] = [Infinity, -Infinity];
    let t = 0;
    for (const w of own.descend(f.matrix, goal, rate)) {
      const alpha = 1 / (rate * Math.max(t, 1));
      const due = t > 0 && (t < 20 || t % Math.ceil(t / 20) === 0 || t === steps);
      if (due) {
        const tax = own.priced(f.matrix, goal, alpha);
        const [s, p] = [shares(f, w, goal), shares(f, tax, goal)];
        f.eigenvalues.forEach((lambda, k) => {
          const left = pow(1 - rate * lambda, t);
          // an error of the length of w* in any direction, seen along axis k
          const scale = Math.abs(1 / shareScale(f, goal, k, length));
          off.stopped = Math.max(off.stopped, Math.abs(s[k] - (1 - left)) / scale);
          off.priced = Math.max(off.priced, Math.abs(p[k] - lambda / (lambda + alpha)) / scale);
          apart = [Math.min(apart[0], s[k] - p[k]), Math.max(apart[1], s[k] - p[k])];
          const x = rate * lambda * t;
          if (x <= 0.1)
            off.small = Math.max(off.small, (s[k] / p[k] - 1) / ((x + rate * lambda) / 2));
          if (left > 0.01 && left < 0.99) {
            // the price that fits this direction exactly: α = λ ρ/(1 − ρ), ρ = (1 − ελ)ᵗ
            const fitting = shares(
              f,
              own.priced(f.matrix, goal, (lambda * left) / (1 - left)),
              goal,
            );
            off.matched = Math.max(off.matched, Math.abs(fitting[k] - s[k]) / scale);
          }
        });
        curves.step.push(t);
        curves.stopped.push(s);
        curves.priced.push(p);
        const last = dimensions - 1;
        const series = {
          step: t,
          "flat stopped": s[0],
          "flat priced": p[0],
          "steep stopped": s[last],
          "steep priced": p[last],
        };
        yield { progress: t / steps, series };
      }
      if (t === steps) break;
      t++;
    }
    return {
      steps,
      condition,
      rate,
      dimensions,
      "stopped off": off.stopped,
      "priced off": off.priced,
      "matched off": off.matched,
      small: off.small,
      least: apart[0],
      most: apart[1],
      places: curves.step,
      ...Object.fromEntries(
        [0, dimensions - 1].flatMap((k) => [
          [`stopped ${k === 0 ? "flat" : "steep"}`, curves.stopped.map((s) => s[k])],
          [`priced ${k === 0 ? "flat" : "steep"}`, curves.priced.map((s) => s[k])],
        ]),
      ),
    };
  },
  verdict(measured) {
    const worst = (key: string) => Math.max(...measured.map((m) => Number(m[key])));
    const each = (ok: (m: Measured) => boolean) => measured.every(ok);
    const room = (m: Measured) =>
      8 * Number(m["dimensions"]) * (Number(m["condition"]) + Number(m["steps"])) * EPSILON;
    const extra = (m: Measured) => Number(m["rate"]) * Number(m["condition"]);
    const checks = [
      {
        text: "stopped: the share along each axis is 1 − (1 − ελ)ᵗ",
        ok: each((m) => Number(m["stopped off"]) <= room(m)),
      },
      {
        text: "priced: the share is λ/(λ + α)",
        ok: each((m) => Number(m["priced off"]) <= room(m)),
      },
      {
        text: "with the price that fits a direction, α = λρ/(1 − ρ) and ρ = (1 − ελ)ᵗ, both are equal along it",
        ok: each((m) => Number(m["matched off"]) <= 200 * room(m)),
      },
      {
        text: `with α = 1/(εt) for all directions they are never more than ${fixed(MOST_APART, 4)} + εκ apart, the stopped one ahead`,
        ok: each((m) => Number(m["least"]) > -room(m) && Number(m["most"]) < MOST_APART + extra(m)),
      },
      {
        text: "where x = εtλ ≤ 0.1, they differ by at most (x + ελ)/2 of themselves: for small x they are the same",
        ok: each((m) => Number(m["small"]) <= 1 + 1e-9),
      },
    ];
    const broken = checks.filter((c) => !c.ok);
    return {
      published: "the same place if α = 1/(εt), for εtλ small",
      measured: `${worst("stopped off").toExponential(0)} and ${worst("priced off").toExponential(0)} from the closed forms; at most ${fixed(worst("most"), 4)} of a weight apart with one price for all directions (${measured.length} seeds)`,
      exact: `1 − e⁻ˣ against x/(1 + x): at most ${fixed(MOST_APART, 4)} apart, for steps that are small`,
      tolerance: `${checks.map((c) => c.text).join("; ")}. Rounding: 8 n (κ + t) 2⁻⁵² of the length of w*; 200 times that for the fitting price, whose own error grows by up to 1/(1 − ρ) + 1/ρ.`,
      pass: measured.length > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
  figure: ([m]) => ({
    title: "Share of the best weight, first seed",
    x: { label: "steps until the stop", scale: "log" },
    y: { range: [0, 1] },
    series: ["steep", "flat"].flatMap((name) =>
      ["stopped", "priced"].map((way) => ({
        name: `${name}, ${way}`,
        x: m["places"] as readonly number[],
        y: m[`${way} ${name}`] as readonly number[],
      })),
    ),
  }),
});

/** The part of w* along axis k, by its length. */
function shareScale(
  { size, axes }: Quadratic,
  goal: Float64Array,
  k: number,
  length: number,
): number {
  let along = 0;
  for (let i = 0; i < size; i++) along += axes[i * size + k] * goal[i];
  return along / length;
}
