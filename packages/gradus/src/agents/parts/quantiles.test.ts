import { describe, expect, test } from "vitest";
import { parameter, tensor } from "../../tensor/create.ts";
import { midpoints, quantileHuber, quantileReading } from "./quantiles.ts";

test("τ̂ of four quantiles: 1/8, 3/8, 5/8, 7/8", () => {
  expect([...midpoints(4).data]).toEqual([0.125, 0.375, 0.625, 0.875]);
});

describe("Σᵢ E_j |τ̂ᵢ − 1{u < 0}| ℓ_κ(u)/κ by hand", () => {
  const loss = (theta: number[], y: number[], kappa: number): number =>
    quantileHuber(tensor([theta]), tensor([y]), midpoints(theta.length), kappa).item();

  test("one quantile is the median: half of Huber's loss. u = ½ → ½ · ⅛; u = −3 → ½ · 2½", () => {
    expect(loss([1], [1.5], 1)).toBeCloseTo(0.5 * 0.125, 6);
    expect(loss([1], [-2], 1)).toBeCloseTo(0.5 * 2.5, 6);
  });

  test("two quantiles ¼ and ¾ against two targets", () => {
    // θ = 0: u = 1, 2 → ¼ (½ + 1½)/2; θ = 2: u = −1, 0 → |¾ − 1| (½ + 0)/2
    expect(loss([0, 2], [1, 2], 1)).toBeCloseTo((0.25 * 2) / 2 + (0.25 * 0.5) / 2, 6);
  });

  test("κ = 2: u = 3 → ¼ · (2 · (3 − 1))/2, with θ = 0 of the quantiles ¼ and ¾", () => {
    expect(loss([0, 3], [3], 2)).toBeCloseTo(0.25 * 2, 6);
  });
});

test("minimised, it finds the quantiles: of 0 … 99, with N = 4, those at 1/8 … 7/8", () => {
  const theta = parameter([0, 0, 0, 0], [1, 4]);
  const y = tensor([Array.from({ length: 100 }, (_, i) => i)]);
  for (let k = 0; k < 3000; k++) {
    quantileHuber(theta, y, midpoints(4), 1).sum().backward();
    const g = theta.grad?.data.slice() ?? [];
    theta.assign(Array.from(theta.data, (v, i) => v - 1 * g[i]));
    theta.grad = undefined;
  }
  [12, 37, 62, 87].forEach((q, i) => {
    expect(Math.abs(theta.data[i] - q)).toBeLessThan(1.5);
  });
});

test("Q is the mean of the quantiles; another shape is refused", () => {
  expect([
    ...quantileReading(2).read(
      tensor([
        [
          [1, 3],
          [5, 6],
        ],
      ]),
    ).data,
  ]).toEqual([2, 5.5]);
  expect(() => quantileHuber(tensor([1, 2]), tensor([[1]]), midpoints(2), 1)).toThrow(
    "expected [B, N] and [B, M]",
  );
});
