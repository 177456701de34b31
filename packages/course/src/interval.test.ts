/** What verdicts draw, on numbers worked out by hand. */
import { expect, test } from "vitest";
import { drawn, farthest } from "./interval.ts";
import { median } from "./statistics.ts";

test("the mean of 1, 2 and 6 is 3, its standard error √7/√3", () => {
  const band = { low: 2, high: 5 };
  const { interval } = drawn({ xs: [1, 2, 6], known: 4, band });
  expect(interval).toMatchObject({ known: 4, measured: 3, accepted: [2, 5] });
  expect(interval?.error).toBeCloseTo(Math.sqrt(7 / 3), 12);
  expect(drawn({ xs: [1, 2, 6], of: median, known: 4, band }).interval).not.toHaveProperty("error");
});

test("nothing measured draws nothing, nor does what is no number", () => {
  const band = { low: 0, high: 1 };
  expect(drawn({ xs: [], known: 0, band })).toEqual({});
  expect(drawn({ xs: [Number.NaN], known: 0, band })).toEqual({});
  expect(farthest([{ key: "a", off: Number.NaN }])).toEqual({});
});

test("of −0.9, 0.2 and 0.5 of what is allowed the first is farthest off", () => {
  const offs = { a: 0.2, b: -0.9, c: 0.5 };
  const { interval } = farthest(Object.entries(offs).map(([key, off]) => ({ key, off })));
  expect(interval).toMatchObject({ known: 0, measured: -0.9, accepted: [-1, 1] });
  expect(interval?.what).toMatch(/^b, of 3 numbers/);
});
