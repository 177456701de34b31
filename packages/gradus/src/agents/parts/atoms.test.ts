import { describe, expect, test } from "vitest";
import { tensor } from "../../tensor/create.ts";
import { atomReading, outputsOf, projected, supportOf } from "./atoms.ts";

/** Atoms −1, 0, 1, 2, 3. */
const support = supportOf(-1, 3, 5);

/** The projection of one row. */
function of(p: number[], reward: number, discount: number) {
  const { mass, outside } = projected(tensor([p]), tensor([reward]), tensor([discount]), support);
  return { mass: [...mass.data], outside: outside.item() };
}

describe("Φ T̂ p on the atoms −1, 0, 1, 2, 3", () => {
  const cases: [string, number[], number, number, number[], number][] = [
    [
      "r = 0, γ = 1: every atom lands on itself and keeps its probability",
      [0.1, 0.2, 0.3, 0.2, 0.2],
      0,
      1,
      [0.1, 0.2, 0.3, 0.2, 0.2],
      0,
    ],
    ["r = ¼: ¾ stay with the lower neighbour", [0, 1, 0, 0, 0], 0.25, 1, [0, 0.75, 0.25, 0, 0], 0],
    ["γ = ½: z = 3 lands between 1 and 2", [0, 0, 0, 0, 1], 0, 0.5, [0, 0, 0.5, 0.5, 0], 0],
    ["an end: all probability goes to r", [0.2, 0.2, 0.2, 0.2, 0.2], 2, 0, [0, 0, 0, 1, 0], 0],
    ["exactly on the last atom", [0, 0, 0, 0, 1], 0, 1, [0, 0, 0, 0, 1], 0],
    [
      "above the bounds: held at the highest, and told",
      [0, 0, 0, 0.5, 0.5],
      2,
      1,
      [0, 0, 0, 0, 1],
      1,
    ],
    [
      "below: held at the lowest",
      [0.25, 0.75, 0, 0, 0],
      -0.5,
      1,
      [0.25 + 0.375, 0.375, 0, 0, 0],
      0.25,
    ],
  ];
  test.each(cases)("%s", (_, p, reward, discount, expected, share) => {
    const { mass, outside } = of(p, reward, discount);
    mass.forEach((m, i) => {
      expect(m).toBeCloseTo(expected[i], 6);
    });
    expect(outside).toBeCloseTo(share, 6);
  });

  test("adds up to 1 and keeps the mean where nothing is outside: 51 atoms that no float32 step hits", () => {
    const fine = supportOf(-10, 10, 51);
    const p = tensor([Array.from({ length: 51 }, (_, i) => i + 1)]).div((51 * 52) / 2);
    const { mass } = projected(p, tensor([0.123]), tensor([0.9]), fine);
    expect(mass.sum().item()).toBeCloseTo(1, 5);
    const mean = p.mul(fine.z).sum().item();
    expect(mass.mul(fine.z).sum().item()).toBeCloseTo(0.123 + 0.9 * mean, 4);
  });
});

test("Q = Σ z p of the softmax of the logits", () => {
  const logits = tensor([
    [
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 50],
    ],
  ]);
  const q = [...atomReading(support).read(logits).data];
  expect(q[0]).toBeCloseTo(1, 6);
  expect(q[1]).toBeCloseTo(3, 6);
});

test("outputs of one action for each row: [B, A, Z] → [B, Z]", () => {
  const outputs = tensor([
    [
      [1, 2],
      [3, 4],
    ],
    [
      [5, 6],
      [7, 8],
    ],
  ]);
  expect(outputsOf(outputs, tensor([1, 0], { dtype: "int32" })).toArray()).toEqual([
    [3, 4],
    [5, 6],
  ]);
});

test("bounds that leave no room are refused, with their values", () => {
  expect(() => supportOf(10, 10, 51)).toThrow("vMin is 10 and vMax 10; vMin must be below vMax");
});
