/** Back-propagation beside slopes that are found by wiggling each weight in turn: chapter 2, in plain numbers. */
import { log10, pow, type Rng, sigmoid } from "gradus/core";
import { fixed } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";

/** weights[l][j][k] leads from neuron k of layer l to neuron j of the next one. */
interface PlainNet {
  weights: number[][][];
  biases: number[][];
}

interface Slopes {
  nablaW: number[][][];
  nablaB: number[][];
}

const total = (xs: readonly number[], term: (x: number, i: number) => number): number =>
  xs.reduce((sum, x, i) => sum + term(x, i), 0);

/** Weighted inputs z of each layer, and activations a; a[0] is the input. */
function forward({ weights, biases }: PlainNet, x: number[]): { z: number[][]; a: number[][] } {
  const z: number[][] = [];
  const a = [x];
  weights.forEach((w, l) => {
    z.push(w.map((row, j) => total(row, (wjk, k) => wjk * a[l][k]) + biases[l][j]));
    a.push(z[l].map(sigmoid));
  });
  return { z, a };
}

/** C = ½ ‖y − a‖² of one example. */
export function cost(net: PlainNet, x: number[], y: number[]): number {
  const output = forward(net, x).a[net.weights.length];
  return total(output, (aj, j) => (aj - y[j]) ** 2) / 2;
}

const slope = (z: number): number => sigmoid(z) * (1 - sigmoid(z));

/** ∂C/∂w and ∂C/∂b of one example, by the four equations of chapter 2. */
export function backprop(net: PlainNet, x: number[], y: number[]): Slopes {
  const { z, a } = forward(net, x);
  const w = net.weights;
  const last = w.length - 1;
  const delta: number[][] = [];
  delta[last] = z[last].map((zj, j) => (a[last + 1][j] - y[j]) * slope(zj)); // BP1
  for (let l = last - 1; l >= 0; l--)
    delta[l] = z[l].map((zk, k) => total(delta[l + 1], (d, j) => w[l + 1][j][k] * d) * slope(zk)); // BP2
  const nablaB = delta; // BP3
  const nablaW = delta.map((d, l) => d.map((dj) => a[l].map((ak) => ak * dj))); // BP4
  return { nablaW, nablaB };
}

/** Every number of a network, or every slope, one after another. */
const flat = (weights: number[][][], biases: number[][]): number[] => [
  ...weights.flat(2),
  ...biases.flat(),
];

/** The slopes by wiggling: each number by h, forwards only or both ways. It leaves the network as it was. */
export function wiggled(
  net: PlainNet,
  x: number[],
  y: number[],
  h: number,
  bothWays: boolean,
): number[] {
  const C = cost(net, x, y);
  const rows = [...net.weights.flat(), ...net.biases];
  return rows.flatMap((row) =>
    row.map((v, i) => {
      const at = (moved: number): number => {
        row[i] = moved;
        const c = cost(net, x, y);
        row[i] = v;
        return c;
      };
      return bothWays ? (at(v + h) - at(v - h)) / (2 * h) : (at(v + h) - C) / h;
    }),
  );
}

const [INPUTS, OUTPUTS] = [8, 4];

function example(hidden: number, random: Rng) {
  const sizes = [INPUTS, hidden, OUTPUTS];
  const draw = (n: number) => Array.from({ length: n }, () => random.normal());
  const net: PlainNet = {
    weights: [1, 2].map((l) => Array.from({ length: sizes[l] }, () => draw(sizes[l - 1]))),
    biases: [1, 2].map((l) => draw(sizes[l])),
  };
  const x = Array.from({ length: INPUTS }, () => random.random());
  const y = Array.from({ length: OUTPUTS }, (_, j) => (j === 0 ? 1 : 0));
  return { net, x, y };
}

/** h = 10⁻¹², 10^−11½ … 10⁻¹, 10^−½, 1 */
const STEPS = Array.from({ length: 25 }, (_, i) => pow(10, (i - 24) / 2));

/** Where 10^−n stands among them. */
const at = (n: number): number => 24 - 2 * n;

const distance = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);

/** By which power of h an error falls between h = 10^−n and 10^−m. */
const order = (errors: readonly number[], n: number, m: number): number =>
  log10(errors[at(n)] / errors[at(m)]) / (m - n);

