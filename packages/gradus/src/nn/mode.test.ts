import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { capture, noGrad, ones, type Tensor } from "../tensor/index.ts";
import { batchNorm, dropout, sequential } from "./index.ts";

test("a captured network follows train() and eval(): dropout drops in one and not in the other", () => {
  const net = sequential(dropout(0.5, rng(1)));
  const forward = capture((x: Tensor) => net.forward(x));
  const x = ones([100]);
  const kept = (): number => [...forward(x).data].filter((v) => v !== 0).length;
  expect(kept()).toBeLessThan(100);
  net.eval();
  expect(kept()).toBe(100);
  expect(kept()).toBe(100); // the second call, which is checked
  net.train();
  expect(kept()).toBeLessThan(100);
});

test("batch normalisation in a captured program uses the running statistics after eval()", () => {
  const net = batchNorm(1);
  const forward = capture((x: Tensor) => noGrad(() => net.forward(x.reshape(-1, 1))));
  const values = Float32Array.of(10, 12);
  expect([...forward(values).data].map(Math.round)).toEqual([-1, 1]); // standardised by the batch
  net.eval();
  const mean = 1.1; // 0.9 · 0 + 0.1 · 11
  const variance = 1.1; // 0.9 · 1 + 0.1 · 2
  const expected = [10, 12].map((v) => (v - mean) / Math.sqrt(variance + 1e-5));
  const shown = forward(values).data;
  for (const i of [0, 1]) expect(shown[i]).toBeCloseTo(expected[i], 4);
});
