/** A reservoir that is never trained: how much of the past a linear reader finds in it, and the most that anybody could. */
import { type Rng, tanh } from "gradus/core";
import { orthogonal } from "gradus/nn";
import { fixed, list } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { dot, norm, solve, times } from "./parts/matrices.ts";

export interface Reservoir {
  /** [units, units]: turns, and shrinks by the radius. */
  readonly W: Float64Array;
  /** By which the input comes in, of length 1. */
  readonly into: Float64Array;
}

function reservoir(units: number, radius: number, random: Rng): Reservoir {
  const W = Float64Array.from(orthogonal(radius)([units, units], random));
  const drawn = random.fillNormal(new Float64Array(units));
  return { W, into: drawn.map((v) => v / norm(drawn)) };
}

/** x ← f(W x + w u): Jaeger 2001. The states after each input, one row each. */
export function states(
  { W, into }: Reservoir,
  inputs: Float64Array,
  squash: (v: number) => number,
): Float64Array[] {
  let x: Float64Array = new Float64Array(into.length);
  return Array.from(inputs, (u) => {
    x = times(W, x).map((v, i) => squash(v + into[i] * u));
    return x;
  });
}

/** The weights of a linear reader by least squares: (Σ x xᵀ) r = Σ x y. */
export function reader(xs: readonly Float64Array[], ys: readonly number[]): Float64Array {
  const n = xs[0].length;
  const [G, right] = [new Float64Array(n * n), new Float64Array(n)];
  xs.forEach((x, t) => {
    for (let i = 0; i < n; i++) {
      right[i] += x[i] * ys[t];
      for (let j = 0; j < n; j++) G[i * n + j] += x[i] * x[j];
    }
  });
  return solve(G, right);
}

/**
 * What a linear reservoir remembers exactly of an input of variance 1. With c_k = Wᵏ w the state is Σ_k c_k u(t − k), so
 *
 *     m_k = c_kᵀ (Σ_j c_j c_jᵀ)⁻¹ c_k,     Σ_k m_k = trace of the identity = the number of units
 */
function exactMemory({ W, into }: Reservoir, delays: number): { memory: number[]; total: number } {
  const n = into.length;
  const columns: Float64Array[] = [into];
  while (norm(columns[columns.length - 1]) > 1e-9)
    columns.push(times(W, columns[columns.length - 1]));
  const S = new Float64Array(n * n);
  for (const c of columns)
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) S[i * n + j] += c[i] * c[j];
  const all = columns.map((c) => dot(c, solve(S, c)));
  return { memory: all.slice(0, delays), total: all.reduce((a, b) => a + b, 0) };
}

const parts = { states, reader };
const LEARNED = 4000;
const TESTED = 4000;
const WARM = 200;

