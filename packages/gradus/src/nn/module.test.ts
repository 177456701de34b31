/** Names are PyTorch's: those of nn.Sequential, nn.LSTM, nn.TransformerEncoderLayer. */
import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { capture } from "../tensor/capture.ts";
import { buffer, parameter, tensor } from "../tensor/create.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { transformerBlock } from "./attention.ts";
import {
  avgPool2d,
  conv2d,
  dropout,
  embedding,
  flatten,
  identity,
  linear,
  relu,
  softmax,
  tanh,
  unflatten,
} from "./layers.ts";
import { lambda, loadNamed, module, parameterCount, sequential } from "./module.ts";
import { batchNorm, layerNorm } from "./normalise.ts";
import { gru, lstm } from "./recurrent.ts";

const random = rng(1);

test("a sequence names its parts by their places, and counts what can be trained", () => {
  const net = sequential(linear(4, 3, random), tanh(), linear(3, 2, random, { bias: false }));
  expect(Object.keys(net.named)).toEqual(["0.weight", "0.bias", "2.weight"]);
  expect(net.named["0.weight"].shape).toEqual([3, 4]);
  expect(parameterCount(net)).toBe(12 + 3 + 6);
});

test("more than ten layers keep their order", () => {
  const net = sequential(
    ...Array.from({ length: 12 }, () => linear(1, 1, random, { bias: false })),
  );
  expect(Object.keys(net.named)).toEqual(Array.from({ length: 12 }, (_, i) => `${i}.weight`));
});

test("modules within modules join their names with dots, and buffers are named but not trained", () => {
  const inner = sequential(conv2d(1, 2, 3, random), batchNorm(2));
  const scale = parameter([1]);
  const net = module({ inner, scale }, (x: Tensor) => inner.forward(x).mul(scale));
  expect(Object.keys(net.named)).toEqual([
    "inner.0.weight",
    "inner.0.bias",
    "inner.1.weight",
    "inner.1.bias",
    "inner.1.running_mean",
    "inner.1.running_var",
    "scale",
  ]);
  expect(net.parameters).toHaveLength(5);
  expect(net.parameters.every((p) => p.requiresGrad)).toBe(true);
});

test("recurrent and transformer layers have PyTorch's names and shapes", () => {
  const shapes = (m: { named: Readonly<Record<string, Tensor>> }) =>
    Object.fromEntries(Object.entries(m.named).map(([k, t]) => [k, t.shape]));
  expect(shapes(lstm(3, 5, random))).toEqual({
    weight_ih_l0: [20, 3],
    weight_hh_l0: [20, 5],
    bias_ih_l0: [20],
    bias_hh_l0: [20],
  });
  expect(shapes(gru(3, 5, random))).toMatchObject({ weight_ih_l0: [15, 3], weight_hh_l0: [15, 5] });
  expect(shapes(transformerBlock(4, 2, random, { hidden: 6, dropout: 0.1 }))).toEqual({
    "self_attn.in_proj_weight": [12, 4],
    "self_attn.in_proj_bias": [12],
    "self_attn.out_proj.weight": [4, 4],
    "self_attn.out_proj.bias": [4],
    "linear1.weight": [6, 4],
    "linear1.bias": [6],
    "linear2.weight": [4, 6],
    "linear2.bias": [4],
    "norm1.weight": [4],
    "norm1.bias": [4],
    "norm2.weight": [4],
    "norm2.bias": [4],
  });
});

test("a layer used twice is trained once", () => {
  const shared = linear(3, 3, random);
  const net = sequential(shared, tanh(), shared);
  expect(Object.keys(net.named)).toHaveLength(4);
  expect(net.parameters).toHaveLength(2);
  expect(parameterCount(net)).toBe(12);
  net
    .forward(tensor([[1, 2, 3]]))
    .sum()
    .backward();
  const both = shared.parameters[1].grad as Tensor;
  expect(both.data.some((v) => Math.abs(v - 1) > 0.01)).toBe(true); // 1 from the last use, more from the first
});

test("train() and eval() reach every part, and modules start in training", () => {
  const drop = dropout(0.5, random);
  const norm = batchNorm(2);
  const net = module({ body: sequential(sequential(drop), norm) }, (x: Tensor) => drop.forward(x));
  const x = tensor(new Float32Array(200).fill(1), [100, 2]);
  const drops = () => net.forward(x).data.includes(0);
  const moves = () => {
    const before = norm.named["running_mean"].data.slice();
    norm.forward(x);
    return norm.named["running_mean"].data.some((v, i) => v !== before[i]);
  };
  expect([drops(), moves()]).toEqual([true, true]);
  expect(net.eval()).toBe(net);
  expect([drops(), moves()]).toEqual([false, false]);
  expect(net.train()).toBe(net);
  expect([drops(), moves()]).toEqual([true, true]);
});

