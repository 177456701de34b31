/** What the page sees is what the network is: the same answers, the same weights, and looking changes nothing. */
import { rng, sigmoid } from "gradus/core";
import { expect, test } from "vitest";
import type { LabReport } from "../../../../src/lab.ts";
import { labData } from "../../../../test/mnist.ts";
import { trainConv } from "./convLab.ts";
import { everyNth, first } from "./digits.ts";
import { trainDense } from "./digitsLab.ts";
import { convolutional, dense } from "./nets.ts";
import { readerOf, seen } from "./seen.ts";
import { evaluation } from "./train.ts";

const test250 = first(labData.mnist().test, 250);
const best = (v: readonly number[]): number => v.indexOf(Math.max(...v));

test("asked about each test digit, the network gives the answers that its accuracy is counted from", () => {
  for (const [cost, net] of [
    ["crossEntropy", dense([784, 30, 10], rng(1), "new")],
    [
      "logLikelihood",
      convolutional({ filters: [3], dense: [20], activation: "relu", dropout: 0.5 }, rng(1)),
    ],
  ] as const) {
    const reader = readerOf(net, cost, test250);
    const { answers } = evaluation(net, cost)(test250);
    for (let i = 0; i < 20; i++) {
      const { picture, label } = reader.example(i);
      expect(best(reader.read(picture).outputs)).toBe(answers[i]);
      expect(label).toBe(test250.labels[i]);
      expect(picture[400]).toBe(test250.images[784 * i + 400] / 256); // as in training
    }
  }
});

test("outputs are σ(z), or probabilities; hidden activations are σ(Wx + b), by hand", () => {
  const net = dense([784, 2, 10], rng(1), "new");
  const ink = new Float32Array(784);
  ink[400] = 1; // one pixel: z of hidden neuron j is its weight from there plus its bias
  const { hidden, outputs } = readerOf(net, "quadratic", test250).read(ink);
  const [w, b] = [net.weights[0].toArray() as number[][], net.biases[0].toArray() as number[]];
  hidden.forEach((a, j) => {
    expect(a).toBeCloseTo(sigmoid(w[j][400] + b[j]), 6);
  });
  const [v, c] = [net.weights[1].toArray() as number[][], net.biases[1].toArray() as number[]];
  outputs.forEach((a, j) => {
    expect(a).toBeCloseTo(sigmoid(v[j][0] * hidden[0] + v[j][1] * hidden[1] + c[j]), 5);
  });
  const soft = readerOf(net, "logLikelihood", test250).read(ink).outputs;
  expect(soft.reduce((s, p) => s + p, 0)).toBeCloseTo(1, 9);
});

test("maps are what learning added, so at first they are empty; a filter answers to one pixel with its weights, turned round", () => {
  const { live } = seen(dense([784, 30, 10], rng(1), "old"), "quadratic", test250);
  expect(live.maps?.every(({ values }) => Array.from(values).every((x) => x === 0))).toBe(true);
  const net = convolutional({ filters: [4], dense: [], activation: "sigmoid", dropout: 0 }, rng(1));
  const dot = { images: new Uint8Array(784), labels: new Uint8Array(1), count: 1 };
  dot.images[28 * 10 + 10] = 128; // half ink: x = ½ in row 10, column 10
  const maps = seen(net, "logLikelihood", dot).live.maps ?? [];
  expect(maps.length).toBe(8); // four filters, four answers of 24 × 24
  const [w, answer] = [maps[1].values, maps[5].values];
  for (let l = 0; l < 5; l++)
    for (let m = 0; m < 5; m++)
      expect(answer[24 * (10 - l) + 10 - m]).toBeCloseTo(w[5 * l + m] / 2, 6);
  expect(Array.from(answer).filter((x) => x !== 0).length).toBe(25);
});

test("misread digits are shown with what they are and what they were taken for", () => {
  const { live, answered } = seen(dense([784, 10], rng(1), "old"), "quadratic", test250);
  const answers = Uint8Array.from(test250.labels);
  answers[7] = (answers[7] + 1) % 10;
  answered(test250, answers);
  const [shown] = live.maps?.slice(-1) ?? [];
  expect(shown.group).toBe("1 of 250 misread; the first of them");
  expect(shown.title).toBe(`${test250.labels[7]}, read as ${answers[7]}`);
  expect(shown.values).toEqual(test250.images.subarray(784 * 7, 784 * 8));
});

test("a run that is looked at and asked after every report gives the same numbers as one that is left alone", () => {
  const config = { hidden: 10, eta: 3, lambda: 0, epochs: 2, batch: 10, pictures: 500 };
  const recipe = { cost: "quadratic", initial: "old", on: "test" } as const;
  const whole = (look: (report: LabReport) => void) => {
    const run = trainDense(config, recipe, rng(5), labData);
    let next = run.next();
    for (; !next.done; next = run.next()) look(next.value);
    return next.value;
  };
  let looks = 0;
  const watched = whole(({ live }) => {
    expect(live?.maps?.length).toBeGreaterThan(0);
    expect(live?.reader?.read(live.reader.example(0).picture).outputs.length).toBe(10);
    looks++;
  });
  expect(looks).toBeGreaterThan(10);
  expect(watched).toEqual(whole(() => {}));
});

test("being asked between two steps does not switch dropout off for the rest of a pass", () => {
  const config = { eta: 0.1, lambda: 0, passes: 11, pictures: 50, tested: 250 }; // no looks of its own at 11 passes
  const recipe = { filters: [2], dense: [10], activation: "relu", dropout: 0.5 } as const;
  const costs = (isAsked: boolean) => {
    const run = trainConv(config, recipe, rng(3), labData);
    let next = run.next();
    for (; !next.done; next = run.next()) {
      const reader = next.value.live?.reader;
      if (isAsked) reader?.read(reader.example(1).picture);
    }
    return next.value;
  };
  expect(costs(true)).toEqual(costs(false));
});

test("every fifth picture is pictures 0, 5, 10 …", () => {
  const some = everyNth(test250, 5);
  expect(some.count).toBe(50);
  expect(some.labels[3]).toBe(test250.labels[15]);
  expect(some.images.subarray(784 * 3, 784 * 4)).toEqual(
    test250.images.subarray(784 * 15, 784 * 16),
  );
});
