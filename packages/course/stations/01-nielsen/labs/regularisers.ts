/** The other techniques of chapter 3, each by the property that defines it: L1, dropout, momentum. */
import { capture, noGrad, type Tensor } from "gradus";
import { rng } from "gradus/core";
import { dropout as dropoutLayer } from "gradus/nn";
import { fixed, list } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { settingsAt } from "../../../src/turn.ts";
import { everyNth, first } from "./parts/digits.ts";
import { denseKnobs, sizesOf, values } from "./parts/digitsLab.ts";
import { type DropoutLayer, dense } from "./parts/nets.ts";
import { seen } from "./parts/seen.ts";
import { evaluation, gradientStep, training } from "./parts/train.ts";

const small = denseKnobs({ hidden: 30, eta: 0.5, epochs: 20, lambda: 0.1, pictures: 1000 });

/** How far L1 and L2 take a weight w₀ that nothing else moves, in T steps (Nielsen, eq. 97 and 88). */
export const shrunk = {
  l1: (w: number, step: number, T: number): number =>
    Math.sign(w) * Math.max(Math.abs(w) - T * step, 0),
  l2: (w: number, step: number, T: number): number => {
    let factor = 1;
    for (let t = 0; t < T; t++) factor *= 1 - step;
    return w * factor;
  },
} as const;

/** The mean of |w| over the weights that lead from some pixels into the hidden neurons; weights of shape [hidden, 784]. */
function meanSize(weights: ArrayLike<number>, pixels: readonly number[]): number {
  let sum = 0;
  for (let j = 0; j < weights.length; j += 784) {
    for (const p of pixels) sum += Math.abs(weights[j + p]);
  }
  return (784 * sum) / (weights.length * pixels.length);
}

export const l1Shrinks = lab({
  id: "01/l1-and-l2",
  row: "N27",
  title: "L1 and L2: a constant pull or a proportional one",
  question:
    "Pixels at the rim are blank in every training picture: nothing but regularisation moves their weights. L2 shrinks them by a share, L1 by an amount: which of them reach zero?",
  source: "Nielsen, ch. 3, “Other techniques for regularization”, eq. 96 and 97",
  kind: "golden",
  knobs: small,
  quick: { seconds: 0.5, seeds: [1], knobs: { lambda: 0.1 } },
  full: { seconds: 1, seeds: [1, 2, 3] },
  needs: ["mnist"],
  chart: {
    x: { key: "epoch", label: "epochs", upTo: "epochs" },
    y: { key: "l1", label: "mean |w| of pixels that are always blank", range: [0, 0.03] },
    curves: [
      { key: "l1", name: "L1" },
      { key: "l2", name: "L2" },
    ],
    hasMaps: true,
  },
  parts: { gradientStep },
  *run(config, random, data, parts) {
    const mnist = data.mnist();
    const train = first(mnist.train, config.pictures);
    const blank = Array.from({ length: 784 }, (_, p) => p).filter((p) => {
      for (let i = 0; i < train.count; i++) if (train.images[784 * i + p] !== 0) return false;
      return true;
    });
    const decay = config.lambda / train.count;
    const T = config.epochs * Math.floor(train.count / config.batch);
    const out: Record<string, number> = { blank: blank.length, steps: T };
    for (const [i, kind] of (["l1", "l2"] as const).entries()) {
      const net = dense(sizesOf(config), random, "new");
      const before = Float32Array.from(net.weights[0].data);
      const settings = { cost: "crossEntropy", batch: config.batch, [kind]: decay } as const;
      const epoch = training(net, settings, parts);
      const { live } = seen(net, "crossEntropy", mnist.test);
      for (let e = 0; e < config.epochs; e++) {
        for (const done of epoch(train, config.eta, random, 5)) {
          const series = { epoch: e + done, [kind]: meanSize(net.weights[0].data, blank) };
          yield { progress: (i + (e + done) / config.epochs) / 2, series, live };
        }
      }
      const after = net.weights[0].data;
      const step = config.eta * decay;
      let worst = 0;
      let zeros = 0;
      for (let j = 0; j < config.hidden; j++) {
        for (const p of blank) {
          const w = after[784 * j + p];
          worst = Math.max(worst, Math.abs(w - shrunk[kind](before[784 * j + p], step, T)));
          if (Math.abs(w) <= step) zeros++;
        }
      }
      out[`${kind} error`] = worst;
      out[`${kind} zeros`] = zeros / (config.hidden * blank.length);
      out["step"] = step;
    }
    return out;
  },
  verdict(measured) {
    const of = (key: string) => values(measured, key);
    const step = mean(of("step"));
    const rounding = 1e-5;
    return {
      published: "L1 shrinks by a constant amount, L2 in proportion",
      measured: `largest deviation from the equations: L1 ${Math.max(...of("l1 error")).toExponential(1)}, L2 ${Math.max(...of("l2 error")).toExponential(1)}; at zero: L1 ${fixed(100 * mean(of("l1 zeros")), 1)} %, L2 ${fixed(100 * mean(of("l2 zeros")), 1)} % of the weights of ${mean(of("blank"))} blank pixels`,
      exact: "w − T·ηλ/n·sgn w, stopping at 0; w (1 − ηλ/n)ᵀ",
      tolerance: `L1: one step ηλ/n = ${step.toExponential(1)} (at zero it oscillates by as much) plus rounding; L2: rounding, ${rounding.toExponential(0)} after ${mean(of("steps"))} single-precision steps of weights below 0.2.`,
      pass:
        of("blank").every((n) => n > 50) &&
        of("l1 error").every((e) => e <= step + rounding) &&
        of("l2 error").every((e) => e <= rounding) &&
        mean(of("l1 zeros")) > mean(of("l2 zeros")),
    };
  },
});

