import { readFileSync } from "node:fs";
import { pow } from "gradus/core";
import { expect, test } from "vitest";

/**
 * Contrast by WCAG 2.2 (relative luminance, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). How far colours are apart for
 * people without one kind of cone: Machado, Oliveira and Fernandes 2009 (doi:10.1109/TVCG.2009.113), severity 1, in linear RGB;
 * the distance is ΔE*ab of 1976 under D65.
 */
const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

type Rgb = readonly [number, number, number];
type Theme = ReadonlyMap<string, string>;

function block(selector: string): Theme {
  const from = css.indexOf(`${selector} {`);
  const body = css.slice(css.indexOf("{", from) + 1, css.indexOf("}", from));
  return new Map([...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, v]) => [name, v]));
}
const light = block(":root");
const dark = block(':root[data-theme="dark"]');
const system = block(":root:not([data-theme])");

function linear(theme: Theme, name: string): Rgb {
  const hex = /^#([0-9a-f]{6})$/.exec(theme.get(name) ?? "")?.[1];
  if (hex === undefined) throw new Error(`--${name} is no colour.`);
  const part = (i: number): number => {
    const v = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
  };
  return [part(0), part(1), part(2)];
}

const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

function contrast(theme: Theme, a: string, b: string): number {
  const [low, high] = [a, b].map((name) => luminance(linear(theme, name))).sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const mul = (m: readonly Rgb[], [r, g, b]: Rgb): Rgb =>
  m.map(([x, y, z]) => Math.min(1, Math.max(0, x * r + y * g + z * b))) as unknown as Rgb;

function lab([r, g, b]: Rgb): Rgb {
  const f = (t: number): number => (t > 216 / 24389 ? pow(t, 1 / 3) : (841 / 108) * t + 4 / 29);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const sight: Readonly<Record<string, readonly Rgb[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const series = ["p1", "p2", "p3", "p4", "p5"];

function closest(theme: Theme, matrix: readonly Rgb[]): number {
  const points = series.map((name) => lab(mul(matrix, linear(theme, name))));
  let least = Infinity;
  for (const [i, a] of points.entries())
    for (const b of points.slice(0, i))
      least = Math.min(least, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
  return least;
}

test("black on white is 21:1, and #767676 on white is the grey that just reaches 4.5:1", () => {
  const known: Theme = new Map([
    ["black", "#000000"],
    ["white", "#ffffff"],
    ["grey", "#767676"],
  ]);
  expect(contrast(known, "black", "white")).toBeCloseTo(21, 6);
  expect(contrast(known, "grey", "white")).toBeCloseTo(4.54, 2);
});

test("dark by choice and dark by the system are the same colours", () => {
  expect([...system]).toEqual([...dark]);
});

/** With the distance that docs/studio.md promises. */
for (const [name, theme, apart] of [
  ["light", light, 23],
  ["dark", dark, 28],
] as const) {
  test(`${name}: text reaches 4.5:1 on paper and on rock`, () => {
    for (const ink of ["ink", "ink-2", "ink-3", "accent", "fail", "warn", "ref"])
      for (const ground of ["paper", "rock"])
        expect(contrast(theme, ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    for (const ground of ["rock-2", "accent-wash", "fail-wash", "add", "del"])
      for (const ink of ["ink", "ink-2"])
        expect(contrast(theme, ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme, "accent-ink", "accent")).toBeGreaterThanOrEqual(4.5);
  });

  test(`${name}: every series reaches 4.5:1 on paper, borders of controls 3:1`, () => {
    for (const p of series) expect(contrast(theme, p, "paper"), p).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme, "edge", "paper")).toBeGreaterThanOrEqual(3);
  });

  for (const [kind, matrix] of Object.entries(sight))
    test(`${name}: the five series stay ${apart} apart, ${kind} sight`, () => {
      expect(closest(theme, matrix)).toBeGreaterThanOrEqual(apart);
    });
}
