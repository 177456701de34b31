import { expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { moons, xor } from "../../data/points.ts";
import { dropout, linear, sigmoid, tanh } from "../../nn/layers.ts";
import { sequential } from "../../nn/module.ts";
import { readSafetensors } from "../../nn/safetensors.ts";
import { bestCheckpoint, earlyStopping, progress, rateSchedule } from "./callbacks.ts";
import type { Examples } from "./examples.ts";
import { epochs, evaluate, type FitModelOptions, fit, predict } from "./fit.ts";
import { metrics } from "./measures.ts";
import { confusionMatrix, worstMistakes } from "./mistakes.ts";
import { findRate } from "./rate.ts";
import { weightsOf } from "./weights.ts";

const last = <T>(items: readonly T[]): T => items[items.length - 1] as T;

const moonsOf = (seed: number, count = 200): Examples => {
  const { inputs, labels } = moons(rng(seed), { count });
  return { inputs, targets: labels, count };
};
const net = (seed: number) =>
  sequential(linear(2, 16, rng(seed)), tanh(), linear(16, 2, rng(seed + 50)));
const options = (seed: number): FitModelOptions => ({
  loss: "crossEntropy",
  rate: 0.05,
  metrics: ["accuracy"],
  random: rng(seed),
});

test("one step of gradient descent on one example, by hand: w ← w − η 2 (w x − y) x", () => {
  const model = sequential(linear(1, 1, rng(1)));
  model.named["0.weight"].assign([2]);
  model.named["0.bias"].assign([0]);
  const examples = { inputs: Float32Array.of(3), targets: Float32Array.of(5), count: 1 };
  const { epochs: rows } = fit(model, examples, {
    loss: "mse",
    optimiser: "sgd",
    rate: 0.1,
    epochs: 1,
    metrics: ["meanAbsoluteError"],
    random: rng(1),
  });
  expect(rows[0].figures["loss"]).toBeCloseTo(1, 6); // (6 − 5)², before the step
  expect(rows[0].figures["meanAbsoluteError"]).toBeCloseTo(1, 6);
  expect(model.named["0.weight"].data[0]).toBeCloseTo(2 - 0.1 * 2 * 1 * 3, 6);
  expect(model.named["0.bias"].data[0]).toBeCloseTo(-0.1 * 2 * 1, 6);
  expect(evaluate(model, examples, { loss: "mse" })["loss"]).toBeCloseTo(
    (1.4 * 3 - 0.2 - 5) ** 2,
    5,
  );
});

test("moons are told apart, on examples never seen; equal seeds give equal weights", () => {
  for (const seed of [1, 2, 3]) {
    const model = net(seed);
    fit(model, moonsOf(seed), { ...options(seed), epochs: 60 });
    expect(evaluate(model, moonsOf(seed + 100), options(1))["accuracy"]).toBeGreaterThan(0.97);
    const again = net(seed);
    fit(again, moonsOf(seed), { ...options(seed), epochs: 60 });
    expect(weightsOf(again)).toEqual(weightsOf(model));
  }
});

test("a share set apart for validation is not trained on, and is measured after each epoch", () => {
  const order: number[] = [];
  const { epochs: rows } = fit(net(1), moonsOf(1), {
    ...options(1),
    epochs: 3,
    validation: 0.25,
    callbacks: [{ onEpoch: ({ epoch }) => void order.push(epoch) }],
  });
  expect(order).toEqual([1, 2, 3]);
  expect(last(rows).steps).toBe(3 * Math.ceil(150 / 32));
  expect(Object.keys(last(rows).figures)).toEqual([
    "loss",
    "accuracy",
    "validationLoss",
    "validationAccuracy",
  ]);
});

test("early stopping: ends `patience` epochs after the best, and puts the best weights back", () => {
  const noise = rng(9);
  const random = (n: number): Examples => ({
    inputs: noise.fillNormal(new Float32Array(2 * n)),
    targets: noise.fillIntegers(new Int32Array(n), 2),
    count: n,
  });
  const model = net(4);
  const held = random(40);
  const { epochs: rows, stopped } = fit(model, random(40), {
    ...options(4),
    epochs: 500,
    validation: held,
    callbacks: [earlyStopping({ patience: 7 })],
  });
  const losses = rows.map(({ figures }) => figures["validationLoss"]);
  const best = losses.indexOf(Math.min(...losses));
  expect(stopped).toBe("validationLoss has not improved for 7 epochs");
  expect(rows.length - 1 - best).toBe(7);
  expect(evaluate(model, held, options(4))["loss"]).toBeCloseTo(losses[best], 6);
});

test("the best checkpoint holds the weights of the best epoch", () => {
  const model = net(5);
  let kept: Uint8Array | undefined;
  let of = 0;
  const atEpoch: Record<number, Float32Array> = {};
  const { epochs: rows } = fit(model, moonsOf(5), {
    ...options(5),
    epochs: 6,
    validation: 0.2,
    callbacks: [
      {
        onEpoch: ({ epoch }, control) => {
          atEpoch[epoch] = control.model.named["0.weight"].data.slice() as Float32Array;
        },
      },
      bestCheckpoint((bytes, report) => {
        kept = bytes;
        of = report.epoch;
      }),
    ],
  });
  const losses = rows.map(({ figures }) => figures["validationLoss"]);
  expect(of).toBe(losses.indexOf(Math.min(...losses)) + 1);
  const stored = readSafetensors(kept as Uint8Array).tensors.get("0.weight")?.data;
  expect(stored).toEqual(atEpoch[of]);
});

test("a schedule sets the step size of the next epoch; progress writes a line for each", () => {
  const lines: string[] = [];
  const { epochs: rows } = fit(net(6), moonsOf(6), {
    ...options(6),
    epochs: 3,
    callbacks: [rateSchedule((epoch) => 0.05 / (1 + epoch)), progress((line) => lines.push(line))],
  });
  expect(rows.map(({ rate }) => rate)).toEqual([0.05, 0.025, 0.05 / 3]);
  expect(lines[2]).toMatch(/^epoch 3 {2}loss [\d.]+ {2}accuracy [\d.]+$/);
});

test("the rate finder leaves the weights as they were, and suggests a rate that learns", () => {
  const model = net(7);
  const before = weightsOf(model);
  const { rates, losses, suggestion } = findRate(model, moonsOf(7), { ...options(7), high: 100 });
  expect(weightsOf(model)).toEqual(before);
  expect(rates.length).toBe(losses.length);
  expect(suggestion).toBeGreaterThan(1e-3);
  expect(suggestion).toBeLessThan(10);
  fit(model, moonsOf(7), { ...options(7), rate: suggestion, epochs: 20 });
  expect(evaluate(model, moonsOf(107), options(7))["accuracy"]).toBeGreaterThan(0.95);
});

test("the confusion matrix and the worst mistakes, by hand", () => {
  const model = sequential(linear(1, 3, rng(1)));
  model.named["0.weight"].assign([1, 0, -1]);
  model.named["0.bias"].assign([0, 0.5, 0]); // outputs (x, ½, −x)
  const examples: Examples = {
    inputs: Float32Array.of(2, 0, -2, 3, -1),
    targets: Int32Array.of(0, 1, 2, 2, 0),
    count: 5,
  };
  const { counts, accuracy } = confusionMatrix(model, examples);
  expect([...counts]).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1]); // rows: true class
  expect(accuracy).toBe(3 / 5);
  const mistakes = worstMistakes(model, examples);
  expect(mistakes.map(({ row, label, taken }) => [row, label, taken])).toEqual([
    [3, 2, 0],
    [4, 0, 2],
  ]);
  const sum = Math.exp(3) + Math.exp(0.5) + Math.exp(-3);
  expect(mistakes[0].loss).toBeCloseTo(3 + Math.log(sum), 5);
  expect(mistakes[0].confidence).toBeCloseTo(Math.exp(3) / sum, 5);
  expect(metrics.accuracy(predict(model, examples), examples.targets, 3)).toBe(3);
});

