import { tensor } from "gradus";
import { rng } from "gradus/core";
import type { Digits } from "gradus/data";
import { expect, test } from "vitest";
import { update } from "../hyper-parameter-game.ts";
import { cost, costOf } from "./costs.ts";
import { gather, miniBatches } from "./digits.ts";
import { convolutional, dense } from "./nets.ts";
import { evaluation, training } from "./train.ts";

/** Pictures of random ink: enough to tell two implementations apart. */
function noise(count: number): Digits {
  const random = rng(100);
  const images = Uint8Array.from({ length: 784 * count }, () => random.integer(256));
  return { images, labels: Uint8Array.from({ length: count }, () => random.integer(10)), count };
}

test("the captured step is w ← (1 − ηλ/n) w − (η/m) Σ ∂C/∂w: it follows a double-precision loop over the pictures", () => {
  const digits = noise(40);
  const net = dense([784, 10], rng(101), "new");
  const own = {
    w: Float64Array.from(net.weights[0].data),
    b: Float64Array.from(net.biases[0].data),
  };
  const [eta, lambda] = [0.05, 4];
  const random = rng(102);
  const orders = rng(102);
  const epoch = training(net, { cost: "crossEntropy", batch: 10, l2: lambda / digits.count });
  for (let e = 0; e < 3; e++) {
    for (const _ of epoch(digits, eta, random)) void _;
    for (const batch of miniBatches(digits.count, 10, orders))
      update(own, digits, batch, eta, lambda, digits.count);
  }
  const after = net.weights[0].data;
  const worst = own.w.reduce((m, w, i) => Math.max(m, Math.abs(w - after[i])), 0);
  expect(worst).toBeLessThan(2e-5); // twelve steps in single precision
  expect(own.b.every((b, j) => Math.abs(b - net.biases[0].data[j]) < 2e-5)).toBe(true);
});

test("the decay leaves the biases alone and takes 1 − ηλ/n from weights without gradient", () => {
  const blank: Digits = { images: new Uint8Array(784 * 10), labels: new Uint8Array(10), count: 10 };
  const net = dense([784, 10], rng(103), "old");
  const before = Float32Array.from(net.weights[0].data);
  const epoch = training(net, { cost: "crossEntropy", batch: 10, l2: 0.2 });
  for (const _ of epoch(blank, 0.5, rng(1))) void _;
  expect(net.weights[0].data.every((w, i) => Math.abs(w - 0.9 * before[i]) < 1e-6)).toBe(true);
});

test("the three costs agree with their equations at z = (0, …, 0), y = e₃: ½·10/4, 10 ln 2, ln 10", () => {
  const z = tensor([new Array(10).fill(0)]);
  const y = tensor([Array.from({ length: 10 }, (_, j) => (j === 3 ? 1 : 0))]);
  const expected = { quadratic: 1.25, crossEntropy: 10 * Math.LN2, logLikelihood: Math.LN10 };
  for (const name of ["quadratic", "crossEntropy", "logLikelihood"] as const) {
    expect(cost[name](z, y).item(), name).toBeCloseTo(expected[name], 5);
    expect(costOf[name](new Float32Array(10), 0, 3), name).toBeCloseTo(expected[name], 12);
  }
});

test("costs as tensors and as numbers agree, for large logits too", () => {
  const random = rng(104);
  for (const scale of [1, 30]) {
    const z = Float32Array.from({ length: 10 }, () => random.normal(0, scale));
    const y = tensor([Array.from({ length: 10 }, (_, j) => (j === 7 ? 1 : 0))]);
    for (const name of ["quadratic", "crossEntropy", "logLikelihood"] as const) {
      const a = cost[name](tensor(z, [1, 10]), y).item();
      expect(Math.abs(a - costOf[name](z, 0, 7)) / (1 + a), `${name} ${scale}`).toBeLessThan(1e-5);
    }
  }
});

test("pixels are value/256, labels one-hot", () => {
  const digits: Digits = {
    images: Uint8Array.from({ length: 784 }, (_, p) => p % 256),
    labels: Uint8Array.of(4),
    count: 1,
  };
  const x = new Float32Array(784);
  const y = new Float32Array(10).fill(9);
  gather(digits, [0], x, y);
  expect(x[255]).toBe(255 / 256);
  expect(Array.from(y)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
});

test("an epoch shows every picture once", () => {
  const seen = [...miniBatches(50, 10, rng(1))].flatMap((b) => Array.from(b));
  expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
});

test("an evaluation counts the last, incomplete batch, and only it", () => {
  const digits = noise(260);
  const net = dense([784, 10], rng(105), "new");
  const { answers, accuracy } = evaluation(net, "crossEntropy")(digits);
  expect(answers.length).toBe(260);
  expect(accuracy).toBeCloseTo(
    (100 * answers.filter((a, i) => a === digits.labels[i]).length) / 260,
    10,
  );
});

test("network3's nets: 20 filters of 5 × 5 leave 12 × 12, two layers 4 × 4; the softmax layer starts at zero", () => {
  const one = convolutional(
    { filters: [20], dense: [100], activation: "sigmoid", dropout: 0 },
    rng(1),
  );
  expect(one.weights.map((w) => w.shape)).toEqual([
    [20, 1, 5, 5],
    [100, 2880],
    [10, 100],
  ]);
  const two = convolutional(
    { filters: [20, 40], dense: [], activation: "relu", dropout: 0.5 },
    rng(1),
  );
  expect(two.weights.map((w) => w.shape)).toEqual([
    [20, 1, 5, 5],
    [40, 20, 5, 5],
    [10, 640],
  ]);
  expect(two.weights[2].data.every((w) => w === 0)).toBe(true);
  expect(two.forward(tensor(new Float32Array(2 * 784), [2, 784])).shape).toEqual([2, 10]);
});
