import { expect, test } from "vitest";
import { exp, log } from "../core/math.ts";
import { rng } from "../core/random.ts";
import { classify } from "./classifier.ts";
import { type FitReport, type FitState, fitPictures } from "./fitPictures.ts";
import type { FitConfig } from "./knobs.ts";
import type { FitData } from "./sizes.ts";

/** Pictures of 2×2 in two classes: which of the rows is bright. */
function rows(count: number, seed: number): FitData["train"] {
  const random = rng(seed);
  const images = new Uint8Array(count * 4);
  const labels = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    labels[n] = random.integer(2);
    for (let i = 0; i < 4; i++)
      images[n * 4 + i] = (i >> 1 === labels[n] ? 150 : 0) + random.integer(100);
  }
  return { images, labels, count };
}

const data: FitData = {
  name: "rows",
  inputs: 4,
  classes: 2,
  train: rows(95, 1),
  test: rows(40, 2),
};

function after(updates: number, config: Partial<FitConfig>, given = data): FitReport {
  for (const report of fitPictures(given, "4-3-2", config, rng(7)))
    if (report.steps >= updates) return report;
  throw new Error("not reached");
}

type Layer = { w: number[][]; b: number[] };

function layersOf({ parameters: p }: FitState): Layer[] {
  return ["0", "2"].map((name) => {
    const [b, w] = [Array.from(p[`${name}.bias`]), Array.from(p[`${name}.weight`])];
    const inputs = w.length / b.length;
    return { b, w: b.map((_, j) => w.slice(j * inputs, (j + 1) * inputs)) };
  });
}

const sigmoid = (z: number): number => 1 / (1 + exp(-z));

/** `update_mini_batch` of Nielsen's network2.py in plain numbers, for one example after the other. */
function updated(
  layers: readonly Layer[],
  examples: readonly { x: number[]; y: number }[],
  config: FitConfig,
  n: number,
): Layer[] {
  const nabla = layers.map(({ w, b }) => ({
    w: w.map((row) => row.map(() => 0)),
    b: b.map(() => 0),
  }));
  for (const { x, y } of examples) {
    const [hidden, output] = layers;
    const weighted = ({ w, b }: Layer, a: number[]): number[] =>
      w.map((row, j) => row.reduce((s, v, k) => s + v * a[k], b[j]));
    const a1 = weighted(hidden, x).map(sigmoid);
    const z2 = weighted(output, a1);
    const total = z2.reduce((s, z) => s + exp(z), 0);
    const a2 = z2.map((z) => (config.cost === "log-likelihood" ? exp(z) / total : sigmoid(z)));
    const slope = config.cost === "quadratic" ? a2.map((a) => a * (1 - a)) : a2.map(() => 1);
    const d2 = a2.map((a, j) => (a - (j === y ? 1 : 0)) * slope[j]); // BP1
    const d1 = a1.map((a, k) => d2.reduce((s, d, j) => s + d * output.w[j][k], 0) * a * (1 - a)); // BP2
    for (const [l, d, a] of [
      [0, d1, x],
      [1, d2, a1],
    ] as const) {
      d.forEach((dj, j) => {
        nabla[l].b[j] += dj; // BP3
        a.forEach((ak, k) => {
          nabla[l].w[j][k] += dj * ak; // BP4
        });
      });
    }
  }
  const share = config.rate / examples.length;
  return layers.map(({ w, b }, l) => ({
    w: w.map((row, j) =>
      row.map((v, k) => v * (1 - (config.rate * config.lambda) / n) - share * nabla[l].w[j][k]),
    ),
    b: b.map((v, j) => v - share * nabla[l].b[j]),
  }));
}