test("a block with dropout drops while training only", () => {
  const block = transformerBlock(4, 2, random, { dropout: 0.5 });
  const x = tensor(
    Float32Array.from({ length: 12 }, (_, i) => i / 6 - 1),
    [1, 3, 4],
  );
  const once = () => [...block.forward(x).data];
  expect(once()).not.toEqual(once());
  block.eval();
  expect(once()).toEqual(once());
});

test("a block drops what attention gives, what the dense layers give, and hidden units, each by itself", () => {
  const n = 1000;
  const x = tensor(new Float32Array(n * 4).fill(0.5), [n, 1, 4]);
  const block = transformerBlock(4, 2, rng(2), { hidden: 8, dropout: 0.5, normFirst: true });
  const set = (name: string, value: number) =>
    block.named[name].assign(block.named[name].data.map(() => value));
  const added = () => block.forward(x).sub(x);
  const zeros = (t: Tensor) => t.data.filter((v) => v === 0).length / (4 * n);
  for (const [name, t] of Object.entries(block.named))
    if (name.endsWith("bias")) t.assign(t.data.map(() => 1));

  set("linear2.weight", 0); // only attention is left
  set("linear2.bias", 0);
  expect(Math.abs(zeros(added()) - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / (4 * n)));

  set("self_attn.out_proj.weight", 0); // only the dense layers are left
  set("self_attn.out_proj.bias", 0);
  set("linear1.weight", 0);
  set("linear2.weight", 1 / 16);
  // 8 hidden units of 1: twice the survivors, over 16, doubled where the result survives: k/4
  const values = [...added().data];
  expect(values.every((v) => Number.isInteger(4 * v) && v >= 0 && v <= 2)).toBe(true);
  expect(Math.abs(zeros(added()) - 0.5)).toBeLessThan(0.05);
  const survivors = values.filter((v) => v > 0).map((v) => 4 * v);
  const mean = survivors.reduce((a, b) => a + b) / survivors.length; // of a binomial of 8 halves: 4, variance 2
  expect(Math.abs(mean - 4)).toBeLessThan(0.2);
  expect(new Set(survivors).size).toBeGreaterThan(5);
});

test("weights by name: missing and unexpected names and wrong shapes are told, and nothing is changed", () => {
  const net = sequential(linear(2, 2, random), batchNorm(2));
  const before = Object.values(net.named).map((t) => [...t.data]);
  const values = () =>
    new Map(
      Object.entries(net.named).map(([k, t]) => [
        k,
        { shape: [...t.shape], data: t.data.map(() => 7) },
      ]),
    );
  const load = (change: (m: ReturnType<typeof values>) => void) => () => {
    const m = values();
    change(m);
    loadNamed(net, m);
  };
  expect(load((m) => m.delete("0.bias"))).toThrow(
    'missing "0.bias", unexpected nothing. The network has "0.weight", "0.bias"',
  );
  expect(load((m) => m.set("5.weight", { shape: [1], data: Float32Array.of(1) }))).toThrow(
    'missing nothing, unexpected "5.weight"',
  );
  expect(load((m) => m.set("0.bias", { shape: [3], data: new Float32Array(3) }))).toThrow(
    '"0.bias" is [3] in the file and [2] in the network',
  );
  expect(load((m) => m.set("0.weight", { shape: [4], data: new Float32Array(4) }))).toThrow(
    '"0.weight" is [4] in the file and [2, 2]',
  );
  expect(load((m) => m.set("1.running_var", { shape: [2], data: new Float32Array(1) }))).toThrow(
    '"1.running_var" of shape [2] has 1 values',
  );
  expect(Object.values(net.named).map((t) => [...t.data])).toEqual(before);
  load((m) => m.set("1.num_batches_tracked", { shape: [], data: Float32Array.of(3) }))();
  expect(Object.values(net.named).every((t) => t.data.every((v) => v === 7))).toBe(true);
});

