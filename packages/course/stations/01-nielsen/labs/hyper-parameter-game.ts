/** The game of chapter 3: a net that learns nothing, 1 000 pictures, and two knobs. In plain double-precision numbers. */

import type { Rng } from "gradus/core";
import { sigmoid } from "gradus/core";
import { fixed, spread } from "../../../src/format.ts";
import { type Digits, lab, type Measured, type Turn } from "../../../src/lab.ts";
import { bandOf, inBand, mean } from "../../../src/statistics.ts";
import { settingsAt } from "../../../src/turn.ts";
import { digitsForks } from "./parts/digitsLab.ts";
import { independent } from "./parts/independent.generated.ts";

/** [784, 10] sigmoid neurons with the cross-entropy: weights N(0, 1/784), biases N(0, 1). */
interface OneLayer {
  readonly w: Float64Array; // [10, 784]
  readonly b: Float64Array; // [10]
}

function initial(random: Rng): OneLayer {
  return {
    w: Float64Array.from({ length: 7840 }, () => random.normal(0, 1 / 28)),
    b: Float64Array.from({ length: 10 }, () => random.normal()),
  };
}

/** zⱼ = Σ wⱼₚ xₚ + bⱼ, with x = byte / 256. */
function weighted({ w, b }: OneLayer, digits: Digits, index: number, z: Float64Array): void {
  const from = 784 * index;
  for (let j = 0; j < 10; j++) {
    let sum = 0;
    for (let p = 0; p < 784; p++) sum += w[784 * j + p] * digits.images[from + p];
    z[j] = sum / 256 + b[j];
  }
}

/** w ← (1 − ηλ/n) w − (η/m) Σ δ xᵀ with δ = a − y; b ← b − (η/m) Σ δ (Nielsen, eq. 94 and 96). */
export function update(
  net: OneLayer,
  digits: Digits,
  batch: ArrayLike<number>,
  eta: number,
  lambda: number,
  n: number,
): void {
  const { w, b } = net;
  const z = new Float64Array(10);
  const delta = Array.from(batch, (index) => {
    weighted(net, digits, index, z);
    return Float64Array.from(z, (zj, j) => sigmoid(zj) - (digits.labels[index] === j ? 1 : 0));
  });
  const rate = eta / batch.length;
  for (let i = 0; i < w.length; i++) w[i] *= 1 - (eta * lambda) / n;
  for (let k = 0; k < batch.length; k++) {
    for (let j = 0; j < 10; j++) {
      const step = rate * delta[k][j];
      b[j] -= step;
      for (let p = 0, x = 784 * batch[k]; p < 784; p++, x++)
        w[784 * j + p] -= (step * digits.images[x]) / 256;
    }
  }
}

/** The share of right answers, in per cent. The first of equal outputs wins, as in NumPy; NaN counts as the first. */
function accuracy(net: OneLayer, digits: Digits, count: number): number {
  const z = new Float64Array(10);
  let right = 0;
  for (let i = 0; i < count; i++) {
    weighted(net, digits, i, z);
    let best = 0;
    for (let j = 1; j < 10; j++) if (z[j] > z[best]) best = j;
    if (best === digits.labels[i]) right++;
  }
  return (100 * right) / count;
}

function* play(
  data: { train: Digits; validation: Digits },
  own: { readonly eta: number; readonly lambda: number },
  epochs: number,
  random: Rng,
  turn?: Turn,
) {
  const net = initial(random);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const { eta, lambda } = settingsAt(own, turn, epoch);
    const order = random.permutation(1000);
    for (let k = 0; k < 1000; k += 10)
      update(net, data.train, order.subarray(k, k + 10), eta, lambda, 1000);
    yield accuracy(net, data.validation, 100);
  }
}

/** The four moves of the book, in its order. */
const MOVES = [
  { eta: 10, lambda: 1000, key: "10 1000", book: "10, 10, 10" },
  { eta: 10, lambda: 20, key: "10 20", book: "12, 14, 25, 18" },
  { eta: 100, lambda: 20, key: "100 20", book: "10, 10, 10, 10" },
  { eta: 1, lambda: 20, key: "1 20", book: "62, 42, 43, 61" },
] as const;

