/** Critics, copies that follow, and steps that move one network alone. */
import { expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { linear } from "../../nn/layers.ts";
import { sgd } from "../../nn/optimisers.ts";
import { capture } from "../../tensor/capture.ts";
import { noGrad, parameter, tensor } from "../../tensor/create.ts";
import { copied, criticsOf, descend, least, polyak, squaredErrors } from "./critics.ts";

const network = { hidden: "", activation: "relu", orthogonal: false };
const body = { encoder: { width: 2 }, head: { width: 1 } } as Parameters<typeof criticsOf>[1];

test("Q(s, a) sees state and action side by side; twins are two networks", () => {
  const critics = criticsOf(2, body, network, rng(1));
  critics.named["q1.value.weight"].assign([1, 10, 100]);
  critics.named["q1.value.bias"].assign([0.5]);
  critics.named["q2.value.weight"].assign([0, 0, -1]);
  critics.named["q2.value.bias"].assign([0]);
  const q = critics.q(
    tensor([
      [1, 2],
      [3, 4],
    ]),
    tensor([[3], [-1]]),
  );
  expect([...q[0].data]).toEqual([321.5, -56.5]);
  expect([...q[1].data]).toEqual([-3, 1]);
  expect([...least(q).data]).toEqual([-3, -56.5]);
  // (321.5 − 1)² and (−56.5 − 1)², (−4)² and 0², each halved
  expect(squaredErrors(q, tensor([1, 1])).item()).toBeCloseTo((320.5 ** 2 + 57.5 ** 2 + 16) / 2, 0);
});

test("a copy equals its original, wants no gradient, and follows: 1 + τ (3 − 1) = 1.2, then 1.38 with τ = 0.1", () => {
  const original = linear(1, 1, rng(1));
  const copy = copied(linear(1, 1, rng(2)), original);
  expect(copy.named["weight"].data).toEqual(original.named["weight"].data);
  expect(copy.named["weight"].requiresGrad).toBe(false);
  copy.named["weight"].assign([1]);
  original.named["weight"].assign([3]);
  const follow = capture(() => follows(), { name: "follow" });
  const follows = polyak(copy, original, 0.1);
  follow();
  expect(copy.named["weight"].data[0]).toBeCloseTo(1.2, 6);
  follow();
  expect(copy.named["weight"].data[0]).toBeCloseTo(1.38, 6);
  expect(original.named["weight"].data[0]).toBe(3);
});

test("τ = 1 copies", () => {
  const original = linear(3, 2, rng(1));
  const copy = copied(linear(3, 2, rng(2)), original);
  original.named["weight"].assign([1, 2, 3, 4, 5, 6]);
  noGrad(polyak(copy, original, 1));
  expect([...copy.named["weight"].data]).toEqual([1, 2, 3, 4, 5, 6]);
});

test("a step down ab moves a by η b and leaves b alone, without a trace of a gradient", () => {
  const [a, b] = [parameter([2]), parameter([5])];
  descend(sgd([a], { rate: 0.1 }), a.mul(b).sum(), [a]);
  expect(a.data[0]).toBeCloseTo(1.5, 6);
  expect(b.data[0]).toBe(5);
  expect(b.grad).toBeUndefined();
  expect(a.grad).toBeUndefined();
});