export const dropoutSmallData = lab({
  id: "01/dropout",
  row: "N27",
  title: "Dropout: half of the hidden neurons, another half each time",
  question:
    "Train on 1 000 pictures with half of the hidden neurons switched off at random, another half at each step. Does the network still learn by heart?",
  source: "Nielsen, ch. 3, “Other techniques for regularization”; Hinton et al. 2012",
  kind: "property",
  knobs: {
    ...denseKnobs({ hidden: 100, eta: 0.5, epochs: 30, pictures: 1000 }),
    drop: {
      default: 0.5,
      symbol: "p",
      range: [0, 0.9],
      doc: "Share of the hidden neurons that is switched off.",
    },
  },
  quick: { seconds: 3, seeds: [1, 2, 3] },
  full: { seconds: 8, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  needs: ["mnist"],
  chart: {
    x: { key: "epoch", label: "epochs", upTo: "epochs" },
    y: {
      key: "plain",
      label: "cost of an unseen picture (every tenth test digit)",
      range: [0, 2.5],
    },
    curves: [
      { key: "plain", name: "without" },
      { key: "dropped", name: "with dropout" },
    ],
  },
  forks: { knobs: ["eta"], by: "turn" },
  parts: { gradientStep, dropoutLayer: dropoutLayer as DropoutLayer },
  *run(config, random, data, parts, _from, turn) {
    const mnist = data.mnist();
    const train = first(mnist.train, config.pictures);
    const sample = everyNth(mnist.test, 10);
    const out: Record<string, number> = {};
    for (const [i, drop] of [0, config.drop].entries()) {
      const net = dense(sizesOf(config), random, "new", drop, (share, draws) =>
        parts.dropoutLayer(share, draws, config.batch * config.hidden),
      );
      const epoch = training(net, { cost: "crossEntropy", batch: config.batch }, parts);
      const evaluate = evaluation(net, "crossEntropy");
      const name = i === 0 ? "plain" : "dropped";
      for (let e = 0; e < config.epochs; e++) {
        const rate = (done: number) => settingsAt(config, turn, e + done).eta;
        for (const done of epoch(train, rate, random, 2))
          yield { progress: (i + (e + done) / config.epochs) / 2 };
        const series = { epoch: e + 1, [name]: evaluate(sample).cost };
        yield { progress: (i + (e + 1) / config.epochs) / 2, series };
      }
      out[`${name} train`] = evaluate(train).cost;
      out[`${name} test`] = evaluate(mnist.test).cost;
      out[`${name} accuracy`] = evaluate(mnist.test).accuracy;
      if (i === 1) Object.assign(out, maskFacts(drop, parts.dropoutLayer));
    }
    return out;
  },
  verdict(measured) {
    const of = (key: string) => values(measured, key);
    const gap = (name: string) => mean(of(`${name} test`)) - mean(of(`${name} train`));
    const p = mean(of("rate"));
    const bound = 4 * Math.sqrt((p * (1 - p)) / 100_000);
    return {
      published: "dropout reduces overfitting",
      measured: `test − training cost: ${fixed(gap("plain"), 3)} without, ${fixed(gap("dropped"), 3)} with; test accuracy ${list([mean(of("plain accuracy")), mean(of("dropped accuracy"))])} %; switched off: ${fixed(100 * mean(of("off")), 2)} %`,
      exact: `switched off: ${fixed(100 * p)} %; those left grow by 1/(1 − p)`,
      tolerance: `After 30 epochs the gap between test and training cost is smaller and the training cost larger in every pair of runs, and the mean test accuracy higher; the share switched off within 4 √(p(1 − p)/100 000) = ${fixed(100 * bound, 2)} points; the others are exactly 1/(1 − p).`,
      pass:
        of("off").every((off) => Math.abs(off - p) <= bound) &&
        of("scaleError").every((e) => e < 1e-6) &&
        mean(of("dropped accuracy")) > mean(of("plain accuracy")) &&
        measured.every(
          (m) =>
            Number(m["dropped test"]) - Number(m["dropped train"]) <
              Number(m["plain test"]) - Number(m["plain train"]) &&
            Number(m["dropped train"]) > Number(m["plain train"]),
        ),
      note: "Train longer, with epochs=100, and both networks know the 1 000 pictures by heart: the gap in the cost is then the same, the test accuracy still higher with dropout.",
    };
  },
});

/** What the layer does to 100 000 ones. */
function maskFacts(p: number, dropoutLayer: DropoutLayer): Record<string, number> {
  const layer = dropoutLayer(p, rng(1), 100_000);
  const run = capture((x: Tensor) => noGrad(() => layer.forward(x)));
  const seen = Float32Array.from(run(new Float32Array(100_000).fill(1)).data);
  const kept = seen.filter((x) => x !== 0);
  const scaleError = Math.max(...kept.slice(0, 1000).map((x) => Math.abs(x - 1 / (1 - p))));
  return { rate: p, off: 1 - kept.length / seen.length, scaleError };
}

const NAMES = ["plain", "μ = 0", "momentum"] as const;

export const momentumLab = lab({
  id: "01/momentum",
  row: "N27",
  title: "Momentum: the ball keeps its velocity",
  question:
    "v ← μv − η∇C, w ← w + v. With μ = 0 this is gradient descent; with μ = 0.9 steps in one direction add up to ten of them. Is that the same as a rate ten times as large?",
  source: "Nielsen, ch. 3, “Variations on stochastic gradient descent”, eq. 107 and 108",
  kind: "property",
  knobs: {
    ...denseKnobs({ hidden: 30, eta: 0.02, epochs: 5, pictures: 5000 }),
    mu: {
      default: 0.9,
      symbol: "μ",
      range: [0, 0.99],
      doc: "Share of the velocity that stays; 1 − μ is the friction.",
    },
  },
  quick: { seconds: 0.5, seeds: [1, 2], knobs: { epochs: 2 } },
  full: { seconds: 2, seeds: [1, 2, 3] },
  needs: ["mnist"],
  chart: {
    x: { key: "epoch", label: "epochs", upTo: "epochs" },
    y: { key: "momentum", label: "cost of a training picture (every tenth)", range: [0, 4] },
    curves: NAMES.map((name) => ({ key: name, name })),
  },
  forks: { knobs: ["eta"], by: "turn" },
  parts: { gradientStep },
  *run(config, random, data, parts, _from, turn) {
    const mnist = data.mnist();
    const train = first(mnist.train, config.pictures);
    const start = random.state();
    const costs: number[] = [];
    const weights: Float32Array[] = [];
    const ways = [undefined, 0, config.mu];
    const sample = everyNth(train, 10);
    for (const [i, momentum] of ways.entries()) {
      random.restore(start); // the same weights, the same mini-batches
      const net = dense(sizesOf(config), random, "new");
      const settings = { cost: "crossEntropy", batch: config.batch } as const;
      const how = momentum === undefined ? settings : { ...settings, momentum };
      const epoch = training(net, how, parts);
      const evaluate = evaluation(net, "crossEntropy");
      for (let e = 0; e < config.epochs; e++) {
        const rate = (done: number) => settingsAt(config, turn, e + done).eta;
        for (const done of epoch(train, rate, random, 10)) {
          const series = { epoch: e + done, [NAMES[i]]: evaluate(sample).cost };
          yield { progress: (i + (e + done) / config.epochs) / ways.length, series };
          net.module.train();
        }
      }
      costs.push(evaluation(net, "crossEntropy")(train).cost);
      weights.push(Float32Array.from(net.weights[0].data));
    }
    const differing = weights[0].filter((w, i) => w !== weights[1][i]).length;
    return { differing, plain: costs[0], zero: costs[1], momentum: costs[2] };
  },
  verdict(measured) {
    const of = (key: string) => values(measured, key);
    return {
      published: "μ = 0 is gradient descent; μ near 1 builds up speed",
      measured: `μ = 0 differs from gradient descent in ${list(of("differing"), 0)} weights; training cost ${fixed(mean(of("plain")), 3)} without, ${fixed(mean(of("momentum")), 3)} with momentum`,
      exact: "0 weights differ",
      tolerance:
        "Equal, bit for bit, for μ = 0: v = −η∇C is the plain step. With μ = 0.9 and a rate far below the threshold the training cost after the same steps is lower in every run: steps add up to η/(1 − μ).",
      pass:
        of("differing").every((n) => n === 0) &&
        measured.every((m) => Number(m["momentum"]) < Number(m["plain"])),
    };
  },
});
