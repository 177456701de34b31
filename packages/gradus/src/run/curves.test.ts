import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { binned, joinedCurve } from "./curves.ts";

const random = () => rng(1);

test("within a stretch the mean, where nothing was reported the one before, and nothing before the first", () => {
  const curve = { steps: [5, 10, 11, 20, 40], values: [Number.NaN, Number.NaN, 2, 4, 9] };
  expect(binned(curve, 40, 4)).toEqual([Number.NaN, 3, 3, 9]); // (0, 10], (10, 20], (20, 30], (30, 40]
  expect(binned(curve, 20, 2)).toEqual([Number.NaN, 3]); // what lies beyond is cut
});

test("runs are joined by the interquartile mean, from where all have a value, to where the shortest ends", () => {
  const runs = [0, 1, 2, 3].map((k) => ({
    steps: [10, 20, 30, 40 + k],
    values: [k === 2 ? Number.NaN : 0, k, 10 * k, 5],
  }));
  const { steps, values, runs: n } = joinedCurve(runs, { bins: 4, random: random() });
  expect(steps).toEqual([20, 30, 40]);
  // 0 and 3 are left out; then of 0, 10, 20, 30 likewise; then of 5, 10, 20, 30, since only the first run reports by step 40
  expect(values).toEqual([1.5, 15, 15]);
  expect(n).toBe(4);
});

test("fewer than three runs have no band; equal runs one of no width", () => {
  const run = { steps: [1, 2], values: [3, 4] };
  expect(joinedCurve([run, run], { bins: 2, random: random() })).not.toHaveProperty("low");
  const three = joinedCurve([run, run, run], { bins: 2, random: random() });
  expect([three.low, three.values, three.high]).toEqual([
    [3, 4],
    [3, 4],
    [3, 4],
  ]);
});

test("runs without a value are refused", () => {
  const run = { steps: [1, 2], values: [3, 4] };
  const mute = { steps: [1, 2], values: [Number.NaN, Number.NaN] };
  expect(() => joinedCurve([run, mute], { random: random() })).toThrow(/no value/);
  expect(() => joinedCurve([{ steps: [], values: [] }], { random: random() })).toThrow(
    /without a report/,
  );
});
