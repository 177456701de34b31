import { expect, test } from "vitest";
import { bandOf, deviation, inBand, largest, mean, median, sampling } from "./statistics.ts";

test("mean, deviation and median of 2, 4, 4, 4, 5, 5, 7, 9: 5, √(32/7), 4.5", () => {
  const xs = [2, 4, 4, 4, 5, 5, 7, 9];
  expect([mean(xs), deviation(xs), median(xs)]).toEqual([5, Math.sqrt(32 / 7), 4.5]);
});

test("a band around the mean: 4 s √(1/k + 1/n)", () => {
  const { low, high } = bandOf([1, 2, 3, 4], 2);
  const half = 4 * Math.sqrt(5 / 3) * Math.sqrt(1 / 2 + 1 / 4);
  expect([low, high]).toEqual([2.5 - half, 2.5 + half]);
});

test("a band around the best of two uses the bests of pairs", () => {
  const { low, high } = bandOf([1, 5, 2, 6, 3, 7], 2, largest);
  expect((low + high) / 2).toBeCloseTo(6, 12); // bests 5, 6, 7
  expect(high - low).toBeCloseTo(2 * 4 * Math.sqrt(1 + 1 / 3), 12);
});

test("too few known runs make no band", () => {
  expect(() => bandOf([1, 2], 1)).toThrow("at least 3 groups");
});

test("NaN lies in no band", () => {
  expect(inBand(NaN, { low: -1, high: 1 })).toBe(false);
});

test("four sampling errors of 95.42 % on 10 000 pictures, one run against one: 1.18 points", () => {
  expect(sampling(95.42, 1)).toBeCloseTo(
    4 * 100 * Math.sqrt((0.9542 * 0.0458) / 10_000) * Math.SQRT2,
    10,
  );
  expect(sampling(95.42, 1)).toBeCloseTo(1.18, 2);
});
