import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { box, discrete, multiBinary } from "../env/space.ts";
import {
  add,
  coarseCoding,
  dense,
  dot,
  exponents,
  fourierBasis,
  oneHot,
  polynomialBasis,
  stateAggregation,
  tabulated,
} from "./features.ts";
import { featuresFor, tileCoding } from "./tileCoding.ts";

const plane = { low: [0, 0], high: [1, 1] };

test("binary features are the dense ones, written as indices: wᵀx and w + step · x agree", () => {
  const x = Int32Array.of(1, 3);
  const w = Float64Array.of(1, 2, 4, 8, 16);
  expect(dot(w, x)).toBe(10);
  expect(dot(w, dense(x, 4))).toBe(10);
  expect(dot(w, x, 1)).toBe(4 + 16);
  add(w, 0.5, x, 1);
  expect(Array.from(w)).toEqual([1, 2, 4.5, 8, 16.5]);
});

test("a thousand states in ten groups: 1 and 100 share a weight, 101 does not, the ends belong to the nearest", () => {
  const x = stateAggregation(1000, 10, 1);
  expect([0, 1, 100, 101, 1000, 1001].map((s) => x([s])[0])).toEqual([0, 0, 0, 1, 9, 9]);
});

test("polynomials of order 2 in two dimensions (example of section 9.5.1): 1, s₁, s₁², s₂ …, nine of them", () => {
  const x = polynomialBasis(2, { low: [0, 0], high: [10, 10] });
  expect(x.size).toBe(9);
  expect(Array.from(x([2, 5]), (v) => Number(v.toFixed(12)))).toEqual([
    1, 0.2, 0.04, 0.5, 0.1, 0.02, 0.25, 0.05, 0.01,
  ]);
});

test("the Fourier basis: 1, cos πs, cos 2πs; in two dimensions cos π(c₁s₁ + c₂s₂)", () => {
  const x = fourierBasis(2, { low: [0], high: [2] });
  [1, Math.SQRT1_2, 0].forEach((v, i) => {
    expect(x([0.5])[i]).toBeCloseTo(v, 12);
  });
  expect(exponents(2, 1)).toEqual([
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ]);
  expect(fourierBasis(1, plane)([0.5, 0.5])[3]).toBeCloseTo(-1, 12);
});

test("coarse coding: width 0.2 on 0 … 2 with 50 intervals, five cover every inner point", () => {
  const x = coarseCoding(50, 0.2, 0, 2);
  for (const s of [0.31, 0.77, 1.23]) expect(x([s]).length).toBe(5);
  expect(Array.from(x([0.01]))).toEqual([0, 1, 2]); // centres 0.02, 0.06, 0.10
});

test("tabulated features are the same, and made once", () => {
  const x = tabulated(polynomialBasis(3, { low: [0], high: [9] }), 10);
  expect(x([4])).toBe(x([4]));
  expect(x([4])).toEqual(polynomialBasis(3, { low: [0], high: [9] })([4]));
  expect(oneHot(5)([3])).toEqual(Int32Array.of(3));
});

// ── tile coding ─────────────────────────────────────────────────────────────────────────────────

const tiles = tileCoding({ ...plane, tiles: 8, tilings: 8 });

test("8 tilings of 8 × 8 tiles: 8 · 9² weights; in every state one tile of each tiling is active", () => {
  expect(tiles.size).toBe(648);
  const random = rng(1);
  for (let i = 0; i < 2000; i++) {
    const active = tiles([random.uniform(-0.2, 1.2), random.uniform(-0.2, 1.2)]);
    expect(Array.from(active, (a) => Math.floor(a / 81))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  }
});

const shared = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).filter((tile) => Array.from(b).includes(tile)).length;

test("neighbours share: k eighths of a tile apart in one dimension, 8 − k tiles; a whole tile apart, none", () => {
  const random = rng(2);
  for (let i = 0; i < 500; i++) {
    // In the middle of an eighth of a tile, so that no distance falls on an edge.
    const s = [(random.integer(40) + 0.5) / 64, (random.integer(40) + 0.5) / 64];
    for (const d of [0, 1]) {
      for (let k = 0; k <= 10; k++) {
        const moved = s.map((v, j) => (j === d ? v + k / 64 : v));
        expect(shared(tiles(s), tiles(moved))).toBe(Math.max(0, 8 - k));
      }
    }
  }
});

test("the shifts (1, 3) leave no preferred diagonal: over the plane both share equally many, and nowhere more than one apart", () => {
  for (const k of [1, 2, 3]) {
    let [up, down] = [0, 0];
    for (let i = 8; i < 48; i++) {
      for (let j = 8; j < 48; j++) {
        const s = [(i + 0.5) / 64, (j + 0.5) / 64];
        const along = shared(tiles(s), tiles([s[0] + k / 64, s[1] + k / 64]));
        const across = shared(tiles(s), tiles([s[0] + k / 64, s[1] - k / 64]));
        expect(Math.abs(along - across)).toBeLessThanOrEqual(1); // equal shifts would give 8 − k against 8 − 2k
        up += along;
        down += across;
      }
    }
    expect(up).toBe(down);
  }
});

test("no two tiles share a weight: one tiling of 3 × 2 is a grid", () => {
  const grid = tileCoding({ low: [0, 0], high: [3, 2], tiles: [3, 2], tilings: 1 });
  const seen = new Set<number>();
  for (let x = 0; x < 3; x++) for (let y = 0; y < 2; y++) seen.add(grid([x + 0.5, y + 0.5])[0]);
  expect(seen.size).toBe(6);
  expect(grid([2.5, 0.5])[0]).toBe(2);
  expect(grid([0.5, 1.5])[0]).toBe(4); // a row has 3 + 1 places
});

test("states outside the bounds count as lying on them", () => {
  expect(tiles([-3, 0.5])).toEqual(tiles([0, 0.5]));
  expect(tiles([7, 0.5])).toEqual(tiles([1, 0.5]));
});

test("bounds out of order, and none at all, are refused with the dimension", () => {
  expect(() => tileCoding({ low: [1], high: [0], tiles: 4, tilings: 2 })).toThrow(
    "dimension 0 goes from 1 to 0",
  );
  expect(() => tileCoding({ low: [0], high: [Infinity], tiles: 4, tilings: 2 })).toThrow(
    "two finite bounds",
  );
  expect(() => tileCoding({ low: [0], high: [1], tiles: 0, tilings: 2 })).toThrow("0 tiles");
  expect(() => tileCoding({ low: [0], high: [1], tiles: 1, tilings: 0.5 })).toThrow(
    "tilings is 0.5",
  );
});

test("any world gets features: a table, tiles, tiles from −4 to 4 where there is no bound; too many are refused", () => {
  expect(featuresFor(discrete(7)).size).toBe(7);
  const x = featuresFor(box([-Infinity], [Infinity]));
  expect(x([-4])).toEqual(x([-400]));
  expect(x([0])).not.toEqual(x([1]));
  expect(() => featuresFor(box(0, 1, [12]))).toThrow("take fewer tiles");
  expect(() => featuresFor(multiBinary(3))).toThrow("feature function of your own");
});