export const hyperParameterGame = lab({
  id: "01/hyper-parameter-game",
  row: "N25",
  title: "The hyper-parameter game: from noise to learning in four moves",
  question:
    "A network answers no better than chance. Strip the problem down until an answer takes a fraction of a second, then turn the knobs: which move shows the first sign of learning, and which is a step back? Set η and λ for a move of your own.",
  source: "Nielsen, ch. 3, “How to choose a neural network's hyper-parameters?”",
  kind: "statistical",
  knobs: {
    eta: {
      default: 0.5,
      symbol: "η",
      range: [0.001, 1000],
      doc: "Learning rate of your own move, shown beside the book's four.",
    },
    lambda: {
      default: 1,
      symbol: "λ",
      range: [0, 1000],
      doc: "Weight decay of your own move; each step multiplies the weights by 1 − ηλ/1000.",
    },
    epochs: { default: 4, range: [1, 100], integer: true, doc: "Passes over the 1 000 pictures." },
  },
  quick: { seconds: 2, seeds: [1, 2, 3, 4, 5] },
  full: { seconds: 5, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  needs: ["mnist"],
  chart: {
    x: { key: "epoch", label: "passes over 1 000 pictures", upTo: "epochs" },
    y: { key: "own", label: "validation digits read of 100; 10 is chance", range: [0, 100] },
    curves: [
      ...MOVES.map(({ eta, lambda, key }) => ({ key, name: `η ${eta}, λ ${lambda}` })),
      { key: "own", name: "yours" },
    ],
    reference: { label: "chance 10", y: 10 },
  },
  forks: digitsForks,
  *run({ eta, lambda, epochs }, random, data, _parts, _from, turn) {
    const mnist = data.mnist();
    const means: Record<string, number> = {};
    const moves = [...MOVES, { eta, lambda, key: "own" }];
    for (const [i, move] of moves.entries()) {
      const seen: number[] = [];
      const isOwn = move.key === "own"; // the book's moves stay as they are
      const passes = isOwn ? epochs : 4;
      for (const percent of play(mnist, move, passes, random.split(), isOwn ? turn : undefined)) {
        seen.push(percent);
        const progress = (i + seen.length / passes) / moves.length;
        yield {
          progress,
          series: { epoch: seen.length, [move.key]: percent },
        };
      }
      means[move.key] = mean(seen);
    }
    return means;
  },
  verdict(measured: readonly Measured[]) {
    const known = independent["N25"];
    const of = (key: string) => measured.map((m) => Number(m[key]));
    const judged = MOVES.map(({ key }) => {
      const band = bandOf(known[key as keyof typeof known] as readonly number[], measured.length);
      return { key, band, ok: inBand(mean(of(key)), band) };
    });
    const show = (f: (key: string) => string) =>
      MOVES.map((m) => `η ${m.eta}, λ ${m.lambda}: ${f(m.key)}`).join("; ");
    return {
      published: MOVES.map((m) => `η ${m.eta}, λ ${m.lambda}: ${m.book} %`).join("; "),
      measured: `mean of epochs 0–3: ${show((key) => spread(of(key), "%", 1))}`,
      exact: `40 independent runs: ${show((key) => fixed(mean(known[key as keyof typeof known] as readonly number[]), 1))}`,
      tolerance: `4 s √(1/k + 1/40) around the mean of 40 runs of an independent program (NumPy): ${judged.map((j) => `${fixed(j.band.low, 1)} … ${fixed(j.band.high, 1)}`).join("; ")}; and (1, 20) before (10, 20) before chance.`,
      pass:
        judged.every((j) => j.ok) &&
        mean(of("1 20")) > mean(of("10 20")) &&
        mean(of("10 20")) > mean(of("10 1000")),
    };
  },
});
