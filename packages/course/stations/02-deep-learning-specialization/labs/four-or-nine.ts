/**
 * Logistic regression as a network of one neuron, with its slopes written out: 4 or 9? The course asks for cats, whose pictures are not ours to
 * hand out.
 */
import { exp, log } from "gradus/core";
import type { Digits } from "gradus/data";
import { fixed, percent } from "../../../src/format.ts";
import { lab, type NumberMap } from "../../../src/lab.ts";

interface Pictures {
  /** [count, 784], ink between 0 and 255/256. */
  readonly x: Float64Array;
  /** 1 for a nine. */
  readonly y: Float64Array;
  readonly count: number;
}

/** The first `most` fours and nines. */
function foursAndNines({ images, labels, count }: Digits, most = Infinity): Pictures {
  const rows = Array.from({ length: count }, (_, i) => i)
    .filter((i) => labels[i] === 4 || labels[i] === 9)
    .slice(0, most);
  const x = new Float64Array(rows.length * 784);
  rows.forEach((row, i) => {
    for (let p = 0; p < 784; p++) x[784 * i + p] = images[784 * row + p] / 256;
  });
  return { x, y: Float64Array.from(rows, (r) => (labels[r] === 9 ? 1 : 0)), count: rows.length };
}

/** Forwards: a = σ(w · x + b) of each picture. */
function activations({ x, count }: Pictures, w: Float64Array, b: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    let z = b;
    for (let p = 0; p < 784; p++) z += w[p] * x[784 * i + p];
    return 1 / (1 + exp(-z));
  });
}

/** C = −(1/m) Σ y ln a + (1 − y) ln (1 − a) */
const cost = ({ y, count }: Pictures, a: Float64Array): number =>
  -a.reduce((sum, v, i) => sum + (y[i] === 1 ? log(v) : log(1 - v)), 0) / count;

/** Back: ∂C/∂w = (1/m) Σ (a − y) x, ∂C/∂b = (1/m) Σ (a − y). */
function slopes({ x, y, count }: Pictures, a: Float64Array): { dw: Float64Array; db: number } {
  const dw = new Float64Array(784);
  let db = 0;
  for (let i = 0; i < count; i++) {
    const error = (a[i] - y[i]) / count;
    db += error;
    for (let p = 0; p < 784; p++) dw[p] += error * x[784 * i + p];
  }
  return { dw, db };
}

/** Per cent that are right. */
const accuracy = ({ y, count }: Pictures, a: Float64Array): number =>
  (100 * a.reduce((right, v, i) => right + (v > 0.5 === (y[i] === 1) ? 1 : 0), 0)) / count;

/**
 * An independent program, NumPy in double precision on the same 300 pictures: zeros as a start, 200 steps of 0.1 on all of them.
 * Nothing is drawn, so every right program gives these.
 */
const INDEPENDENT = { cost: 0.09468804885355177, train: 99, test: (100 * 1867) / 1991 };

export const fourOrNine = lab({
  id: "02/four-or-nine",
  row: "D2",
  title: "One neuron: a four or a nine?",
  question:
    "All weights begin at zero, so the neuron says one half to everything. Which cost is that, and what will the picture of its weights look like when it has learned?",
  source:
    "A. Ng, Neural Networks and Deep Learning, week 2: logistic regression with a neural network mindset",
  kind: "golden",
  knobs: {
    rate: { default: 0.1, symbol: "α", range: [0, 10], doc: "Step size of gradient descent." },
    iterations: {
      default: 200,
      range: [1, 10_000],
      integer: true,
      unit: "steps",
      doc: "Steps of gradient descent on all pictures.",
    },
  },
  quick: { seconds: 1, seeds: [1] },
  full: { seconds: 1, seeds: [1] },
  needs: ["mnist"],
  parts: { activations, cost, slopes },
  chart: {
    x: { key: "iteration", label: "steps of gradient descent", upTo: "iterations" },
    y: { key: "cost", label: "cost (nats a picture)", range: [0, 0.8] },
    reference: { label: "before the first step: log 2", y: Math.LN2 },
    hasMaps: true,
  },
  *run({ rate, iterations }, _random, data, own) {
    const mnist = data.mnist();
    const [train, test] = [foursAndNines(mnist.train, 300), foursAndNines(mnist.test)];
    const w = new Float64Array(784);
    let b = 0;
    let first = Number.NaN;
    const maps = (): NumberMap[] => [
      {
        title: "weights: a nine speaks for itself",
        width: 28,
        height: 28,
        values: w,
        signed: true,
      },
    ];
    for (let iteration = 0; iteration < iterations; iteration++) {
      const a = own.activations(train, w, b);
      if (iteration === 0) first = own.cost(train, a);
      const { dw, db } = own.slopes(train, a);
      for (let p = 0; p < 784; p++) w[p] -= rate * dw[p];
      b -= rate * db;
      if (iteration % 5 > 0) continue;
      yield {
        progress: (iteration + 1) / iterations,
        series: { iteration, cost: own.cost(train, a) },
        live: {
          get maps() {
            return maps();
          },
        },
      };
    }
    const a = own.activations(train, w, b);
    return {
      first,
      last: own.cost(train, a),
      train: accuracy(train, a),
      test: accuracy(test, own.activations(test, w, b)),
    };
  },
  verdict(measured) {
    const of = (key: string) => measured.map((m) => Number(m[key]));
    const near = (key: string, value: number, within: number) =>
      of(key).every((v) => Math.abs(v - value) <= within);
    const checks = [
      { text: "the first cost is log 2 to twelve digits", ok: near("first", Math.LN2, 1e-12) },
      {
        text: "the last cost that of the independent program to nine digits: both sum in double precision, in different orders",
        ok: near("last", INDEPENDENT.cost, 1e-9),
      },
      {
        text: "the accuracies equal to it, or one picture apart where one lies on the border",
        ok: near("train", INDEPENDENT.train, 0.34) && near("test", INDEPENDENT.test, 0.06),
      },
    ];
    const broken = checks.filter((c) => !c.ok);
    return {
      published:
        "cost 0.693147 before the first step; with cats 99 % of the training pictures, 70 % of the test pictures",
      measured: `cost ${fixed(of("first")[0], 6)} at first, ${fixed(of("last")[0], 6)} at last; ${percent(of("train")[0], 1)} of 300 training pictures, ${percent(of("test")[0])} of 1 991 test pictures`,
      exact: `log 2 = 0.693147; independent program: ${fixed(INDEPENDENT.cost, 6)}, ${percent(INDEPENDENT.train, 1)}, ${percent(INDEPENDENT.test)}`,
      tolerance: `${checks.map((c) => c.text).join("; ")}. Cats are not ours to hand out, and their accuracy is not compared.`,
      pass: measured.length > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
});