for (const cost of ["quadratic", "cross-entropy", "log-likelihood"] as const) {
  test(`an epoch of one mini-batch moves the ${cost} network as update_mini_batch of network2.py does, with L2`, () => {
    const config: Partial<FitConfig> = { cost, rate: 0.5, lambda: 3, batch: 95 };
    const [before, now] = [after(1, { ...config, rate: 0, lambda: 0 }), after(1, config)]; // a rate of 0 shows where it began
    const { images, labels, count } = data.train;
    const examples = Array.from({ length: count }, (_, i) => ({
      x: Array.from(images.subarray(4 * i, 4 * i + 4), (v) => v / 256),
      y: labels[i],
    }));
    const expected = updated(layersOf(before.state()), examples, now.config, count);
    for (const [l, { w, b }] of layersOf(now.state()).entries()) {
      const wanted = expected[l];
      for (const [i, v] of w.flat().entries())
        expect(v, `${l}, w ${i}`).toBeCloseTo(wanted.w.flat()[i], 5);
      for (const [j, v] of b.entries()) expect(v, `${l}, b ${j}`).toBeCloseTo(wanted.b[j], 5);
    }
    expect(layersOf(now.state())).not.toEqual(layersOf(before.state()));
  });
}

test("the cost that is reported is ½‖y − a‖² per picture, the binary cross-entropy summed over outputs, or −ln a_y", () => {
  const { images, labels, count } = data.train;
  const costs: Record<FitConfig["cost"], (a: readonly number[], y: number) => number> = {
    quadratic: (a, y) =>
      a.reduce((s, v, j) => s + (v - Number(j === y)) * (v - Number(j === y)), 0) / 2,
    "cross-entropy": (a, y) => a.reduce((s, v, j) => s - log(j === y ? v : 1 - v), 0),
    "log-likelihood": (a, y) => -log(a[y]),
  };
  for (const [name, cost] of Object.entries(costs)) {
    const report = after(1, { cost: name as FitConfig["cost"], rate: 0, batch: 95 });
    const mean =
      classify(report.network, images).reduce(
        (s, { outputs }, i) => s + cost(outputs, labels[i]),
        0,
      ) / count;
    expect(report.loss, name).toBeCloseTo(mean, 5);
  }
});

test("momentum 0 is plain gradient descent, bit for bit, and the second step of momentum adds μ times the first", () => {
  const plain = (updates: number, more: Partial<FitConfig>): number[] =>
    Array.from(after(updates, { rate: 0.1, batch: 95, ...more }).state().parameters["2.bias"]);
  expect(plain(3, { momentum: 0 })).toEqual(plain(3, {}));
  const one = {
    images: data.train.images.subarray(0, 4),
    labels: data.train.labels.subarray(0, 1),
    count: 1,
  };
  const b = (updates: number, momentum: number): number =>
    after(updates, { rate: 1e-3, momentum, init: "new", batch: 1 }, { ...data, train: one }).state()
      .parameters["2.bias"][0];
  const firstStep =
    b(1, 0) -
    after(1, { rate: 0, batch: 1, init: "new" }, { ...data, train: one }).state().parameters[
      "2.bias"
    ][0];
  expect((b(2, 0.5) - b(2, 0)) / firstStep).toBeCloseTo(0.5, 1);
});

test("old weights are N(0, 1), new ones N(0, 1/fan-in); biases N(0, 1) in both", () => {
  const wide: FitData = {
    ...data,
    inputs: 400,
    train: { images: new Uint8Array(400), labels: new Uint8Array(1), count: 1 },
    test: { images: new Uint8Array(400), labels: new Uint8Array(1), count: 1 },
  };
  for (const [init, expected] of [
    ["old", 1],
    ["new", 1 / 20],
  ] as const) {
    const [report] = fitPictures(wide, "400-100-2", { init, rate: 0 }, rng(3));
    const w = report.state().parameters["0.weight"];
    const b = report.state().parameters["0.bias"];
    const deviation = (v: ArrayLike<number>): number =>
      Math.sqrt(Array.from(v).reduce((s, x) => s + x * x, 0) / v.length);
    expect(deviation(w) / expected).toBeCloseTo(1, 1); // 40 000 draws: ± 0.004
    expect(Math.abs(deviation(b) - 1)).toBeLessThan(0.3); // 100 draws: ± 0.07
  }
});

