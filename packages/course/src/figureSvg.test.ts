import { expect, test } from "vitest";
import type { Figure } from "./figure.ts";
import { figureSvg, label, logarithmic, roundNumbers } from "./figureSvg.ts";

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

test("series with panels are small multiples: each has its heading, names stand once, more than five in all are welcome", () => {
  const series = ["a", "b", "c"].flatMap((panel) =>
    ["one", "two", "three"].map((name, i) => ({ name, panel, x: [0, 1], y: [i, 2 * i] })),
  );
  const svg = figureSvg({ ...figure, series, references: [] });
  expect(svg.match(/class="line"/g)).toHaveLength(9);
  for (const panel of ["a", "b", "c"]) expect(svg).toContain(`>${panel}</text>`);
  expect(svg.match(/>three<\/text>/g)).toHaveLength(1);
  const others = series.map((s) => ({ ...s, name: `${s.name} of ${s.panel}` }));
  expect(() => figureSvg({ ...figure, series: others })).toThrow(/9 series/);
  const alone = ["a", "b", "c", "d", "e", "f"].map((name) => ({ ...series[0], name, panel: name }));
  expect(figureSvg({ ...figure, series: alone, references: [] })).not.toContain('class="name');
});

test("plots with an axis each are scaled each by its own values", () => {
  const series = [1, 1000].map((k) => ({
    name: `${k}`,
    panel: `${k}`,
    x: [0, 1],
    y: [0, k],
  }));
  const ends = (isEachItsOwn: boolean) =>
    [
      ...figureSvg({ ...figure, series, isEachItsOwn, references: [] }).matchAll(
        /class="line" d="[^"]*L[\d.]+ ([\d.]+)"/g,
      ),
    ].map((m) => Number(m[1]));
  const [small, large] = ends(true);
  expect(small).toBe(large);
  expect(ends(false)[0]).toBeGreaterThan(ends(false)[1] + 100);
});

test("single runs are thin lines, steps a staircase, whiskers stand at points; nothing leaves its plot", () => {
  const svg = figureSvg({
    ...figure,
    y: { range: [0, 1] },
    series: [
      { name: "runs", x: [0, 1], y: [], runs: [[0, 5], [1]] },
      { name: "stairs", x: [0, 1], y: [0, 1], steps: true },
      { name: "dots", x: [0, 1], y: [0, 1], low: [0, 0.5], high: [0.5, 1], points: true },
    ],
  });
  expect(svg.match(/class="run alone"/g)).toHaveLength(2);
  expect(svg).toMatch(/class="line" d="M[\d.]+ [\d.]+H[\d.]+V[\d.]+"/);
  expect(svg.match(/class="dot"/g)).toHaveLength(2);
  expect(svg).toContain('class="whisker"');
  expect(svg).toContain('clip-path="url(#');
});

test("a grid has a cell for each value, tinted from the lowest to the highest, empty where there is none", () => {
  const grid = {
    title: "v",
    columns: 2,
    values: [1, 2.5, Number.NaN, -0.25],
    notes: ["", "↑", "", ""],
  };
  const svg = figureSvg({ title: "values", x: { label: "" }, series: [], grids: [grid] });
  expect(svg.match(/class="cell"/g)).toHaveLength(4);
  for (const text of ["1.00", "2.50", "−0.25", "↑"]) expect(svg).toContain(`>${text}</text>`);
  const tints = [...svg.matchAll(/fill-opacity="([\d.]+)"/g)].map((m) => Number(m[1]));
  expect(tints[1]).toBe(Math.max(...tints));
  expect(tints[2]).toBe(0);
  expect(tints[3]).toBeLessThan(tints[0]);
  expect(svg).not.toContain("NaN");
});

test("a logarithmic axis has at least three ticks, however short it is, and not too many, however long", () => {
  expect(logarithmic(0, 2)).toEqual([1, 10, 100]);
  expect(logarithmic(1.7, 3.1)).toEqual([100, 300, 1000]);
  expect(logarithmic(-6, 6).length).toBeLessThanOrEqual(7);
  for (const [low, high] of [
    [0.7, 1.3],
    [2.01, 2.2],
    [-1.5, 0.5],
  ])
    expect(logarithmic(low, high).length, `${low} … ${high}`).toBeGreaterThanOrEqual(3);
});

test("long names have room, long titles and captions have lines", () => {
  const name = "a name that is long, but not too long";
  const svg = figureSvg({
    ...figure,
    series: [{ ...figure.series[0], name }],
    title: "word ".repeat(40),
    caption: "word ".repeat(60),
  });
  const [, x] = /class="name s0" x="([\d.]+)"/.exec(svg) ?? [];
  expect(Number(x)).toBeLessThan(720 - 6 * name.length);
  expect(svg.match(/class="title"/g)?.length).toBeGreaterThan(1);
  expect(svg.match(/class="caption"/g)?.length).toBeGreaterThan(1);
});
