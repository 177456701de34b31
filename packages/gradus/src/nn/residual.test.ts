/** A block with a way around it: what it gives when it adds nothing, its sizes and names, and its slope through many of them. */
import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { grad } from "../tensor/autograd.ts";
import { parameter, tensor } from "../tensor/create.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { residualBlock } from "./residual.ts";

const picture = (): Float32Array =>
  Float32Array.from({ length: 2 * 3 * 16 }, (_, i) => (i % 7) - 3);

test("a block whose last normalisation gives 0 is relu(x); without the way around it is 0", () => {
  const x = tensor(picture(), [2, 3, 4, 4]);
  for (const skip of [true, false]) {
    const block = residualBlock(3, 3, rng(1), { skip });
    block.named["bn2.weight"].assign([0, 0, 0]);
    const expected = picture().map((v) => (skip ? Math.max(0, v) : 0));
    expect(block.forward(x).data.slice()).toEqual(expected);
  }
});

test("stride 2 halves height and width, rounded up, and x goes through a 1 × 1 convolution of its own", () => {
  const block = residualBlock(3, 5, rng(1), { stride: 2 });
  expect(block.forward(tensor(new Float32Array(2 * 3 * 35), [2, 3, 7, 5])).shape).toEqual([
    2, 5, 4, 3,
  ]);
  expect(Object.keys(block.named).filter((name) => name.endsWith("weight"))).toEqual([
    "conv1.weight",
    "bn1.weight",
    "conv2.weight",
    "bn2.weight",
    "downsample.0.weight",
    "downsample.1.weight",
  ]);
  expect(block.named["downsample.0.weight"].shape).toEqual([5, 3, 1, 1]);
});

test("a slope of 1 comes through thirty blocks that add nothing, and none through thirty plain ones", () => {
  for (const skip of [true, false]) {
    const blocks = Array.from({ length: 30 }, () => residualBlock(3, 3, rng(1), { skip }));
    for (const block of blocks) block.named["bn2.weight"].assign([0, 0, 0]);
    const x = parameter(
      picture().map((v) => Math.abs(v) + 1),
      [2, 3, 4, 4],
    );
    const y = blocks.reduce<Tensor>((h, block) => block.forward(h), x);
    const [slope] = grad(y.sum(), [x]);
    expect((slope.data as Float32Array).every((v) => v === (skip ? 1 : 0))).toBe(true);
  }
});