test("a training that goes on from any of its reports ends in the same bits", () => {
  const config: Partial<FitConfig> = {
    batch: 2,
    cost: "cross-entropy",
    rate: 0.3,
    momentum: 0.6,
    lambda: 0.1,
  };
  const states: FitState[] = [];
  for (const report of fitPictures(data, "4-3-2", config, rng(7))) {
    states.push(structuredClone(report.state())); // 48 steps an epoch: reports after 20, 40, 48, 68, …
    if (report.epoch === 3 && report.done === 1) break;
  }
  expect(states.map((s) => s.steps)).toEqual([20, 40, 48, 68, 88, 96, 116, 136, 144]);
  for (let i = 0; i < states.length - 1; i++) {
    let k = i;
    for (const report of fitPictures(data, "4-3-2", config, rng(999), states[i])) {
      expect(report.state()).toEqual(states[++k]);
      if (k === states.length - 1) break;
    }
  }
});

test("it learns which row is bright, with every optimiser, cost and activation", () => {
  const settings: Partial<FitConfig>[] = [
    { rate: 3 },
    { cost: "cross-entropy", rate: 0.5 },
    { cost: "log-likelihood", rate: 0.5, activation: "tanh" },
    { cost: "log-likelihood", rate: 0.1, activation: "relu", init: "new", momentum: 0.5 },
    { cost: "cross-entropy", optimiser: "adam", rate: 0.01 },
  ];
  for (const config of settings)
    expect(
      after(300, { batch: 5, ...config }).testAccuracy ??
        after(304, { batch: 5, ...config }).testAccuracy,
      JSON.stringify(config),
    ).toBeGreaterThan(0.9);
});

test("a cost that stops being a number stops the training: step, epoch, the operation where it began, the knob", () => {
  const wild = (config: Partial<FitConfig>) => (): void => {
    for (const report of fitPictures(
      data,
      "4-3-2",
      { activation: "relu", cost: "log-likelihood", ...config },
      rng(1),
    )) {
      if (report.steps > 2000) return;
    }
  };
  // each step multiplies the weights by 1 − ηλ/n = −1051.6: 3.4·10³⁸ is passed in the 13th
  const decay = wild({ rate: 100, lambda: 1000 });
  expect(decay).toThrow(
    /^The cost became (NaN|-?Infinity) at step \d+ \(epoch [12]\)\. It began where ".+"/,
  );
  expect(decay).toThrow(/lambda is 1000: each step multiplies the weights by -1051\.6/);
});

test("what does not fit is refused at the door", () => {
  expect(() => after(1, { rate: -1 })).toThrow("rate is -1");
  expect(() => [...fitPictures(data, "5-3-2", {}, rng(1))]).toThrow("reads 5 numbers");
  expect(() => [...fitPictures(data, "conv", {}, rng(1))]).toThrow("28×28");
  const huge = (): unknown => [...fitPictures(data, "4-90000-90000-2", {}, rng(1))];
  expect(huge).toThrow(
    /has 8100720002 weights; training it takes 61804 MiB.*Choose smaller layers/,
  );
  expect(() => after(1, { optimiser: "adam", momentum: 0.9 })).toThrow(
    "momentum is 0.9, but Adam keeps its own averages",
  );
  const { state } = after(1, {});
  expect(() => [...fitPictures(data, "4-9-2", {}, rng(1), state())]).toThrow(
    '"0.weight" has 12 values there and 36 here',
  );
  expect(() => [
    ...fitPictures({ ...data, train: rows(10, 1) }, "4-3-2", {}, rng(1), state()),
  ]).toThrow("trained on 95 pictures, but there are 10");
});
