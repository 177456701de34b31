/** Random streams of the engine: Philox4x32-10 against its published answers, moments, and repetition from a saved state. */
import { expect, test } from "vitest";
import { CaptureError } from "../core/errors.ts";
import { rng } from "../core/random.ts";
import { jsBackend } from "./backend/js.ts";
import { wasmBackend } from "./backend/wasm.ts";
import { capture } from "./capture.ts";
import { buffer, createEngine, scope, tensor, withEngine } from "./create.ts";
import { normal, type Stream, stream, uniform } from "./stream.ts";
import type { Tensor } from "./tensor.ts";

const bytes = 32 << 20;
const engines = [
  createEngine(jsBackend({ bytes })),
  createEngine(wasmBackend({ relaxed: false, bytes })),
  createEngine(wasmBackend({ bytes })),
];
const everywhere = (title: string, body: () => void): void =>
  test.each(engines.map((e) => [e.backend.build, e] as const))(`${title} (%s)`, (_, e) =>
    withEngine(e, body),
  );

const drawn = (t: Tensor): number[] => [...t.data];

/** Mean of x^k for k = 1 … 4. */
function moments(values: readonly number[]): number[] {
  const sums = [0, 0, 0, 0];
  for (const v of values) {
    for (let k = 0, power = v; k < 4; k++, power *= v) sums[k] += power;
  }
  return sums.map((s) => s / values.length);
}

everywhere(
  "Philox4x32-10 with key 0 and counter 0 gives 6627e8d5 e169c58d bc57ac4c 9b00dbd8 (Random123's kat_vectors)",
  () => {
    const state = buffer(Int32Array.of(0, 0, 0, 0), [4]);
    const expected = [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8].map(
      (word) => (word >>> 8) / 2 ** 24,
    );
    expect(drawn(uniform([4], state))).toEqual(expected);
    expect([...state.data]).toEqual([0, 0, 1, 0]);
  },
);

everywhere("uniform: moments 1/2, 1/3, 1/4, 1/5 within four standard errors, all in [0, 1)", () => {
  const n = 200_000;
  const values = scope(() => drawn(uniform([n], stream(rng(1)))));
  expect(Math.min(...values.slice(0, 1e5))).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values.slice(0, 1e5))).toBeLessThan(1);
  moments(values).forEach((m, i) => {
    const k = i + 1;
    const variance = 1 / (2 * k + 1) - 1 / (k + 1) ** 2;
    expect(Math.abs(m - 1 / (k + 1)) / Math.sqrt(variance / n), `moment ${k}`).toBeLessThan(4);
  });
});

everywhere(
  "normal: moments 0, 1, 0, 3 within four standard errors, neighbours uncorrelated",
  () => {
    const n = 200_000;
    const values = scope(() => drawn(normal([n], stream(rng(2)))));
    const deviations = [1, 2, 15, 96].map((v) => Math.sqrt(v / n)); // variances of xᵏ for a standard normal x
    for (const [i, m] of moments(values).entries()) {
      const off = Math.abs(m - [0, 1, 0, 3][i]) / deviations[i];
      expect(off, `moment ${i + 1}`).toBeLessThan(4);
    }
    const product = values.slice(1).reduce((s, v, i) => s + v * values[i], 0) / n;
    expect(Math.abs(product) * Math.sqrt(n)).toBeLessThan(4);
  },
);

everywhere("equal seeds draw equally, other seeds otherwise, and every call draws anew", () => {
  const [a, b, c] = [stream(rng(3)), stream(rng(3)), stream(rng(4))];
  const first = drawn(uniform([2, 5], a));
  expect(drawn(uniform([2, 5], b))).toEqual(first);
  expect(drawn(uniform([2, 5], c))).not.toEqual(first);
  const second = drawn(uniform([2, 5], a));
  expect(second.some((v) => first.includes(v))).toBe(false);
});

everywhere("a saved state repeats the draws; the state is four int32 words", () => {
  const s = stream(rng(5));
  uniform([7], s);
  const saved = s.data.slice();
  const first = [drawn(normal([9], s)), drawn(uniform([3], s))];
  s.assign(saved);
  expect([drawn(normal([9], s)), drawn(uniform([3], s))]).toEqual(first);
  expect(s.dtype).toBe("int32");
  expect(s.size).toBe(4);
});

everywhere("the counter carries into its second word", () => {
  const s: Stream = buffer(Int32Array.of(1, 2, -1, 0), [4]);
  const both = drawn(uniform([8], s));
  expect([...s.data]).toEqual([1, 2, 1, 1]);
  const t: Stream = buffer(Int32Array.of(1, 2, 0, 1), [4]);
  expect(drawn(uniform([4], t))).toEqual(both.slice(4));
});

everywhere(
  "a captured program draws anew at each call, and the same as eager from the same state",
  () => {
    const s = stream(rng(6));
    const start = s.data.slice();
    const f = capture((x: Tensor) =>
      normal([3], s)
        .add(uniform([3], s))
        .add(x),
    );
    const zero = tensor([0, 0, 0]);
    const captured = Array.from({ length: 5 }, () => drawn(f(zero)));
    expect(new Set(captured.flat()).size).toBe(15);
    s.assign(start);
    const eager = Array.from({ length: 5 }, () =>
      drawn(
        normal([3], s)
          .add(uniform([3], s))
          .add(zero),
      ),
    );
    expect(eager).toEqual(captured);
  },
);

test("uniform draws are the same bits on every build", () => {
  const all = engines.map((e) => withEngine(e, () => drawn(uniform([1001], stream(rng(7))))));
  for (const other of all) expect(other).toEqual(all[0]);
});

everywhere("wrong shapes, and a stream made inside a capture, are refused", () => {
  expect(() => uniform([0], stream(rng(1)))).toThrow(/Empty/);
  expect(() => capture((x: Tensor) => x.add(uniform([1], stream(rng(1)))))([1])).toThrow(
    CaptureError,
  );
});
