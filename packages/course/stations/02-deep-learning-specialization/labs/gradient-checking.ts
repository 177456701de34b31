/** A wrong slope, and the tool that finds it: one weight moved a little both ways, beside what back-propagation says. */
import { lab, type Measured } from "../../../src/lab.ts";
import { backwards, costOf, denseParts, type Layer, type LinearSlopes } from "./parts/dense.ts";
import { randn, rowsOf } from "./parts/numpy.ts";

/** The slope of f in each number of w: (f(w + h) − f(w − h)) / 2h. */
function numericalGradient(f: (w: number[]) => number, w: number[], h: number): number[] {
  return w.map((x, i) => {
    const at = (moved: number): number => f(w.map((v, k) => (k === i ? moved : v)));
    return (at(x + h) - at(x - h)) / (2 * h);
  });
}

/** ‖a − b‖ / (‖a‖ + ‖b‖): between 0 and 1. */
function relativeDifference(a: number[], b: number[]): number {
  const length = (x: readonly number[]): number => Math.sqrt(x.reduce((s, v) => s + v * v, 0));
  const both = length(a) + length(b);
  return both === 0 ? 0 : length(a.map((v, i) => v - b[i])) / both;
}

const h = 1e-7; // as in the assignment
const Y = [1, 1, 0];
const SHAPES = [
  [5, 4],
  [3, 5],
  [1, 3],
] as const;

/** The three layers of the assignment: seed 1, in the order of its test case. */
function example(): { readonly X: number[][]; readonly layers: Layer[] } {
  const draw = randn(1);
  const X = rowsOf(draw(12), 3);
  const layers = SHAPES.map(([n, inputs]) => ({
    W: rowsOf(draw(n * inputs), inputs),
    b: rowsOf(draw(n), 1),
  }));
  return { X, layers };
}

const vector = (layers: readonly Layer[]): number[] =>
  layers.flatMap(({ W, b }) => [...W.flat(), ...b.flat()]);

function layersOf(w: readonly number[]): Layer[] {
  let at = 0;
  const take = (n: number): number[] => {
    at += n;
    return w.slice(at - n, at);
  };
  return SHAPES.map(([n, inputs]) => ({
    W: rowsOf(take(n * inputs), inputs),
    b: rowsOf(take(n), 1),
  }));
}

/** The two slips that the assignment plants: ∂C/∂W₂ twice as large, ∂C/∂b₁ four times. */
const slips = (slopes: readonly LinearSlopes[]): LinearSlopes[] =>
  slopes.map(({ dA, dW, db }, l) => ({
    dA,
    dW: l === 1 ? dW.map((row) => row.map((v) => 2 * v)) : dW,
    db: l === 0 ? db.map((row) => row.map((v) => 4 * v)) : db,
  }));

const flat = (slopes: readonly LinearSlopes[]): number[] =>
  slopes.flatMap(({ dW, db }) => [...dW.flat(), ...db.flat()]);

const PRINTED = { one: 2.919335883291695e-10, right: 1.189e-7, wrong: 0.2850931567761624 };

export const gradientChecking = lab({
  id: "02/gradient-checking",
  row: "D8",
  title: "Find two wrong slopes among forty-seven",
  question:
    "A network of three layers has 47 weights and biases, and in its way back two lines are wrong. The cost still falls. How do you notice, and how do you find the lines?",
  source: "A. Ng, Improving Deep Neural Networks, week 1: gradient checking",
  kind: "golden",
  knobs: {},
  quick: { seconds: 0.2, seeds: [1] },
  full: { seconds: 0.2, seeds: [1] },
  parts: { numericalGradient, relativeDifference },
  chart: {
    x: { key: "weight", label: "weights and biases, layer after layer", range: [0, 46] },
    y: { key: "wrong", label: "slope of the cost", range: [-2, 3] },
    curves: [
      { key: "moved", name: "by moving" },
      { key: "wrong", name: "two slips" },
      { key: "right", name: "mended" },
    ],
    pace: 40,
  },
  *run(_config, _random, _data, own) {
    const one = own.relativeDifference(
      own.numericalGradient(([theta]) => 2 * theta, [4], h),
      [2],
    );
    const { X, layers } = example();
    const slopes = backwards(denseParts, layers, X, Y);
    const [right, wrong] = [flat(slopes), flat(slips(slopes))];
    const cost = (w: number[]): number => costOf(denseParts, layersOf(w), X, Y);
    const moved = own.numericalGradient(cost, vector(layers), h);
    for (let weight = 0; weight < right.length; weight++) {
      yield {
        progress: (weight + 1) / right.length,
        series: { weight, moved: moved[weight], wrong: wrong[weight], right: right[weight] },
      };
    }
    return {
      one,
      right: own.relativeDifference(right, moved),
      wrong: own.relativeDifference(wrong, moved),
      count: right.length,
      "slopes by moving": moved,
      "slopes with two slips": wrong,
      suspects: wrong
        .map((v, i) => (Math.abs(v - moved[i]) > 1e-4 * Math.abs(moved[i]) ? i : -1))
        .filter((i) => i >= 0),
    };
  },
  verdict(measured: readonly Measured[]) {
    const [m] = measured;
    const of = (key: string): number => Number(m?.[key]);
    const suspects = (m?.["suspects"] ?? []) as number[];
    const isSlip = (i: number): boolean => (i >= 20 && i < 25) || (i >= 25 && i < 40);
    const checks = [
      {
        text: "one weight: 2.919335883291695 · 10⁻¹⁰, every digit; it is the rounding of 2 · (4 ± 10⁻⁷), the same in every program",
        ok: of("one") === PRINTED.one,
      },
      {
        text: "with the slips 0.28509316 to seven digits: what moving adds is below 10⁻⁶",
        ok: Math.abs(of("wrong") - PRINTED.wrong) < 5e-8,
      },
      {
        text: "without them below 2 · 10⁻⁷: the cost is about 3 and rounded to 2⁻⁵², divided by 2 · 10⁻⁷ that is 2 · 10⁻⁹ in each slope, and the course prints 1.2 · 10⁻⁷ for these weights",
        ok: of("right") < 2e-7,
      },
      {
        text: "every slope that moving disagrees with belongs to the two wrong lines",
        ok: suspects.length > 0 && suspects.every(isSlip),
      },
    ];
    const broken = checks.filter((c) => !c.ok);
    return {
      published:
        "one weight 2.919 · 10⁻¹⁰; 47 weights with two planted slips 0.2850931567761624, without them 1.189 · 10⁻⁷",
      measured: `${of("one").toPrecision(4)}; ${of("wrong").toFixed(10)}; ${of("right").toPrecision(4)}; ${suspects.length} of ${of("count")} slopes under suspicion`,
      tolerance: `${checks.map((c) => c.text).join("; ")}.`,
      pass: measured.length > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
  figure([m]) {
    const of = (key: string) => m[key] as readonly number[];
    const x = of("slopes by moving").map((_, i) => i);
    return {
      title: "Slope of the cost",
      x: { label: "weights and biases, layer after layer" },
      series: [
        { name: "by moving", x, y: of("slopes by moving") },
        { name: "two slips", x, y: of("slopes with two slips"), points: true },
      ],
      caption: "47 slopes. Where a point lies off the line, a line of the way back is wrong.",
    };
  },
});
