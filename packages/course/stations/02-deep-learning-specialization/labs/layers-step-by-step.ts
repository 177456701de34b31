/** A network of any depth out of five functions, beside the numbers that the course prints and beside the engine, which knows none of the five. */
import { grad, scope, type Tensor, tensor } from "gradus";
import type { Rng } from "gradus/core";
import { lab, type Measured } from "../../../src/lab.ts";
import {
  backwards,
  type DenseParts,
  denseParts,
  forwards,
  type Layer,
  type LinearSlopes,
  type Matrix,
} from "./parts/dense.ts";
import { besideTheEngine, goldenVerdict, type KnownTable } from "./parts/golden.ts";
import { randn, rowsOf } from "./parts/numpy.ts";

const column = (numbers: number[]): Matrix => rowsOf(numbers, 1);

/** The examples of the assignment, and what our functions make of them. */
function printedCases(own: DenseParts): Record<string, number[]> {
  const one = randn(1);
  const [A, W, b] = [rowsOf(one(6), 2), rowsOf(one(3), 3), column(one(1))];
  const two = randn(2);
  const [A2, W2, b2] = [rowsOf(two(6), 2), rowsOf(two(3), 3), column(two(1))];
  const Z2 = own.linearForward(A2, W2, b2);
  const six = randn(6);
  const X = rowsOf(six(20), 4);
  const layers = [
    { W: rowsOf(six(20), 5), b: column(six(4)) },
    { W: rowsOf(six(12), 4), b: column(six(3)) },
    { W: rowsOf(six(3), 3), b: column(six(1)) },
  ];
  const back = randn(1);
  const [dZ, A3, W3] = [rowsOf(back(2), 2), rowsOf(back(6), 2), rowsOf(back(3), 3)];
  const slopes = own.linearBackward(dZ, A3, W3);
  return {
    "linear, forwards": own.linearForward(A, W, b).flat(),
    "with a sigmoid": own.activationForward(Z2, "sigmoid").flat(),
    "with a rectifier": own.activationForward(Z2, "relu").flat(),
    "three layers": forwards(own, layers, X).A[3].flat(),
    "the cost": [own.crossEntropyCost([[0.8, 0.9, 0.4]], [1, 1, 0])],
    "linear, back to A": slopes.dA.flat(),
    "linear, back to W": slopes.dW.flat(),
    "linear, back to b": slopes.db.flat(),
  };
}

const eight = 0.5e-8;
const known: KnownTable = {
  "linear, forwards": { values: [3.26295337, -1.23429987], within: eight },
  "with a sigmoid": { values: [0.96890023, 0.11013289], within: eight },
  "with a rectifier": { values: [3.43896131, 0], within: eight },
  "three layers": { values: [0.03921668, 0.70498921, 0.19734387, 0.04728177], within: eight },
  "the cost": { values: [0.2797765635793422], within: 1e-15 },
  "linear, back to A": {
    values: [0.51822968, -0.19517421, -0.40506361, 0.15255393, 2.37496825, -0.89445391],
    within: eight,
  },
  "linear, back to W": { values: [-0.10076895, 1.40685096, 1.64992505], within: eight },
  "linear, back to b": { values: [0.50629448], within: eight },
};

const EXAMPLES = 7;
const DEPTHS = [1, 2, 3, 4, 5, 6];

function randomLayers(depth: number, random: Rng): Layer[] {
  const sizes = [5, ...Array.from({ length: depth - 1 }, () => 4), 1];
  const draw = (n: number, scale: number): number[] =>
    Array.from({ length: n }, () => scale * random.normal());
  return sizes.slice(1).map((n, l) => ({
    W: rowsOf(draw(n * sizes[l], Math.sqrt(2 / sizes[l])), sizes[l]),
    b: rowsOf(draw(n, 0.1), 1),
  }));
}

/** The same slopes by the engine: it sees weighted sums, rectifiers and a cost, and differentiates what it sees. */
function byTheEngine(layers: readonly Layer[], X: Matrix, y: readonly number[]): number[] {
  return scope(() => {
    const wanted = (m: Matrix): Tensor => {
      const t = tensor(m.flat(), [m.length, m[0].length]);
      t.requiresGrad = true;
      return t;
    };
    const parameters = layers.flatMap(({ W, b }) => [wanted(W), wanted(b)]);
    let a = tensor(X.flat(), [X.length, X[0].length]);
    layers.forEach((_, l) => {
      const z = parameters[2 * l].matmul(a).add(parameters[2 * l + 1]);
      a = l === layers.length - 1 ? z.sigmoid() : z.relu();
    });
    const labels = tensor([...y], [1, y.length]);
    const likelihood = labels.mul(a.log()).add(labels.neg().add(1).mul(a.neg().add(1).log()));
    return grad(likelihood.mean().neg(), parameters).flatMap((g) => Array.from(g.data));
  });
}

const flat = (slopes: readonly LinearSlopes[]): number[] =>
  slopes.flatMap(({ dW, db }) => [...dW.flat(), ...db.flat()]);

/** ‖a − b‖ / ‖b‖ */
function distance(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Infinity;
  const length = (x: readonly number[]): number => Math.sqrt(x.reduce((s, v) => s + v * v, 0));
  return length(a.map((v, i) => v - b[i])) / length(b);
}

/** The engine's weights are rounded to 24 bits, and so is each of its sums. */
const ROUNDED = 1e-4;

export const layersStepByStep = lab({
  id: "02/layers-step-by-step",
  row: "D4",
  title: "Five functions make a deep network",
  question:
    "Forwards, a rectifier, a sigmoid, a cost, and the way back of each. Are the slopes of a network of six layers that five small functions find those of an engine that differentiates by itself?",
  source: "A. Ng, Neural Networks and Deep Learning, week 4: building a deep network step by step",
  kind: "golden",
  knobs: {},
  quick: { seconds: 0.5, seeds: [1, 2, 3] },
  full: { seconds: 1, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts: denseParts,
  chart: {
    x: { key: "depth", label: "layers", range: [1, 6] },
    y: {
      key: "distance",
      label: "difference of our slopes from the engine's, relatively",
      range: [1e-8, 10],
      scale: "log",
    },
    reference: { label: "what rounding may do: 10⁻⁴", y: ROUNDED },
    pace: 4,
  },
  *run(_config, random, _data, own) {
    const distances: number[] = [];
    for (const depth of DEPTHS) {
      const layers = randomLayers(depth, random);
      const X = rowsOf(
        Array.from({ length: 5 * EXAMPLES }, () => random.normal()),
        EXAMPLES,
      );
      const y = Array.from({ length: EXAMPLES }, () => random.integer(2));
      distances.push(distance(flat(backwards(own, layers, X, y)), byTheEngine(layers, X, y)));
      yield {
        progress: depth / DEPTHS.length,
        series: { depth, distance: Math.max(1e-8, distances[depth - 1]) },
      };
    }
    return { ...printedCases(own), distances };
  },
  verdict(measured: readonly Measured[]) {
    const verdict = goldenVerdict(known, measured, {
      published:
        "the expected outputs of the assignment, on the same random numbers, to eight digits",
      tolerance:
        "Half a unit of the last digit printed. From the engine, which computes with 24 bits (2⁻²⁴ = 6 · 10⁻⁸), a relative distance of at most 10⁻⁴ in networks of one to six layers: sums of at most 35 terms through six layers lose two digits or three; a wrong formula is off by more than a hundredth.",
    });
    return besideTheEngine(verdict, measured, ROUNDED, "The slopes differ");
  },
});