test("yes and no from one output: classes 0 and 1 as whole numbers", () => {
  const { inputs, labels, count } = xor(rng(8), { count: 200 });
  const model = sequential(linear(2, 8, rng(8)), tanh(), linear(8, 1, rng(9)));
  fit(
    model,
    { inputs, targets: labels, count },
    { loss: "binaryCrossEntropy", rate: 0.05, epochs: 60, random: rng(8) },
  );
  const figures = evaluate(
    model,
    { inputs, targets: labels, count },
    { loss: "binaryCrossEntropy", metrics: ["binaryAccuracy"] },
  );
  expect(figures["binaryAccuracy"]).toBeGreaterThan(0.97);
});

test("dropout drops in training only: two predictions are equal", () => {
  const model = sequential(
    linear(2, 32, rng(1)),
    sigmoid(),
    dropout(0.5, rng(2)),
    linear(32, 2, rng(3)),
  );
  const examples = moonsOf(1);
  fit(model, examples, { ...options(1), epochs: 1 });
  expect(predict(model, examples)).toEqual(predict(model, examples));
});

test("the generator goes on as long as it is asked", () => {
  let seen = 0;
  for (const { epoch } of epochs(net(1), moonsOf(1), options(1))) {
    seen = epoch;
    if (epoch === 13) break;
  }
  expect(seen).toBe(13);
});

test("what does not fit is named, with the remedy", () => {
  const good = moonsOf(1);
  const tries =
    (examples: Partial<Examples>, changes: Partial<FitModelOptions> = {}) =>
    () =>
      fit(net(1), { ...good, ...examples }, { ...options(1), ...changes });
  expect(tries({ count: 0 })).toThrow(/count is 0.*at least one/);
  expect(tries({ inputs: new Float32Array(399) })).toThrow(/inputs has 399/);
  expect(tries({ shape: [3, 5] })).toThrow(/shape \[3, 5\] need 3000 numbers; inputs has 400/);
  expect(tries({ targets: new Int32Array(7) })).toThrow(/targets has 7/);
  expect(tries({ targets: new Int32Array(200).fill(2) })).toThrow(
    /target 0 is class 2, but the network gives 2 outputs, for the classes 0 … 1/,
  );
  expect(tries({}, { loss: "crossentropy" as "crossEntropy" })).toThrow(
    /Did you mean "crossEntropy"/,
  );
  expect(tries({}, { optimiser: "adamm" as "adam" })).toThrow(/Did you mean "adam"/);
  expect(tries({}, { metrics: ["acuracy"] as never })).toThrow(/Did you mean "accuracy"/);
  expect(tries({}, { epochs: 0 })).toThrow(/epochs is 0/);
  expect(tries({}, { validation: 1.5 })).toThrow(/validation is 1.5 of 200/);
  expect(tries({}, { callbacks: [earlyStopping()] })).toThrow(
    /no figure "validationLoss".*there are loss, accuracy.*Give fit validation examples/,
  );
  expect(() => findRate(net(1), good, { ...options(1), low: 2 })).toThrow(/from 2 to 1/);
});

test("a loss that is no number any more: the weights go back to before the epoch, and the place is named", () => {
  const model = net(1);
  const inputs = new Float32Array(400);
  inputs[7] = Number.NaN;
  const before = weightsOf(model);
  expect(() => fit(model, { ...moonsOf(1), inputs }, options(1))).toThrow(
    /loss became NaN at step \d.*It began where "\w+".*findRate/,
  );
  expect(weightsOf(model)).toEqual(before);
});
