/** For tests: is a figure whole? */
import { expect } from "vitest";
import type { Figure } from "../src/figure.ts";
import { figureSvg } from "../src/figureSvg.ts";

/** Every series has as many values as places, every value is a number, and it can be drawn. */
export function expectWhole(figure: Figure): void {
  const { series, grids = [] } = figure;
  expect(series.length + grids.length).toBeGreaterThan(0);
  for (const { name, x, y, low = y, high = y, runs = [] } of series) {
    expect(x.length, name).toBeGreaterThan(0);
    if (runs.length === 0) expect(y.length, name).toBe(x.length);
    expect([low.length, high.length], name).toEqual([y.length, y.length]);
    expect([...x, ...y, ...low, ...high].every(Number.isFinite), name).toBe(true);
    for (const run of runs) {
      expect(run.length, name).toBeGreaterThan(0);
      expect(run.length, name).toBeLessThanOrEqual(x.length);
    }
  }
  for (const { title, columns, values, texts = values } of grids) {
    expect([values.length % columns, texts.length], title).toEqual([0, values.length]);
  }
  expect(figureSvg(figure)).not.toMatch(/NaN|undefined|Infinity/);
}
