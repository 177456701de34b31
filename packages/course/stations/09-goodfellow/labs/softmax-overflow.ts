/** A softmax that survives large numbers, beside one that is written as it stands in the formula. */
import { exp, log } from "gradus/core";
import { fixed } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";

/** pₖ = e^zₖ / Σ e^z, as it stands. */
export function plain(z: readonly number[]): number[] {
  const e = z.map((v) => exp(v));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
}

/** The same after the greatest has been taken off: no power is above 1, and one of them is 1. */
export function careful(z: readonly number[]): number[] {
  const most = Math.max(...z);
  return plain(z.map((v) => v - most));
}

/** log Σ e^z = max + log Σ e^(z − max). */
export function logSumExp(z: readonly number[]): number {
  const most = Math.max(...z);
  return most + log(z.reduce((sum, v) => sum + exp(v - most), 0));
}

/** 2⁻⁵³ */
const UNIT = 1.1102230246251565e-16;
/** The greatest double, and what is rounded to 0: half the least one. */
const OVERFLOW = log(Number.MAX_VALUE);
const VANISHES = -1075 * Math.LN2;

/** zₖ = c + log k: whatever c is, pₖ is k to 1 + 2 + … + n. */
const logits = (n: number, c: number): number[] =>
  Array.from({ length: n }, (_, i) => c + log(i + 1));
const triangle = (n: number): number => (n * (n + 1)) / 2;

/** The largest relative error of a softmax; Infinity where it is not a number. */
function errorOf(softmax: (z: readonly number[]) => number[], n: number, c: number): number {
  const errors = softmax(logits(n, c)).map((p, i) => Math.abs((p * triangle(n)) / (i + 1) - 1));
  return errors.some(Number.isNaN) ? Infinity : Math.max(...errors);
}

/** u (2|c| + 4 log n + n + 4), see the verdict. */
const allowed = (n: number, c: number): number => UNIT * (2 * Math.abs(c) + 4 * log(n) + n + 4);

/** Correct decimal digits, 0 … 16. */
const digits = (error: number): number =>
  Math.max(0, Math.min(16, error === 0 ? 16 : -log(error) / Math.LN10));

/** Where `ok` turns false between two places, to 10⁻⁹. */
function edge(ok: (c: number) => boolean, inside: number, outside: number): number {
  let [a, b] = [inside, outside];
  while (Math.abs(b - a) > 1e-9) {
    const middle = (a + b) / 2;
    if (ok(middle)) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}

export const softmaxOverflow = lab({
  id: "09/softmax-overflow",
  row: "G2",
  title: "A softmax that survives",
  question:
    "Add the same number c to all inputs of a softmax. On paper nothing changes. In a computer, how far can c go before the answer is wrong, and before it is no number at all?",
  source: "Goodfellow, Bengio, Courville, section 4.1",
  kind: "golden",
  knobs: {
    classes: { default: 10, symbol: "n", range: [2, 1000], integer: true, doc: "Inputs." },
    reach: { default: 1000, range: [100, 1e5], doc: "c goes from −reach to reach." },
  },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  parts: { plain, careful, logSumExp },
  chart: {
    x: { key: "c", label: "what is added to all inputs, c", range: [-1000, 1000] },
    y: { key: "careful", label: "correct digits", range: [0, 17] },
    curves: [
      { key: "careful", name: "the greatest taken off" },
      { key: "plain", name: "as it stands" },
    ],
    pace: 40,
  },
  *run({ classes: n, reach }, _random, _data, own) {
    const places = Array.from({ length: 201 }, (_, i) => reach * (i / 100 - 1));
    const curves = { plain: [] as number[], careful: [] as number[] };
    let [worst, worstSum] = [0, 0]; // as shares of what is allowed
    for (const [i, c] of places.entries()) {
      const error = errorOf(own.careful, n, c);
      worst = Math.max(worst, error / allowed(n, c));
      const exact = c + log(triangle(n));
      const room = UNIT * (2 * Math.abs(c) + 4 * log(n) + n + 4);
      const offSum = Math.abs(own.logSumExp(logits(n, c)) - exact);
      worstSum = Math.max(worstSum, Number.isNaN(offSum) ? Infinity : offSum / room);
      curves.careful.push(digits(error));
      curves.plain.push(digits(errorOf(own.plain, n, c)));
      const series = { c, careful: curves.careful[i], plain: curves.plain[i] };
      yield { progress: i / 200, series };
    }
    const number = (c: number) => errorOf(own.plain, n, c) < Infinity;
    const right = (c: number) => errorOf(own.plain, n, c) < 1e-3;
    return {
      n,
      worst,
      worstSum,
      top: edge(right, 0, 1000),
      bottom: edge(number, 0, -1000),
      places,
      plain: curves.plain,
      careful: curves.careful,
    };
  },
  verdict([m]) {
    const n = Number(m["n"]);
    const top = OVERFLOW - log(triangle(n));
    const bottom = VANISHES - log(n);
    const checks = [
      {
        text: "careful: a relative error of each share below u (2|c| + 4 log n + n + 4)",
        ok: Number(m["worst"]) <= 1,
      },
      {
        text: "log-sum-exp: off by no more than that, beside c + log n(n + 1)/2",
        ok: Number(m["worstSum"]) <= 1,
      },
      {
        text: "as it stands: wrong from c = log(greatest double) − log n(n + 1)/2 on, within 10⁻⁶",
        ok: Math.abs(Number(m["top"]) - top) < 1e-6,
      },
      {
        text: "as it stands: no number below c = −1075 log 2 − log n, within 10⁻⁶",
        ok: Math.abs(Number(m["bottom"]) - bottom) < 1e-6,
      },
    ];
    const broken = checks.filter((c) => !c.ok);
    return {
      published: "— (the book explains it and prints no numbers)",
      measured: `as it stands, right up to c = ${fixed(Number(m["top"]), 4)}, a number down to ${fixed(Number(m["bottom"]), 4)}; careful, right everywhere (at most ${fixed(100 * Number(m["worst"]), 0)} % of what rounding may do)`,
      exact: `${fixed(top, 4)} and ${fixed(bottom, 4)}`,
      tolerance: `${checks.map((c) => c.text).join("; ")}. u = 2⁻⁵³. Adding c to log k is rounded by u (|c| + log n), once for the share and once for the sum; taking the greatest off by u log n; a power by 2 u; a sum of n by n u. The edges are found by halving to 10⁻⁹ and smeared by the rounding of c, 10⁻¹³.`,
      pass: broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
  figure: ([m]) => ({
    title: "Correct digits of a softmax",
    x: { label: "what is added to all inputs" },
    y: { range: [0, 17] },
    series: [
      {
        name: "the greatest taken off",
        x: m["places"] as readonly number[],
        y: m["careful"] as readonly number[],
      },
      {
        name: "as it stands",
        x: m["places"] as readonly number[],
        y: m["plain"] as readonly number[],
      },
    ],
  }),
});
