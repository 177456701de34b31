/** Chapter 5: in a deep network the layers learn at very different speeds. */
import { capture, grad, type Tensor } from "gradus";
import { sgd } from "gradus/nn";
import { fixed, list } from "../../../src/format.ts";
import { type Digits, lab } from "../../../src/lab.ts";
import { bandOf, inBand, mean } from "../../../src/statistics.ts";
import { settingsAt } from "../../../src/turn.ts";
import { cost } from "./parts/costs.ts";
import { first, gather } from "./parts/digits.ts";
import { values } from "./parts/digitsLab.ts";
import { independent } from "./parts/independent.generated.ts";
import { dense, type Net } from "./parts/nets.ts";

const SOURCE =
  "Nielsen, ch. 5, “The vanishing gradient problem”, and the recorded curves of its figures";

/** 784, then h hidden layers of 30, then 10. */
const deep = (h: number): number[] => [784, ...new Array<number>(h).fill(30), 10];

function whole(digits: Digits): { x: Float32Array; y: Float32Array } {
  const x = new Float32Array(784 * digits.count);
  const y = new Float32Array(10 * digits.count);
  gather(
    digits,
    Array.from({ length: digits.count }, (_, i) => i),
    x,
    y,
  );
  return { x, y };
}

/** ‖∂C/∂bˡ‖ of the hidden layers, which is ‖δˡ‖ for δ averaged over the pictures. */
function speeds(net: Net, n: number): (x: Float32Array, y: Float32Array) => number[] {
  const norms = capture((x: Tensor, y: Tensor) => {
    const c = cost.crossEntropy(net.forward(x.reshape(n, 784)), y.reshape(n, 10)).mul(1 / n);
    return grad(c, net.biases.slice(0, -1)).map((g) => g.square().sum().sqrt());
  });
  return (x, y) => norms(x, y).map((t) => t.item());
}

const BOOK: Readonly<Record<number, readonly number[]>> = {
  2: [0.07, 0.31],
  3: [0.012, 0.06, 0.283],
  4: [0.003, 0.017, 0.07, 0.285],
};
const DEPTHS = [2, 3, 4] as const;

