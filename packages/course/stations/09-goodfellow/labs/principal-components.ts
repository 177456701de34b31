/** Principal components from their definition, on points whose covariance is known exactly. */
import { pow, type Rng, ValueError } from "gradus/core";
import { quadraticForm } from "gradus/data";
import { fixed, list } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";
import { dot, type Eigen, jacobi, norm, times } from "./parts/matrices.ts";

/** Points [count, size], row by row, with mean 0. */
export interface Cloud {
  readonly count: number;
  readonly size: number;
  readonly points: Float64Array;
  /** The eigenvalues of its covariance, from the greatest, and their axes. */
  readonly known: Eigen;
}

/**
 * A cloud whose covariance is Q Λ Qᵀ to rounding, not only on average: normal columns are freed of their mean and of each other,
 * scaled to length √(count λ), and turned by Q.
 */
export function cloud(count: number, size: number, condition: number, random: Rng): Cloud {
  const form = quadraticForm(size, condition, random);
  const order = Array.from({ length: size }, (_, k) => size - 1 - k); // the greatest first
  const values = Float64Array.from(order, (k) => form.eigenvalues[k]);
  const vectors = order.map((k) =>
    Float64Array.from({ length: size }, (_, i) => form.axes[i * size + k]),
  );
  const columns = [new Float64Array(count).fill(1 / Math.sqrt(count))]; // to be free of the mean
  for (let k = 0; k < size; k++) {
    const v = random.fillNormal(new Float64Array(count));
    for (const earlier of [...columns, ...columns]) {
      const along = dot(earlier, v);
      for (let i = 0; i < count; i++) v[i] -= along * earlier[i];
    }
    const length = norm(v);
    columns.push(v.map((e) => e / length));
  }
  const points = new Float64Array(count * size);
  for (let k = 0; k < size; k++) {
    const scale = Math.sqrt(count * values[k]);
    for (let i = 0; i < count; i++)
      for (let j = 0; j < size; j++)
        points[i * size + j] += scale * columns[k + 1][i] * vectors[k][j];
  }
  return { count, size, points, known: { values, vectors } };
}

/** Cᵢⱼ = 1/m Σ xᵢ xⱼ, the mean being 0. */
export function covariance({ count, size, points }: Cloud): Float64Array {
  const C = new Float64Array(size * size);
  for (let row = 0; row < count; row++)
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++)
        C[i * size + j] += (points[row * size + i] * points[row * size + j]) / count;
  return C;
}

/** d ← C d / ‖C d‖: the direction of most variance; one direction a step, the start first. */
export function* power(C: Float64Array, start: Float64Array): Generator<Float64Array> {
  let d = start.map((v) => v / norm(start));
  for (;;) {
    yield d;
    const next = times(C, d);
    const length = norm(next);
    d = next.map((v) => v / length);
  }
}

/** Mean of ‖x − D Dᵀ x‖² with the first k directions in D: what is lost by keeping k numbers of each point. */
export function lost({ count, size, points }: Cloud, directions: readonly Float64Array[]): number {
  let sum = 0;
  for (let row = 0; row < count; row++) {
    const x = points.slice(row * size, (row + 1) * size);
    const left = x.slice();
    for (const d of directions) {
      const along = dot(d, x);
      for (let j = 0; j < size; j++) left[j] -= along * d[j];
    }
    sum += dot(left, left);
  }
  return sum / count;
}

/** tan of the angle between a unit direction and a unit axis. */
function tangent(d: Float64Array, axis: Float64Array): number {
  const along = dot(d, axis);
  return norm(d.map((v, i) => v - along * axis[i])) / Math.abs(along);
}

/** 2⁻⁵³ */
const UNIT = 1.1102230246251565e-16;

/** Relative to the greatest eigenvalue: sums of m products, and as many roundings as rotations touch an entry, with a factor 10. */
const slack = (count: number, size: number): number => (count + 10 * size * size) * UNIT;