export const echoState = lab({
  id: "09/echo-state",
  row: "G9",
  title: "A pond that remembers",
  question:
    "Numbers fall into a network whose weights are left as they were drawn. A linear reader looks at its units and must say which number fell k steps ago. How far back does it reach, and can twenty units hold more than twenty numbers?",
  source:
    "Goodfellow, Bengio, Courville, section 10.8; Jaeger 2001, short term memory in echo state networks (the bound)",
  kind: "golden",
  knobs: {
    units: { default: 20, symbol: "N", range: [2, 60], integer: true, doc: "Of the reservoir." },
    radius: {
      default: 0.95,
      symbol: "ρ",
      range: [0.1, 0.99],
      doc: "By which the recurrent weights shrink a state in one step.",
    },
    loud: {
      default: 1,
      range: [0.01, 10],
      doc: "Size of what falls into the bent reservoir; the smaller, the straighter is tanh.",
    },
    delays: {
      default: 60,
      symbol: "k",
      range: [2, 200],
      integer: true,
      doc: "How far back is asked.",
    },
  },
  quick: { seconds: 3, seeds: [1, 2] },
  full: { seconds: 15, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts,
  chart: {
    x: { key: "delay", label: "steps back", upTo: "delays" },
    y: { key: "linear", label: "share of the variance that is found", range: [0, 1] },
    curves: [
      { key: "exact", name: "linear, exactly" },
      { key: "linear", name: "linear" },
      { key: "bent", name: "tanh" },
    ],
    pace: 40,
  },
  *run({ units, radius, loud, delays }, random, _data, own) {
    const pond = reservoir(units, radius, random.split());
    const inputs = random.fillNormal(new Float64Array(WARM + LEARNED + TESTED));
    const { memory, total } = exactMemory(pond, delays);
    const linear = own.states(pond, inputs, (v) => v);
    const bent = own.states(
      pond,
      inputs.map((u) => loud * u),
      tanh,
    );
    const found = { linear: [] as number[], bent: [] as number[] };
    /** 1 − error/variance on new numbers, for the number that fell k steps before. */
    const score = (xs: readonly Float64Array[], k: number): number => {
      const target = (t: number) => inputs[t - k];
      const learned = Array.from({ length: LEARNED }, (_, i) => WARM + i);
      const weights = own.reader(
        learned.map((t) => xs[t]),
        learned.map(target),
      );
      let [error, variance] = [0, 0];
      for (let t = WARM + LEARNED; t < inputs.length; t++) {
        const off = target(t) - dot(weights, xs[t]);
        error += off * off;
        variance += target(t) * target(t);
      }
      return 1 - error / variance;
    };
    for (let k = 0; k < delays; k++) {
      found.linear.push(score(linear, k));
      found.bent.push(score(bent, k));
      const series = { delay: k, exact: memory[k], linear: found.linear[k], bent: found.bent[k] };
      yield { progress: (k + 1) / delays, series };
    }
    return { units, exact: memory, total, ...found };
  },
  verdict(measured) {
    const numbers = (m: Measured, key: string) => m[key] as readonly number[];
    const sum = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0);
    const totals = (key: string) => measured.map((m) => sum(numbers(m, key)));
    /** Of one delay: twice the standard error of a share of variance, and what N estimated weights cost. */
    const room = (m: Measured, share: number) =>
      5 * Math.sqrt((2 * (1 - share) * (1 + share)) / TESTED) + (3 * Number(m["units"])) / LEARNED;
    const checks = [
      {
        text: "linear, exactly: the memories of all delays add up to the number of units, within 10⁻⁶",
        ok: measured.every((m) => Math.abs(Number(m["total"]) - Number(m["units"])) < 1e-6),
      },
      {
        text: "linear, measured: at every delay within 5 √(2 (1 − m²)/T) + 3 N/T of it, T = 4000 numbers",
        ok: measured.every((m) =>
          numbers(m, "linear").every((share, k) => {
            const exact = numbers(m, "exact")[k];
            return Math.abs(share - exact) <= room(m, Math.min(1, exact));
          }),
        ),
      },
      {
        text: "tanh: less in all than the linear one, and never more than the number of units",
        ok: measured.every((m) => {
          const total = sum(numbers(m, "bent"));
          return total < sum(numbers(m, "linear")) && total <= Number(m["units"]);
        }),
      },
    ];
    const broken = checks.filter((c) => !c.ok);
    const asked = numbers(measured[0], "linear").length;
    return {
      published: "the memory of N units is at most N for independent inputs, and N for linear ones",
      measured: `over ${asked} delays linear ${list(totals("linear").slice(0, 3), 2)}, tanh ${list(totals("bent").slice(0, 3), 2)}${measured.length > 3 ? " …" : ""} (${measured.length} seeds)`,
      exact: `${fixed(mean(measured.map((m) => Number(m["total"]))), 6)} over all delays, ${fixed(mean(totals("exact")), 2)} over the first ${asked}`,
      tolerance: `${checks.map((c) => c.text).join("; ")}.`,
      pass: measured.length > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
  figure: ([m]) => ({
    title: "Share of the variance that a linear reader finds, first seed",
    x: { label: "steps back" },
    y: { range: [0, 1] },
    series: [
      ["exact", "linear, exactly"],
      ["linear", "linear"],
      ["bent", "tanh"],
    ].map(([key, name]) => {
      const y = m[key] as readonly number[];
      return { name, x: y.map((_, k) => k), y };
    }),
  }),
});
