/**
 * The source is mpmath with 300 to 1400 bits: tools/fixtures/elementary.py. The error is measured
 * in units in the last place of the exact value (ulp); an exact function rounded to nearest would
 * reach 0.5.
 */
import { describe, expect, test } from "vitest";
import fixture from "./math.fixture.json" with { type: "json" };
import * as math from "./math.ts";

type Name = keyof typeof fixture;

/** The largest error allowed, in ulp: what was measured on the fixture, rounded up. */
const bounds: Record<Name, number> = {
  sin: 0.65,
  cos: 0.65,
  tan: 0.6,
  exp: 0.6,
  expm1: 0.6,
  sinh: 0.55,
  cosh: 0.55,
  tanh: 0.55,
  sigmoid: 0.6,
  log: 0.55,
  log2: 0.55,
  log10: 0.55,
  log1p: 0.6,
  atan: 0.55,
  asin: 0.55,
  acos: 0.55,
  atan2: 0.55,
  cbrt: 0.55,
  hypot: 0.55,
  pow: 0.6,
  erf: 0.6,
  lgamma: 0.75,
};

const doubles = (text: string) =>
  new Float64Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);

/** The distance between neighbouring doubles around x. */
function ulp(x: number): number {
  const e = Math.max(-1022, Math.floor(Math.log2(Math.abs(x))));
  const spacing = 2 ** (e - 52);
  return Math.max(5e-324, Math.abs(x) < 2 ** e && e > -1022 ? spacing / 2 : spacing);
}

function worst(name: Name): { error: number; at: number[]; got: number } {
  const x = fixture[name].x.map(doubles);
  const value = doubles(fixture[name].value);
  const rest = doubles(fixture[name].rest);
  const f = math[name] as (...x: number[]) => number;
  let result = { error: -1, at: [NaN], got: NaN };
  for (let i = 0; i < value.length; i++) {
    const at = x.map((column) => column[i]!);
    const got = f(...at);
    const error = Math.abs(got - value[i]! - rest[i]!) / ulp(value[i]!);
    if (!(error <= result.error)) result = { error, at, got };
  }
  return result;
}

test.each(Object.entries(bounds))("%s is within %d ulp of the exact value", (name, bound) => {
  const { error, at, got } = worst(name as Name);
  expect(error, `${name}(${at.join(", ")}) gave ${got}`).toBeLessThanOrEqual(bound);
});

test("the measure notices one unit in the last place", () => {
  expect(ulp(1)).toBe(2 ** -52);
  expect(ulp(0.75)).toBe(2 ** -53);
  expect(ulp(5e-324)).toBe(5e-324);
});

describe("special values are JavaScript's", () => {
  const specials = [
    0,
    -0,
    1,
    -1,
    2,
    -2,
    0.5,
    3,
    -3,
    Infinity,
    -Infinity,
    NaN,
    1e308,
    -1e308,
    5e-324,
    -5e-324,
  ];
  const isSpecial = (y: number) => y === 0 || !Number.isFinite(y) || Math.abs(y) === 1;
  const unary = [
    "sin",
    "cos",
    "tan",
    "exp",
    "expm1",
    "sinh",
    "cosh",
    "tanh",
    "log",
    "log1p",
    "log2",
    "log10",
    "atan",
    "asin",
    "acos",
    "cbrt",
  ] as const;

  test.each(unary)("%s", (name) => {
    for (const x of specials) {
      const expected = Math[name](x);
      const got = math[name](x);
      if (isSpecial(expected)) expect(got, `${name}(${x})`).toBe(expected);
      else expect(got, `${name}(${x})`).toBeCloseTo(expected, 12);
    }
  });

  test.each(["atan2", "pow", "hypot"] as const)("%s", (name) => {
    for (const x of specials) {
      for (const y of specials) {
        const expected = Math[name](x, y);
        const got = math[name](x, y);
        const label = `${name}(${x}, ${y})`;
        if (isSpecial(expected)) expect(got, label).toBe(expected);
        else expect(Math.abs(got / expected - 1), label).toBeLessThan(1e-15);
      }
    }
  });

  test("sigmoid, erf and lgamma at their limits", () => {
    expect([-Infinity, -800, 0, 800, Infinity, NaN].map(math.sigmoid)).toEqual([
      0,
      0,
      0.5,
      1,
      1,
      NaN,
    ]);
    expect([-Infinity, -9, -0, 0, 9, Infinity, NaN].map(math.erf)).toEqual([
      -1,
      -1,
      -0,
      0,
      1,
      1,
      NaN,
    ]);
    expect([-Infinity, -3, 0, 1, 2, Infinity, NaN].map(math.lgamma)).toEqual([
      Infinity,
      Infinity,
      Infinity,
      0,
      0,
      Infinity,
      NaN,
    ]);
  });
});

test("log2 and log10 are exact for powers of their base", () => {
  for (let k = -1074; k <= 1023; k++) expect(math.log2(2 ** k)).toBe(k);
  for (let k = -22; k <= 22; k++) expect(math.log10(Number(`1e${k}`))).toBe(k);
});

test("a few exact results: 2¹⁰, √ by pow, ∛27, the 3-4-5 triangle, Γ(5) = 4!", () => {
  expect(math.pow(2, 10)).toBe(1024);
  expect(math.pow(3, -2)).toBe(1 / 9);
  expect(math.pow(2, 0.5)).toBe(Math.SQRT2);
  expect(math.pow(-2, 3)).toBe(-8);
  expect(math.cbrt(27)).toBe(3);
  expect(math.hypot(3, 4)).toBe(5);
  expect(math.lgamma(5)).toBe(math.log(24));
});

test("ln |Γ| of negative numbers: Γ(−½) = −2√π, Γ(−5/2) = −8√π/15, to 1e-15", () => {
  expect(math.lgamma(-0.5)).toBeCloseTo(math.log(2 * Math.sqrt(Math.PI)), 14);
  expect(math.lgamma(-2.5)).toBeCloseTo(math.log((8 * Math.sqrt(Math.PI)) / 15), 14);
});

test("sin of a huge number needs all digits of π: sin(10²²) = −0.8522008497671888…", () => {
  expect(math.sin(1e22)).toBe(-0.8522008497671888);
});

test("every engine gives the same bits: a hash of all results, made in Node 20, Node 24 and Chromium", () => {
  const word = new Float64Array(1);
  const halves = new Uint32Array(word.buffer);
  let hash = 0x811c9dc5; // FNV-1a over 32-bit words
  for (const name of Object.keys(bounds) as Name[]) {
    const x = fixture[name].x.map(doubles);
    for (let i = 0; i < x[0]!.length; i++) {
      word[0] = (math[name] as (...x: number[]) => number)(...x.map((column) => column[i]!));
      for (const half of halves) hash = Math.imul(hash ^ half, 0x01000193);
    }
  }
  expect((hash >>> 0).toString(16)).toBe("e55151d");
});
