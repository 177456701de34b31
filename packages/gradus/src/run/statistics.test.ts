import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import fixture from "./statistics.fixture.json" with { type: "json" };
import {
  bootstrapped,
  interquartileMean,
  mean,
  median,
  quantile,
  standardError,
} from "./statistics.ts";

interface End {
  readonly mean: number;
  readonly deviation: number;
}
/** By tools/fixtures/rliable_intervals.py. */
interface Case {
  readonly scores: number[][];
  readonly iqm: number;
  readonly low: End;
  readonly high: End;
}

test("the interquartile mean leaves out a quarter at either end, as scipy.stats.trim_mean(x, 0.25)", () => {
  expect(interquartileMean([9, 1, 2, 3])).toBe(2.5); // 2 and 3
  expect(interquartileMean([5, 1, 100])).toBe(106 / 3); // ⌊3/4⌋ = 0: the mean
  expect(interquartileMean([8, 7, 6, 5, 4, 3, 2, 1000])).toBe((4 + 5 + 6 + 7) / 4);
  expect(() => interquartileMean([])).toThrow(/no numbers/);
});

test("median, quantile and standard error of small samples, by hand", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(quantile([10, 20, 30, 40], 0.25)).toBe(17.5); // NumPy: 10 + 0.75 · 10
  expect(quantile([7], 0.975)).toBe(7);
  expect(standardError([1, 2, 3])).toBeCloseTo(Math.sqrt(1 / 3), 14);
  expect(standardError([1])).toBeNull();
});

test("a bootstrap of equal runs is sure of itself; strata are drawn from within", () => {
  const random = rng(1);
  expect(
    bootstrapped(
      [
        [
          [2, 5],
          [2, 5],
        ],
      ],
      mean,
      { random },
    ),
  ).toEqual([
    { low: 2, high: 2 },
    { low: 5, high: 5 },
  ]);
  // Two tasks with equal runs each: the mean over both never moves, because no run changes its task.
  const tasks = [
    [[0], [0], [0]],
    [[10], [10], [10]],
  ];
  expect(bootstrapped(tasks, mean, { random })).toEqual([{ low: 5, high: 5 }]);
});

test("of two runs 0 and 1 the mean is 0, ½, 1 with ¼, ½, ¼: the 95 % interval is the whole, the 40 % one a point", () => {
  const runs = [[[0], [1]]];
  expect(bootstrapped(runs, mean, { random: rng(2) })).toEqual([{ low: 0, high: 1 }]);
  expect(bootstrapped(runs, mean, { random: rng(2), confidence: 0.4 })).toEqual([
    { low: 0.5, high: 0.5 },
  ]);
});

test("interquartile means are scipy's, intervals rliable's to what two bootstraps of 2000 differ by", () => {
  const { cases } = fixture as { cases: Case[] };
  for (const [i, { scores, iqm, low, high }] of cases.entries()) {
    expect(interquartileMean(scores.flat())).toBeCloseTo(iqm, 10);
    const strata = scores[0].map((_, task) => scores.map((run) => [run[task]]));
    const [interval] = bootstrapped(strata, interquartileMean, { random: rng(i) });
    // Four standard deviations of one bootstrap; that of the mean of twenty adds a fortieth to its square.
    expect(Math.abs(interval.low - low.mean)).toBeLessThan(4.1 * low.deviation);
    expect(Math.abs(interval.high - high.mean)).toBeLessThan(4.1 * high.deviation);
  }
});

test("runs of different length, and empty tasks, are refused", () => {
  const random = rng(1);
  expect(() => bootstrapped([[[1, 2], [1]]], mean, { random })).toThrow(
    /has 1 points, the first run 2/,
  );
  expect(() => bootstrapped([[]], mean, { random })).toThrow(/task 0 has no runs/);
});
