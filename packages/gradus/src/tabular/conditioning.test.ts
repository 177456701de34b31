import { expect, test } from "vitest";
import { rescorlaWagner, serialCompound, tdModel } from "./conditioning.ts";

const last = <T>(items: readonly T[]): T => items[items.length - 1];

test("Rescorla–Wagner by hand: a tone alone goes 0, 0.1, 0.19, 0.271 towards 1 with α = 0.1", () => {
  const trials = [1, 2, 3].map(() => ({ stimuli: [1], reward: 1 }));
  const w: number[] = [];
  for (const report of rescorlaWagner(trials, { alpha: 0.1 }))
    w.push(Number(report.w[0].toFixed(12)));
  expect(w).toEqual([0.1, 0.19, 0.271]);
});

test("two stimuli of unequal salience share what is to be learned in proportion to it: overshadowing", () => {
  const trials = Array.from({ length: 500 }, () => ({ stimuli: [1, 0.5], reward: 1 }));
  let w = new Float64Array(2);
  for (const report of rescorlaWagner(trials)) w = report.w as Float64Array<ArrayBuffer>;
  expect(w[0]).toBeCloseTo(0.8, 6); // w ∝ (1, 0.5) and w₁ + 0.5 w₂ = 1
  expect(w[1]).toBeCloseTo(0.4, 6);
});

test("a trial with another number of stimuli is refused", () => {
  const trials = [
    { stimuli: [1], reward: 1 },
    { stimuli: [1, 0], reward: 1 },
  ];
  expect(() => [...rescorlaWagner(trials)]).toThrow("2 stimuli, the trials before it 1");
});

test("the TD model by hand: a cue of two steps, then food; γ = 0.5, λ = 1, α = 0.1", () => {
  const trial = serialCompound(4, [{ onset: 1, duration: 2, isPresent: true }], 3);
  expect(trial.x.map((x) => Array.from(x))).toEqual([
    [0, 0],
    [1, 0],
    [0, 1],
    [0, 0],
  ]);
  expect(trial.reward).toEqual([0, 0, 0, 1]);
  const report = last([...tdModel([trial], { alpha: 0.1, gamma: 0.5, lambda: 1 })]);
  // δ is 0 until the food: δ₂ = 1, z = (0.5, 1)
  expect(Array.from(report.errors)).toEqual([0, 0, 0, 1]);
  expect(report.w[0]).toBeCloseTo(0.05, 12);
  expect(report.w[1]).toBeCloseTo(0.1, 12);
});