export const unstableGradientsStart = lab({
  id: "01/unstable-gradients-start",
  row: "N30",
  title: "Early layers learn slowly: the gradients before the first step",
  question:
    "Take networks with two, three and four hidden layers, fresh from the dice. How much slower does each earlier layer learn than the one behind it?",
  source: SOURCE,
  kind: "statistical",
  knobs: {
    pictures: {
      default: 1000,
      range: [10, 5000],
      integer: true,
      doc: "Pictures over which the gradient is averaged.",
    },
  },
  quick: { seconds: 0.5, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  full: { seconds: 1, seeds: Array.from({ length: 40 }, (_, i) => i + 1) },
  needs: ["mnist"],
  chart: {
    x: { key: "layer", label: "hidden layer", range: [1, 4] },
    y: {
      key: "4 hidden",
      label: "speed of learning: the length of δ in each layer",
      range: [1e-3, 1],
      scale: "log",
    },
    curves: DEPTHS.map((h) => ({ key: `${h} hidden`, name: `${h} hidden` })),
  },
  *run({ pictures }, random, data) {
    const train = first(data.mnist().train, pictures);
    const { x, y } = whole(train);
    const out: Record<string, number> = {};
    for (const [i, h] of DEPTHS.entries()) {
      for (const [l, s] of speeds(dense(deep(h), random, "new"), train.count)(x, y).entries()) {
        out[`${h} hidden, layer ${l + 1}`] = s;
        const progress = (i + (l + 1) / h) / DEPTHS.length;
        yield { progress, series: { layer: l + 1, [`${h} hidden`]: s } };
      }
    }
    return out;
  },
  verdict(measured) {
    const known: Readonly<Record<string, string | readonly number[]>> = independent["N30 start"];
    const keys = DEPTHS.flatMap((h) =>
      Array.from({ length: h }, (_, l) => `${h} hidden, layer ${l + 1}`),
    );
    const judged = keys.map((key) => {
      const band = bandOf(known[key] as readonly number[], measured.length);
      return { key, ok: inBand(mean(values(measured, key)), band) };
    });
    const of = (h: number) =>
      BOOK[h].map((_, l) => mean(values(measured, `${h} hidden, layer ${l + 1}`)));
    const ratios = DEPTHS.flatMap((h) =>
      of(h)
        .slice(1)
        .map((s, l) => s / of(h)[l]),
    );
    return {
      published: DEPTHS.map((h) => BOOK[h].join(", ")).join(" | "),
      measured: `${DEPTHS.map((h) => list(of(h), 4)).join(" | ")} (means of ${measured.length} seeds)`,
      exact: `${DEPTHS.map((h) => BOOK[h].map((_, l) => fixed(mean(known[`${h} hidden, layer ${l + 1}`] as readonly number[]), 4)).join(", ")).join(" | ")} (40 independent runs)`,
      tolerance:
        "Each mean within 4 s √(1/k + 1/40) of 40 runs of an independent program; each layer between 3 and 7 times as fast as the one before (the book's ratios: 4 to 6).",
      pass: judged.every((j) => j.ok) && ratios.every((r) => r > 3 && r < 7),
    };
  },
});

export const unstableGradientsTraining = lab({
  id: "01/unstable-gradients-training",
  row: "N30",
  title: "Early layers stay slow while the network trains",
  question:
    "Four hidden layers, batch gradient descent on 1 000 pictures: do the first layers catch up with the last, or stay a hundred times as slow?",
  source: SOURCE,
  kind: "property",
  knobs: {
    hidden: { default: 4, range: [2, 6], integer: true, doc: "Hidden layers of 30 neurons." },
    eta: { default: 0.1, symbol: "η", range: [0.001, 10], doc: "Learning rate." },
    lambda: { default: 5, symbol: "λ", range: [0, 100], doc: "L2 regularisation." },
    epochs: { default: 500, range: [10, 5000], integer: true, doc: "Steps over the whole batch." },
    pictures: { default: 1000, range: [10, 5000], integer: true, doc: "Training pictures." },
  },
  quick: { seconds: 2, seeds: [1, 2], knobs: { epochs: 100 } },
  full: { seconds: 8, seeds: [1, 2, 3] },
  needs: ["mnist"],
  chart: {
    x: { key: "epoch", label: "epochs", upTo: "epochs" },
    y: {
      key: "layer 1",
      label: "speed of learning: the length of δ in each layer",
      range: [1e-6, 1],
      scale: "log",
    },
    curves: [1, 2, 3, 4].map((l) => ({ key: `layer ${l}`, name: `layer ${l}` })),
  },
  forks: { knobs: ["eta"], by: "turn" },
  *run({ hidden, eta, lambda, epochs, pictures }, random, data, _parts, _from, turn) {
    const train = first(data.mnist().train, pictures);
    const n = train.count;
    const { x, y } = whole(train);
    const net = dense(deep(hidden), random, "new");
    const look = speeds(net, n);
    const descend = sgd(net.module.parameters, { rate: eta });
    const step = capture((pixels: Tensor, labels: Tensor) => {
      const c = cost
        .crossEntropy(net.forward(pixels.reshape(n, 784)), labels.reshape(n, 10))
        .mul(1 / n);
      const decay = net.weights.map((w) => w.square().sum()).reduce((a, b) => a.add(b));
      return descend(c.add(decay.mul(lambda / (2 * n))));
    });
    const ratios: number[] = [];
    const sums = new Array<number>(hidden).fill(0);
    for (let e = 0; e < epochs; e++) {
      const norms = look(x, y);
      norms.forEach((s, l) => {
        sums[l] += s / epochs;
      });
      ratios.push(norms[hidden - 1] / norms[0]);
      descend.set({ rate: settingsAt({ eta }, turn, e).eta });
      step(x, y);
      if (e % 2 === 0) {
        const series = Object.fromEntries(norms.map((s, l) => [`layer ${l + 1}`, s]));
        yield { progress: e / epochs, series: { epoch: e, ...series } };
      }
    }
    return {
      ratio: sums[hidden - 1] / sums[0],
      start: ratios[0],
      slowest: Math.min(...ratios),
      sums,
    };
  },
  verdict(measured) {
    const ratio = values(measured, "ratio");
    const ordered = measured.every((m) =>
      (m["sums"] as readonly number[]).every((s, l, all) => l === 0 || s > all[l - 1]),
    );
    return {
      published: "the first of four hidden layers learns about 100 times as slowly as the last",
      measured: `last over first layer, averaged over the run: ${list(ratio, 0)} (at the start ${list(values(measured, "start"), 0)})`,
      exact: "102, from the book's recorded curve of 500 epochs",
      tolerance:
        "“About 100 times”: between 30 and 300, the half decade either side, since a single recorded run is known and the ratio at the start alone varies by a factor of two between seeds; the layers in order; never less than 10 at any epoch.",
      pass:
        ratio.every((r) => r >= 30 && r <= 300) &&
        ordered &&
        values(measured, "slowest").every((r) => r > 10),
    };
  },
});
