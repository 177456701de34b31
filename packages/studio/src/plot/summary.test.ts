/** Bands of curves: what is remembered is what would be computed. */
import { expect, test } from "vitest";
import { type BandMemo, bands, means, type Point } from "./summary.ts";

const curve = (offset: number, n: number): Point[] =>
  Array.from({ length: n }, (_, i) => [i, offset + i * i] as const);
const seeds = (n: number) => [curve(0, n), curve(3, n), curve(9, n)];

test("three parallel curves: the mean between them, the band nearly from the lowest to the highest", () => {
  for (const { x, mean, low, high, each } of bands(seeds(10), 0, 10, 10)) {
    const base = x * x; // at the abscissas themselves, for they are shared
    expect(each).toEqual([base, base + 3, base + 9]);
    expect(mean).toBeCloseTo(base + 4, 12);
    // of 27 resamples one is all lowest, three have the next mean, base + 1; the 2.5 % end of 200 draws is one of the two
    expect([base, base + 1]).toContain(low);
    expect([base + 9, base + 7]).toContain(high);
  }
});

test("a curve that has grown has the bands that a fresh computation gives, and keeps those that did not change", () => {
  const memo: BandMemo = new Map();
  const before = bands(seeds(6), 0, 10, 10, memo);
  const after = bands(seeds(10), 0, 10, 10, memo);
  expect(after).toEqual(bands(seeds(10), 0, 10, 10));
  expect(after[0]).toBe(before[0]);
  const other = [curve(1, 10), curve(3, 10), curve(9, 10)];
  expect(bands(other, 0, 10, 10, memo)).toEqual(bands(other, 0, 10, 10));
  expect(bands(seeds(10), 0, 20, 10, memo)).toEqual(bands(seeds(10), 0, 20, 10));
});

test("the means of small curves are those of the bands", () => {
  const drawn = bands(seeds(7), 0, 10, 20);
  expect(means(seeds(7), 0, 10, 20)).toEqual(drawn.map(({ x, mean }) => [x, mean]));
  expect(means([], 0, 10, 20)).toEqual([]);
});
