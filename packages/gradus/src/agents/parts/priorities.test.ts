import { describe, expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { Priorities } from "./priorities.ts";

/** Four rows with |δ| = 1, 2, 3, 4. */
function four(alpha: number): Priorities {
  const priorities = new Priorities(4, alpha);
  for (let i = 0; i < 4; i++) priorities.add(i);
  priorities.update(Int32Array.of(0, 1, 2, 3), [1, 2, 3, 4]);
  return priorities;
}

describe("P(i) = pᵢ^α / Σ pₖ^α", () => {
  test.each([
    [0, [0.25, 0.25, 0.25, 0.25]],
    [1, [0.1, 0.2, 0.3, 0.4]],
    [2, [1 / 30, 4 / 30, 9 / 30, 16 / 30]],
  ])("α = %d draws each row as often as that, to within 4 deviations", (alpha, probabilities) => {
    const priorities = four(alpha);
    const [n, random] = [40_000, rng(1)];
    const counts = [0, 0, 0, 0];
    const one = new Int32Array(1);
    for (let k = 0; k < n; k++) {
      priorities.draw(one, new Float32Array(1), 1, random);
      counts[one[0]]++;
    }
    probabilities.forEach((p, i) => {
      expect(Math.abs(counts[i] / n - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / n));
    });
  });

  test("a batch is stratified: one row from each tenth of the total", () => {
    const rows = new Int32Array(10);
    four(1).draw(rows, new Float32Array(10), 1, rng(1));
    expect([...rows]).toEqual([0, 1, 1, 2, 2, 2, 3, 3, 3, 3]);
  });
});

test.each([0, 0.4, 1])("w = (N P(i))^−β / max w, for β = %d", (beta) => {
  const [rows, weights] = [new Int32Array(10), new Float32Array(10)];
  four(1).draw(rows, weights, beta, rng(1));
  const P = [0.1, 0.2, 0.3, 0.4];
  const raw = (i: number): number => (4 * P[i]) ** -beta; // row 0 is in the batch: the largest weight is its own
  rows.forEach((i, j) => {
    expect(weights[j]).toBeCloseTo(raw(i) / raw(0), 6);
  });
});

test("a new row gets the largest priority so far", () => {
  const priorities = new Priorities(6, 0.5);
  priorities.add(0);
  expect(priorities.get(0)).toBe(1);
  priorities.update(Int32Array.of(0), [16]);
  priorities.update(Int32Array.of(0), [4]);
  priorities.add(1);
  expect([priorities.get(0), priorities.get(1)]).toEqual([2, 4]);
});

test("a row that was overwritten since it was drawn stays out", () => {
  const priorities = four(1);
  priorities.remove(2);
  priorities.update(Int32Array.of(2), [7]);
  expect(priorities.get(2)).toBe(0);
});

test.each([0, -1, Number.NaN, Infinity])(
  "a priority of %d is refused, with its row, and nothing changes",
  (bad) => {
    const priorities = four(1);
    expect(() => priorities.update(Int32Array.of(3, 1), [9, bad])).toThrow(
      `The priority of row 1 (1 of the batch) is ${bad}`,
    );
    expect(priorities.get(3)).toBe(4);
  },
);