export const wiggledSlopes = lab({
  id: "01/wiggled-slopes",
  row: "N42",
  title: "Wiggle every weight, and compare",
  question:
    "A slope is what a small change does. How small must it be, before what you find by wiggling is what back-propagation computes, and can it be too small?",
  source: "Nielsen, ch. 2, “In what sense is backpropagation a fast algorithm?”, eq. 46",
  kind: "property",
  knobs: {
    hidden: {
      default: 6,
      range: [1, 40],
      integer: true,
      doc: "Hidden neurons, between eight inputs and four outputs.",
    },
  },
  quick: { seconds: 0.2, seeds: [1, 2, 3] },
  full: { seconds: 0.7, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts: { backprop },
  chart: {
    x: { key: "h", label: "how far each number is wiggled, h", range: [1e-12, 1], scale: "log" },
    y: {
      key: "forwards",
      label: "largest difference from back-propagation, by the largest slope",
      range: [1e-12, 10],
      scale: "log",
    },
    curves: [
      { key: "forwards", name: "forwards" },
      { key: "bothWays", name: "both ways" },
    ],
  },
  *run({ hidden }, random, _data, own) {
    const { net, x, y } = example(hidden, random);
    const { nablaW, nablaB } = own.backprop(net, x, y);
    const exact = flat(nablaW, nablaB);
    const largest = distance(
      exact,
      exact.map(() => 0),
    );
    const errors = { forwards: [] as number[], bothWays: [] as number[] };
    for (const [i, h] of STEPS.entries()) {
      for (const way of ["forwards", "bothWays"] as const)
        errors[way].push(distance(wiggled(net, x, y, h, way === "bothWays"), exact) / largest);
      const [forwards, bothWays] = [errors.forwards[i], errors.bothWays[i]];
      yield { progress: (i + 1) / STEPS.length, series: { h, forwards, bothWays } };
    }
    const least = (of: readonly number[]) => Math.min(...of);
    const best = (of: readonly number[]) => STEPS[of.indexOf(least(of))];
    return {
      numbers: exact.length,
      forwardsOrder: order(errors.forwards, 2, 4),
      bothWaysOrder: order(errors.bothWays, 1, 3),
      forwardsLeast: least(errors.forwards),
      bothWaysLeast: least(errors.bothWays),
      forwardsBest: best(errors.forwards),
      bothWaysBest: best(errors.bothWays),
    };
  },
  verdict(measured: readonly Measured[]) {
    const of = (key: string) => measured.map((m) => Number(m[key]));
    const all = (key: string, low: number, high: number) =>
      of(key).every((v) => v >= low && v <= high);
    const powerOf = (key: string) => `10^${fixed(mean(of(key).map((v) => log10(v))), 1)}`;
    const [numbers] = of("numbers");
    return {
      published: `one pass for each number and one more (${numbers + 1} here), against two`,
      measured: `the difference falls with order ${fixed(mean(of("forwardsOrder")), 3)} forwards, ${fixed(mean(of("bothWaysOrder")), 3)} both ways; least, ${powerOf("forwardsLeast")} at h = ${powerOf("forwardsBest")}, and ${powerOf("bothWaysLeast")} at ${powerOf("bothWaysBest")}`,
      exact: "order 1 forwards, 2 both ways",
      tolerance:
        "Taylor: forwards the difference is h C″/2 + …, between h = 10⁻² and 10⁻⁴ of order 1 ± 0.05; both ways h² C‴/6 + …, between 10⁻¹ and 10⁻³ of order 2 ± 0.1, because the next term is about h² = 1 % of it at the larger end. Rounding adds about 10⁻¹⁶/h: the least lies near h = 10⁻⁸ and 10⁻⁵, with two powers of ten either way, and is below 10⁻⁶ and 10⁻⁸. A single wrong slope keeps both curves up. Each seed must do so.",
      pass:
        all("forwardsOrder", 0.95, 1.05) &&
        all("bothWaysOrder", 1.9, 2.1) &&
        all("forwardsBest", 1e-10, 1e-6) &&
        all("bothWaysBest", 1e-7, 1e-3) &&
        all("forwardsLeast", 0, 1e-6) &&
        all("bothWaysLeast", 0, 1e-8),
    };
  },
});