export const principalComponents = lab({
  id: "09/principal-components",
  row: "G1",
  title: "The direction of most variance",
  question:
    "A cloud of points in ten dimensions. Multiply any direction by the covariance, again and again: how fast does it turn into the direction in which the cloud is widest? And what is lost if only the first few directions are kept?",
  source: "Goodfellow, Bengio, Courville, section 2.12; Jacobi 1846",
  kind: "golden",
  knobs: {
    points: { default: 200, symbol: "m", range: [20, 5000], integer: true, doc: "In the cloud." },
    dimensions: { default: 10, symbol: "n", range: [2, 40], integer: true, doc: "Of each point." },
    condition: {
      default: 100,
      symbol: "κ",
      range: [1.5, 1e4],
      doc: "Variance along the widest direction by that along the narrowest.",
    },
    steps: { default: 80, range: [5, 500], integer: true, doc: "Of the power iteration." },
  },
  quick: { seconds: 0.2, seeds: [1, 2, 3] },
  full: { seconds: 0.5, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts: { covariance, jacobi, power },
  chart: {
    x: { key: "step", label: "steps of the power iteration", upTo: "steps" },
    y: {
      key: "power",
      label: "tan of the angle to the widest direction",
      scale: "log",
      range: [1e-16, 10],
    },
    curves: [
      { key: "power", name: "measured" },
      { key: "bound", name: "(λ₂/λ₁)ᵗ tan θ₀" },
    ],
    pace: 40,
  },
  *run({ points: count, dimensions: size, condition, steps }, random, _data, own) {
    if (count <= size)
      throw new ValueError(
        `points is ${count}, dimensions is ${size}; a cloud fills its dimensions only with more points than those. Take more points.`,
      );
    const data = cloud(count, size, condition, random);
    const C = own.covariance(data);
    const { values, vectors } = own.jacobi(C, size);
    const { known } = data;
    const ratio = known.values[1] / known.values[0];
    const tangents: number[] = [];
    const bounds: number[] = [];
    for (const d of own.power(C, random.fillNormal(new Float64Array(size)))) {
      tangents.push(tangent(d, known.vectors[0]));
      const step = tangents.length - 1;
      bounds.push(pow(ratio, step) * tangents[0]);
      const series = { step, power: Math.max(tangents[step], 1e-16), bound: bounds[step] };
      yield { progress: step / steps, series };
      if (step === steps) break;
    }
    return {
      slack: slack(count, size),
      known: [...known.values],
      values: [...values],
      turned: vectors.map((v, k) => tangent(v, known.vectors[k])),
      lost: vectors.map((_, k) => lost(data, vectors.slice(0, k + 1))),
      tangents,
      bounds,
    };
  },
  verdict(measured) {
    const of = (m: (typeof measured)[number], key: string) => m[key] as readonly number[];
    const tail = (known: readonly number[], k: number) =>
      known.slice(k + 1).reduce((sum, v) => sum + v, 0);
    const off = (m: (typeof measured)[number]) => {
      const known = of(m, "known");
      return Math.max(...of(m, "values").map((v, k) => Math.abs(v - known[k]))) / known[0];
    };
    const offLost = (m: (typeof measured)[number]) => {
      const known = of(m, "known");
      return Math.max(...of(m, "lost").map((v, k) => Math.abs(v - tail(known, k)))) / known[0];
    };
    const gapOf = (known: readonly number[]) =>
      Math.min(...known.slice(1).map((v, k) => known[k] - v)) / known[0];
    const checks = [
      {
        text: "each eigenvalue within s λ₁ of the variance that the cloud was made with",
        ok: measured.every((m) => off(m) <= Number(m["slack"])),
      },
      {
        text: "each direction within 2 s λ₁ / (the least gap between eigenvalues) of its axis, as an angle (Davis and Kahan)",
        ok: measured.every((m) =>
          of(m, "turned").every((t) => t <= (2 * Number(m["slack"])) / gapOf(of(m, "known"))),
        ),
      },
      {
        text: "what is lost with k directions within n s λ₁ of the sum of the other eigenvalues",
        ok: measured.every((m) => offLost(m) <= of(m, "known").length * Number(m["slack"])),
      },
      {
        text: "the power iteration under (λ₂/λ₁)ᵗ tan θ₀ at every step, s/(1 − λ₂/λ₁) apart",
        ok: measured.every((m) => {
          const known = of(m, "known");
          const apart = Number(m["slack"]) / (1 - known[1] / known[0]);
          const [tangents, bounds] = [of(m, "tangents"), of(m, "bounds")];
          return tangents.every((t, i) => t <= bounds[i] * (1 + 1e-9) + apart);
        }),
      },
    ];
    const broken = checks.filter((c) => !c.ok);
    const [first] = measured;
    const total = tail(of(first, "known"), -1);
    return {
      published: "— (the book derives it and prints no numbers)",
      measured: `variances ${list(of(first, "values").slice(0, 3), 4)} …, at most ${Math.max(...measured.map(off)).toExponential(0)} λ₁ off; with three of ${of(first, "known").length} directions ${fixed((100 * of(first, "lost")[2]) / total, 2)} % of the variance is lost (${measured.length} seeds)`,
      exact: `${list(of(first, "known").slice(0, 3), 4)} …; ${fixed((100 * tail(of(first, "known"), 2)) / total, 2)} %`,
      tolerance: `${checks.map((c) => c.text).join("; ")}. s = (m + 10 n²) 2⁻⁵³: a covariance is a sum of m products, and each of its entries is turned some n times in each of a few sweeps.`,
      pass: measured.length > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
  figure: (measured) => {
    const known = measured[0]["known"] as readonly number[];
    const y = measured[0]["lost"] as readonly number[];
    const total = known.reduce((sum, v) => sum + v, 0);
    return {
      title: "Share of the variance that is lost, first seed (%)",
      x: { label: "directions that are kept" },
      y: { range: [0, 100] },
      series: [
        {
          name: "measured on the points",
          x: y.map((_, k) => k + 1),
          y: y.map((v) => (100 * v) / total),
          points: true,
        },
        {
          name: "the other eigenvalues",
          x: y.map((_, k) => k + 1),
          y: y.map((_, k) => (100 * known.slice(k + 1).reduce((s, v) => s + v, 0)) / total),
        },
      ],
    };
  },
});
