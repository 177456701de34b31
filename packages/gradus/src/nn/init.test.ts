/** Variances by their definitions; a sample variance of n draws has a standard error of about σ² √(2/n). */
import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import {
  constantInit,
  fans,
  heNormal,
  type Initialiser,
  normalInit,
  orthogonal,
  scaledNormal,
  torchDefault,
  uniformInit,
  xavierUniform,
} from "./init.ts";

const shape = [200, 100]; // fan-out 200, fan-in 100
const n = 20_000;

const moments = (values: Float32Array): { mean: number; variance: number } => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, variance: values.reduce((s, v) => s + (v - mean) ** 2, 0) / values.length };
};

const cases: Record<
  string,
  { init: Initialiser; variance: number; bound?: number; mean?: number }
> = {
  "uniform ±b: b²/3": { init: uniformInit(0.3), variance: 0.03, bound: 0.3 },
  "normal σ: σ²": { init: normalInit(0.5, 2), variance: 0.25, mean: 2 },
  "PyTorch's default: uniform ±1/√fan-in": { init: torchDefault, variance: 1 / 300, bound: 0.1 },
  "Nielsen's improved one: 1/fan-in": { init: scaledNormal, variance: 0.01 },
  "Glorot: 2/(fan-in + fan-out)": {
    init: xavierUniform(),
    variance: 2 / 300,
    bound: Math.sqrt(6 / 300),
  },
  "Glorot with gain 2: four times that": {
    init: xavierUniform(2),
    variance: 8 / 300,
    bound: 2 * Math.sqrt(6 / 300),
  },
  "He: 2/fan-in": { init: heNormal, variance: 0.02 },
};

for (const [name, { init, variance, bound, mean = 0 }] of Object.entries(cases)) {
  test(`${name}: mean, variance and bounds of 20 000 draws, within 4 standard errors`, () => {
    const values = init(shape, rng(1));
    expect(values).toHaveLength(n);
    const found = moments(values);
    expect(Math.abs(found.mean - mean)).toBeLessThan(4 * Math.sqrt(variance / n));
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    const largest = Math.max(...values.map(Math.abs));
    if (bound !== undefined) expect(largest).toBeLessThanOrEqual(Math.fround(bound));
    if (bound !== undefined) expect(largest).toBeGreaterThan(0.99 * bound);
    expect(init(shape, rng(1))).toEqual(values);
  });
}

test("fan-in and fan-out of a convolution count the kernel's area", () => {
  expect(fans([8, 3, 5, 2])).toEqual({ fanIn: 30, fanOut: 80 });
  expect(fans([10, 4])).toEqual({ fanIn: 4, fanOut: 10 });
  expect(moments(heNormal([64, 8, 5, 5], rng(2))).variance).toBeCloseTo(2 / 200, 3);
});

test("a constant", () => {
  expect([...constantInit(0.25)([2, 2], rng(0))]).toEqual([0.25, 0.25, 0.25, 0.25]);
});

for (const size of [
  [4, 9],
  [9, 4],
  [5, 5],
  [6, 2, 3, 3],
]) {
  test(`orthogonal of [${size}]: the shorter side is orthogonal, with squared length gain²`, () => {
    const values = orthogonal(1.5)(size, rng(3));
    const rows = size[0];
    const cols = values.length / rows;
    const at =
      rows <= cols
        ? (i: number, k: number) => values[i * cols + k]
        : (i: number, k: number) => values[k * cols + i];
    for (let i = 0; i < Math.min(rows, cols); i++) {
      for (let j = 0; j <= i; j++) {
        let dot = 0;
        for (let k = 0; k < Math.max(rows, cols); k++) dot += at(i, k) * at(j, k);
        expect(dot).toBeCloseTo(i === j ? 2.25 : 0, 5);
      }
    }
  });
}

test("orthogonal wants a matrix", () => {
  expect(() => orthogonal()([7], rng(0))).toThrow("needs a matrix, got the shape [7]");
});
