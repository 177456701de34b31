import { expect, test } from "vitest";
import { grad } from "../../tensor/autograd.ts";
import { parameter, tensor } from "../../tensor/create.ts";
import { clippedError, clippedSurrogate, standardised } from "./losses.ts";

test("the clipped surrogate, four cases of figure 1: gains end at 1 ± ε, losses do not", () => {
  const ratio = parameter([1.5, 0.5, 1.5, 0.5]);
  const A = tensor([1, 1, -1, -1]);
  const gain = clippedSurrogate(ratio, A, 0.2);
  [1.2, 0.5, -1.5, -0.8].forEach((v, i) => {
    expect(gain.data[i]).toBeCloseTo(v, 6);
  });
  const [slope] = grad(gain.sum(), [ratio]);
  expect([...slope.data].map((v) => v + 0)).toEqual([0, 1, -1, 0]); // cut where it would gain too much
});

test("the clipped error of the critic takes the worse of both: V_old = 0, R = 1, V = 0.5 and 2, ε = 0.2", () => {
  const V = tensor([0.5, 2]);
  // near: 0.2 each, error 0.64; far: 0.25 and 1
  expect(clippedError(V, tensor([0, 0]), tensor([1, 1]), 0.2).item()).toBeCloseTo(
    (0.64 + 1) / 2,
    6,
  );
});

test("standardised: 1, 2, 3 → −1, 0, 1; a single row stays", () => {
  const three = standardised(tensor([1, 2, 3])).data;
  [-1, 0, 1].forEach((v, i) => {
    expect(three[i]).toBeCloseTo(v, 6);
  });
  expect([...standardised(tensor([5])).data]).toEqual([5]);
});