test("names of Object.prototype are unexpected names like others", () => {
  const net = linear(1, 1, random, { bias: false });
  const weight = { shape: [1, 1], data: Float32Array.of(1) };
  expect(() =>
    loadNamed(
      net,
      new Map([
        ["weight", weight],
        ["toString", weight],
      ]),
    ),
  ).toThrow('unexpected "toString"');
});

test("a function is a layer; flatten and unflatten undo each other", () => {
  const x = tensor([[1, 2, 3, 4]]);
  expect(
    lambda((t) => t.mul(2))
      .forward(x)
      .toArray(),
  ).toEqual([[2, 4, 6, 8]]);
  const image = unflatten(1, 2, 2).forward(x);
  expect(image.shape).toEqual([1, 1, 2, 2]);
  expect(flatten().forward(image).toArray()).toEqual(x.toArray());
  expect(avgPool2d(2).forward(image).toArray()).toEqual([[[[2.5]]]]);
  expect(identity().forward(x)).toBe(x);
  expect(sequential().forward(x)).toBe(x);
  expect(
    sequential(relu(), softmax())
      .forward(tensor([[-1, -2]]))
      .toArray(),
  ).toEqual([[0.5, 0.5]]);
});

test("dropout: the share of zeros, the scale of the rest, and the gradient's mask", () => {
  const n = 40_000;
  const drop = dropout(0.3, rng(6));
  const x = parameter(new Float32Array(n).fill(1));
  const y = drop.forward(x);
  y.sum().backward();
  const values = [...y.data];
  const zeros = values.filter((v) => v === 0).length;
  expect(Math.abs(zeros / n - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / n));
  expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
  expect([...(x.grad as Tensor).data]).toEqual(values);
  const again = drop.forward(x);
  expect([...again.data]).not.toEqual(values);
  const repeat = dropout(0.3, rng(6));
  expect([...repeat.forward(x).data]).toEqual(values);
  expect(dropout(0, random).forward(x)).toBe(x);
});

test("captured dropout draws anew at every call, with the bits of eager draws", () => {
  const x = tensor(new Float32Array(50).fill(1));
  const eager = dropout(0.5, rng(7));
  const inside = dropout(0.5, rng(7));
  const captured = capture((t: Tensor) => inside.forward(t));
  const runs = Array.from({ length: 4 }, () => [...eager.forward(x).data]);
  expect(runs[1]).not.toEqual(runs[0]);
  expect(Array.from({ length: 4 }, () => [...captured(x).data])).toEqual(runs);
});

test("settings and shapes that cannot be are refused", () => {
  const cases: [() => unknown, string][] = [
    [() => linear(0, 3, random), "linear: inputs is 0; it must be a whole number of at least 1."],
    [() => linear(2.5, 3, random), "linear: inputs is 2.5"],
    [() => conv2d(3, 4, [0, 3], random), "conv2d: the kernel's height is 0"],
    [
      () => conv2d(3, 4, 3, random, { groups: 2 }),
      "groups is 2; it must divide the 3 inputs and 4 outputs",
    ],
    [() => embedding(0, 3, random), "embedding: count is 0"],
    [() => dropout(1, random), "dropout: rate is 1; it must lie in [0, 1)."],
    [() => dropout(-0.1, random), "dropout: rate is -0.1"],
    [() => dropout(NaN, random), "dropout: rate is NaN"],
    [() => transformerBlock(6, 4, random), "4 heads do not divide the width 6"],
    [() => layerNorm(3).forward(tensor([[1, 2]])), "layerNorm: the last axis of [1, 2] is not 3"],
    [() => batchNorm(2).forward(tensor([[1, 2]])), "train with a batch of at least 2"],
    [() => batchNorm(3).forward(tensor([[1, 2]])), "expected [N, 3] or [N, 3, H, W], got [1, 2]"],
    [() => linear(3, 2, random).forward(tensor([[1, 2]])), "the inner sizes differ, 2 and 3"],
    [
      () => embedding(3, 2, random).forward(tensor([3], { dtype: "int32" })),
      "lies outside its table",
    ],
    [
      () => lstm(3, 2, random).forward(tensor([[1, 2, 3]])),
      "expected a batch of sequences [B, T, inputs], got [1, 3]",
    ],
    [
      () => lstm(3, 2, random).forward(tensor([[[1, 2, 3]]]), [buffer([[0, 0]])]),
      "it starts from 2 × [1, 2], got [1, 2]",
    ],
  ];
  for (const [f, message] of cases) expect(f, message).toThrow(message);
});
