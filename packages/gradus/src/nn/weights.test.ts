/** The initial weights of the fixtures are PyTorch state_dicts; tools/fixtures/torch_parity.py says how both ways were checked. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { capture } from "../tensor/capture.ts";
import { tensor } from "../tensor/create.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { get, readFixture, relativeError, toTensor, under } from "./fixtures/testing.ts";
import { conv2d, flatten, linear, maxPool2d, relu, tanh } from "./layers.ts";
import { sequential } from "./module.ts";
import { batchNorm } from "./normalise.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";
import { loadWeights, saveWeights } from "./weights.ts";

const random = rng(1);
const torch = (name: string) =>
  readFixture(readFileSync(new URL(`./fixtures/${name}.safetensors`, import.meta.url)));

test("a PyTorch state_dict gives PyTorch's outputs", () => {
  const file = torch("conv");
  const net = sequential(
    conv2d(2, 3, 3, random),
    relu(),
    maxPool2d(2),
    conv2d(3, 4, 3, random, { padding: 1 }),
    relu(),
    maxPool2d(2),
    flatten(),
    linear(16, 5, random),
  );
  loadWeights(net, writeSafetensors(under(file, "initial")));
  expect(
    relativeError(net.forward(toTensor(get(file, "input"))).data, get(file, "output").data),
  ).toBeLessThan(1e-4);
});

const network = (seed: number) =>
  sequential(linear(3, 4, rng(seed)), batchNorm(4), tanh(), linear(4, 2, rng(seed + 1)));
const values = (net: { named: Readonly<Record<string, Tensor>> }) =>
  Object.entries(net.named).map(([k, t]) => [k, [...t.data]]);

test("what is saved is loaded bit for bit, running statistics included; the header has names, shapes and metadata", () => {
  const net = network(1);
  net.forward(
    tensor([
      [1, 2, 3],
      [3, 1, 5],
    ]),
  );
  const bytes = saveWeights(net, { epoch: "3" });
  const { tensors, metadata } = readSafetensors(bytes);
  expect(metadata).toEqual({ format: "pt", epoch: "3" });
  expect(tensors.get("0.weight")).toMatchObject({ dtype: "F32", shape: [4, 3] });
  expect([...tensors.keys()].sort()).toEqual(Object.keys(net.named).sort());
  const other = network(5);
  expect(values(other)).not.toEqual(values(net));
  loadWeights(other, bytes);
  expect(values(other)).toEqual(values(net));
});

test("a captured program sees the loaded weights", () => {
  const net = network(1).eval();
  const forward = capture((x: Tensor) => net.forward(x));
  const x = tensor([[1, 2, 3]]);
  const before = [...forward(x).data];
  const other = network(5).eval();
  loadWeights(net, saveWeights(other));
  expect([...forward(x).data]).not.toEqual(before);
  expect([...forward(x).data]).toEqual([...other.forward(x).data]);
});

test("PyTorch's counters of batches are passed over, and float64 and float16 files are converted", () => {
  const net = sequential(batchNorm(1));
  const entry = (data: Float32Array | Float64Array | BigInt64Array, shape = [1]) => ({
    shape,
    data,
  });
  const file = new Map([
    ["0.weight", entry(Float64Array.of(0.1))],
    ["0.bias", entry(Float32Array.of(2))],
    ["0.running_mean", entry(Float32Array.of(3))],
    ["0.running_var", entry(Float32Array.of(4))],
    ["0.num_batches_tracked", entry(BigInt64Array.of(7n), [])],
  ]);
  loadWeights(net, writeSafetensors(file));
  expect(values(net).map(([, v]) => v)).toEqual([[Math.fround(0.1)], [2], [3], [4]]);
});

test("a damaged or foreign file is refused and changes nothing", () => {
  const net = network(1);
  const before = values(net);
  const bytes = saveWeights(net);
  const renamed = new Map(
    [...readSafetensors(saveWeights(network(2))).tensors].map(([k, t]) => [
      k.replace("0.bias", "0.shift"),
      t,
    ]),
  );
  const wider = sequential(linear(3, 5, random), batchNorm(5), tanh(), linear(5, 2, random));
  const whole = new Map(
    [...readSafetensors(saveWeights(network(2))).tensors].map(([k, t]) => [
      k,
      k === "3.bias" ? { shape: [2], data: BigInt64Array.of(1n, 2n) } : t,
    ]),
  );
  const cases: [Uint8Array, string][] = [
    [bytes.subarray(0, bytes.length - 4), "is cut off"],
    [bytes.subarray(0, 5), "is cut off"],
    [writeSafetensors(renamed), 'missing "0.bias", unexpected "0.shift"'],
    [saveWeights(wider), '"0.weight" is [5, 3] in the file and [4, 3] in the network'],
    [writeSafetensors(whole), '"3.bias" is I64 in the file'],
  ];
  for (const [file, message] of cases)
    expect(() => loadWeights(net, file, "w.safetensors"), message).toThrow(message);
  expect(values(net)).toEqual(before);
});

test("bytes in the middle of a larger buffer are read from their own place", () => {
  const bytes = saveWeights(network(1));
  const around = new Uint8Array(bytes.length + 11);
  around.set(bytes, 11);
  for (const view of [around.subarray(11), Buffer.from(around.buffer, 11, bytes.length)]) {
    const other = network(5);
    loadWeights(other, view);
    expect(values(other)).toEqual(values(network(1)));
  }
});
