/** Values by hand; PyTorch's are in parity.test.ts. */
import { expect, test } from "vitest";
import { exp, log } from "../core/math.ts";
import { grad } from "../tensor/autograd.ts";
import { parameter, tensor } from "../tensor/create.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { binaryCrossEntropy, crossEntropy, huber, mse, nll, quadratic } from "./losses.ts";

const classes = (values: number[]): Tensor => tensor(values, { dtype: "int32" });

test("mse: the mean over all elements of (1², 2², 0, 1²)", () => {
  expect(
    mse(
      tensor([
        [1, 2],
        [3, 4],
      ]),
      tensor([
        [0, 0],
        [3, 5],
      ]),
    ).item(),
  ).toBe(1.5);
});

test("Nielsen's quadratic cost: half the squared length of the error, mean over the examples", () => {
  expect(
    quadratic(
      tensor([
        [1, 2],
        [3, 4],
      ]),
      tensor([
        [0, 0],
        [3, 5],
      ]),
    ).item(),
  ).toBe(1.5); // (½·5 + ½·1)/2
  expect(quadratic(tensor([[1, 1, 1]]), tensor([[0, 0, 0]])).item()).toBe(1.5);
});

test("Huber with δ = 2: ½·1² within, 2·(5 − 1) beyond", () => {
  expect(huber(tensor([1, -5]), tensor([0, 0]), 2).item()).toBe((0.5 + 8) / 2);
});

test("cross-entropy of even odds is log K, of classes as of probabilities", () => {
  expect(crossEntropy(tensor([[3, 3, 3, 3]]), classes([2])).item()).toBeCloseTo(log(4), 6);
  expect(
    crossEntropy(tensor([[3, 3, 3, 3]]), tensor([[0.25, 0.25, 0.25, 0.25]])).item(),
  ).toBeCloseTo(log(4), 6);
  expect(
    crossEntropy(
      tensor([
        [log(3), 0],
        [0, log(7)],
      ]),
      classes([0, 0]),
    ).item(),
  ).toBeCloseTo((log(4 / 3) + log(8)) / 2, 6);
});

test("the gradient of cross-entropy by the logits is (softmax − one-hot)/batch", () => {
  const z = parameter([
    [log(3), 0],
    [0, 0],
  ]);
  const [g] = grad(crossEntropy(z, classes([0, 1])), [z]);
  for (const [i, v] of [-0.125, 0.125, 0.25, -0.25].entries()) expect(g.data[i]).toBeCloseTo(v, 6);
});

test("cross-entropy over a sequence: [B, T, K] with classes [B, T], mean over both", () => {
  const z = tensor([
    [
      [0, 0],
      [log(3), 0],
    ],
  ]);
  expect(crossEntropy(z, tensor([[1, 1]], { dtype: "int32" })).item()).toBeCloseTo(
    (log(2) + log(4)) / 2,
    6,
  );
});

test("nll takes log-probabilities as they are", () => {
  expect(
    nll(
      tensor([
        [-1, -2],
        [-3, -4],
      ]),
      classes([1, 0]),
    ).item(),
  ).toBe(2.5);
});

test("binary cross-entropy is summed over the outputs of an example: −log σ(z) or −log(1 − σ(z))", () => {
  const sigma = 1 / (1 + exp(-2));
  const expected = (-log(sigma) - log(1 - sigma) + log(2) + log(2)) / 2;
  expect(
    binaryCrossEntropy(
      tensor([
        [2, 2],
        [0, 0],
      ]),
      tensor([
        [1, 0],
        [1, 0],
      ]),
    ).item(),
  ).toBeCloseTo(expected, 5);
});

test("logits of ±1000 give finite losses and gradients", () => {
  const z = parameter([
    [1000, -1000, 0],
    [-1000, 1000, 1000],
  ]);
  const soft = tensor([
    [0, 0.5, 0.5],
    [1, 0, 0],
  ]);
  const losses: [Tensor, number][] = [
    [crossEntropy(z, classes([1, 0])), (2000 + 2000 + log(2)) / 2],
    [crossEntropy(z, classes([0, 1])), log(2) / 2],
    [crossEntropy(z, soft), (1500 + 2000 + log(2)) / 2],
    [
      binaryCrossEntropy(
        z,
        tensor([
          [0, 1, 1],
          [1, 0, 0],
        ]),
      ),
      (2000 + log(2) + 3000) / 2,
    ],
    [huber(z, z.detach().neg()), 2000 * (5 / 6) - 0.5 * (5 / 6)],
  ];
  for (const [loss, value] of losses) {
    expect(Math.abs(loss.item() / value - 1)).toBeLessThan(1e-5);
    expect([...grad(loss, [z])[0].data].every(Number.isFinite)).toBe(true);
  }
});

test("shapes and types that do not fit are refused, not broadcast", () => {
  const column = tensor([[1], [2], [3]]);
  const flat = tensor([1, 2, 3]);
  for (const loss of [mse, quadratic, huber, binaryCrossEntropy]) {
    expect(() => loss(column, flat)).toThrow(
      "predictions [3, 1] and targets [3] must have the same shape",
    );
  }
  expect(() =>
    crossEntropy(
      tensor([
        [1, 2],
        [3, 4],
      ]),
      classes([0, 1, 0]),
    ),
  ).toThrow("logits [2, 2] want labels [2], got [3]");
  expect(() =>
    crossEntropy(
      tensor([
        [1, 2],
        [3, 4],
      ]),
      tensor([0, 1]),
    ),
  ).toThrow("int32");
  expect(() =>
    crossEntropy(
      tensor([
        [1, 2],
        [3, 4],
      ]),
      classes([0, 2]),
    ),
  ).toThrow("index");
});
