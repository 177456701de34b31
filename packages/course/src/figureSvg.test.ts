import { expect, test } from "vitest";
import type { Figure } from "./figure.ts";
import { figureSvg, label, roundNumbers } from "./figureSvg.ts";

const figure: Figure = {
  title: "root mean square error of V",
  x: { label: "episodes" },
  series: [
    {
      name: "TD(0)",
      x: [0, 50, 100],
      y: [0.24, 0.06, 0.04],
      low: [0.2, 0.05, 0.03],
      high: [0.28, 0.07, 0.05],
    },
    { name: "MC", x: [0, 50, 100], y: [0.24, 0.14, 0.1] },
  ],
  references: [{ label: "exact: 0", y: 0 }],
};

test("ticks are round numbers inside the range, four to six of them", () => {
  expect(roundNumbers(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(roundNumbers(-3, 97)).toEqual([0, 20, 40, 60, 80]);
  expect(roundNumbers(0.031, 0.044)).toEqual([0.0325, 0.035, 0.0375, 0.04, 0.0425]);
  for (const [low, high] of [
    [0, 7],
    [-1e6, 3e6],
    [0.1, 0.11],
  ]) {
    const ticks = roundNumbers(low, high);
    expect(ticks.length).toBeGreaterThanOrEqual(3);
    expect(ticks.length).toBeLessThanOrEqual(6);
    for (const t of ticks) expect(t >= low && t <= high, `${t} in [${low}, ${high}]`).toBe(true);
  }
});

test("numbers carry a true minus sign and thin spaces", () => {
  expect(label(-1234567.5)).toBe("−1\u2009234\u2009567.5");
  expect(label(20)).toBe("20");
});

test("every series is drawn and named at its end, references are dashed, the title is the quantity", () => {
  const svg = figureSvg(figure);
  expect(svg.match(/class="line"/g)).toHaveLength(2);
  expect(svg.match(/class="band"/g)).toHaveLength(1);
  expect(svg).toContain(">TD(0)</text>");
  expect(svg).toContain(">exact: 0</text>");
  expect(svg).toContain('class="ref"');
  expect(svg).toContain("prefers-color-scheme: dark");
  expect(svg).not.toContain("NaN");
});

test("labels that would collide are moved apart", () => {
  const close = {
    ...figure,
    series: [0, 1, 2].map((i) => ({ name: `run ${i}`, x: [0, 1], y: [i, 1 + i * 1e-3] })),
    references: [],
  };
  const heights = [...figureSvg(close).matchAll(/class="name s\d" x="[\d.]+" y="([\d.]+)"/g)].map(
    (m) => Number(m[1]),
  );
  heights.sort((a, b) => a - b);
  expect(heights).toHaveLength(3);
  for (let i = 1; i < 3; i++) expect(heights[i] - heights[i - 1]).toBeGreaterThanOrEqual(15.9);
});

test("more than five series, none, or uneven ones are refused", () => {
  const one = figure.series[0];
  expect(() => figureSvg({ ...figure, series: [] })).toThrow(/0 series; draw one to five/);
  expect(() => figureSvg({ ...figure, series: Array(6).fill(one) })).toThrow(/6 series/);
  expect(() => figureSvg({ ...figure, series: [{ ...one, y: [1] }] })).toThrow(
    /"TD\(0\)" has 3 places and 1 values/,
  );
});
