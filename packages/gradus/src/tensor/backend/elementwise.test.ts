import { expect, test } from "vitest";
import { type Kernel, kernels } from "../kernels.ts";
import {
  baseline,
  disagreement,
  numbers,
  type Room,
  reference,
  relaxed,
  rooms,
  sameBits,
  ulp,
  unit,
} from "./testing.ts";

const apply =
  (kernel: Kernel, x: ArrayLike<number>, ...more: number[]) =>
  (room: Room) => {
    const out = room.space(x.length);
    room.run(kernel, out, room.floats(x), x.length, ...more);
    return room.readFloats(out, x.length);
  };

/**
 * Where each function is compared, and how many units in the last place it may be off. 0.5:
 * correctly rounded.
 */
const functions: { [K in Kernel]?: { ranges: [number, number][]; ulps: number } } = {
  neg: { ranges: [[-3, 3]], ulps: 0.5 },
  abs: { ranges: [[-3, 3]], ulps: 0.5 },
  sign: { ranges: [[-3, 3]], ulps: 0.5 },
  square: { ranges: [[-3, 3]], ulps: 0.5 },
  sqrt: { ranges: [[0, 1e6]], ulps: 0.5 },
  reciprocal: { ranges: [[-3, 3]], ulps: 0.5 },
  floor: { ranges: [[-9, 9]], ulps: 0.5 },
  positive: { ranges: [[-3, 3]], ulps: 0.5 },
  relu: { ranges: [[-3, 3]], ulps: 0.5 },
  exp: {
    ranges: [
      [-103, 88.7],
      [-1, 1],
    ],
    ulps: 1,
  },
  expm1: {
    ranges: [
      [-20, 88.7],
      [-1, 1],
      [-1e-6, 1e-6],
    ],
    ulps: 1.5,
  },
  log: {
    ranges: [
      [1e-30, 4],
      [0.99, 1.01],
      [1e-44, 1e-37],
      [1, 3e38],
    ],
    ulps: 1,
  },
  log1p: {
    ranges: [
      [-0.9999, 4],
      [-1e-4, 1e-4],
      [1, 3e38],
    ],
    ulps: 1.5,
  },
  sin: {
    ranges: [
      [-10, 10],
      [-1e5, 1e5],
      [-1e7, 1e7],
      [-3e38, 3e38],
    ],
    ulps: 2,
  },
  cos: {
    ranges: [
      [-10, 10],
      [-1e5, 1e5],
      [-1e7, 1e7],
      [-3e38, 3e38],
    ],
    ulps: 2,
  },
  tanh: {
    ranges: [
      [-10, 10],
      [-1, 1],
      [-1e-4, 1e-4],
    ],
    ulps: 2.5,
  },
  sigmoid: {
    ranges: [
      [-20, 20],
      [-85, -20],
      [20, 100],
    ],
    ulps: 2.5,
  },
  softplus: {
    ranges: [
      [-20, 20],
      [-80, 80],
    ],
    ulps: 2,
  },
  erf: {
    ranges: [
      [-5, 5],
      [-1, 1],
    ],
    ulps: 1.5,
  },
  gelu: { ranges: [[-1, 6]], ulps: 3 }, // below −1, 1 + erf cancels, as it does in PyTorch; see the next test
};

for (const [name, { ranges, ulps }] of Object.entries(functions)) {
  test(`${name} is within ${ulps} units in the last place of the float64 reference`, () => {
    ranges.forEach(([low, high], seed) => {
      const x = numbers(20_000, low, high, seed + 1);
      expect(
        disagreement(apply(name as Kernel, x), (y) => ulps * ulp(y)),
        `[${low}, ${high}]`,
      ).toBe("");
    });
  });
}

test("oneMinusSquare, logisticSlope, geluSlope and gelu's left tail: the absolute error is that of their terms", () => {
  const x = numbers(5_000, -6, 6);
  expect(disagreement(apply("oneMinusSquare", x), (_, i) => unit * (1 + 2 * x[i] * x[i]))).toBe("");
  expect(
    disagreement(apply("logisticSlope", x), (_, i) => 2 * unit * (Math.abs(x[i]) + x[i] * x[i])),
  ).toBe("");
  expect(disagreement(apply("gelu", x), (_, i) => 2 * ulp(x[i]))).toBe("");
  // ½ (½ + 1½ + 1) for Φ, |x| φ (x² + 5) ≤ 1.7 for x φ, 1 for their sum
  expect(disagreement(apply("geluSlope", x), () => 4.2 * unit)).toBe("");
});

test("pow: at most three roundings where a small whole exponent is a product, else one", () => {
  const x = numbers(3_000, 0.01, 9);
  for (const y of [0, 1, 0.5, -0.5, 2.5, 10, -3, 1.7, -1, -2, 2, 3, 4]) {
    expect(
      disagreement(apply("pow", x, y), (z) => 3 * unit * z),
      `exponent ${y}`,
    ).toBe("");
  }
});

test("pow has the signs and special cases of IEEE 754", () => {
  const x = [-2, -0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, -1.5];
  for (const y of [0, 1, 2, 3, -1, -3, 5, 0.5, 2.5, -2.5]) {
    for (const room of rooms) {
      const got = apply("pow", x, y)(room.clear());
      x.forEach((base, i) => {
        const claim = `${base} ^ ${y}, ${room.backend.build}`;
        expect(got[i] + 0, claim).toBe(Math.fround(base ** y) + 0);
      });
    }
  }
});

const { POSITIVE_INFINITY: inf, NaN: nan } = Number;

/** Limits, exact: [x, f(x)] */
const limits: { [K in Kernel]?: [number, number][] } = {
  exp: [
    [inf, inf],
    [-inf, 0],
    [89, inf],
    [-104, 0],
    [0, 1],
    [nan, nan],
  ],
  expm1: [
    [inf, inf],
    [-inf, -1],
    [-30, -1],
    [0, 0],
    [nan, nan],
  ],
  log: [
    [0, -inf],
    [-1, nan],
    [-inf, nan],
    [inf, inf],
    [1, 0],
    [nan, nan],
  ],
  log1p: [
    [0, 0],
    [-1, -inf],
    [-2, nan],
    [inf, inf],
    [nan, nan],
  ],
  tanh: [
    [0, 0],
    [10, 1],
    [-10, -1],
    [inf, 1],
    [-inf, -1],
    [nan, nan],
  ],
  sigmoid: [
    [0, 0.5],
    [inf, 1],
    [-inf, 0],
    [17.5, 1],
    [-120, 0],
    [nan, nan],
  ],
  softplus: [
    [inf, inf],
    [-inf, 0],
    [100, 100],
    [-200, 0],
    [nan, nan],
  ],
  erf: [
    [0, 0],
    [4, 1],
    [-4, -1],
    [inf, 1],
    [-inf, -1],
    [nan, nan],
  ],
  gelu: [
    [0, 0],
    [inf, inf],
    [-inf, 0],
    [nan, nan],
  ],
  sin: [
    [0, 0],
    [inf, nan],
    [-inf, nan],
    [nan, nan],
  ],
  cos: [
    [0, 1],
    [inf, nan],
    [nan, nan],
  ],
  sign: [
    [0, 0],
    [-inf, -1],
    [nan, nan],
    [1e-45, 1],
  ],
  relu: [
    [nan, nan],
    [-inf, 0],
    [inf, inf],
  ],
  sqrt: [
    [-1, nan],
    [inf, inf],
  ],
  reciprocal: [
    [0, inf],
    [inf, 0],
  ],
  positive: [
    [0, 0],
    [nan, 0],
    [1e-45, 1],
  ],
  abs: [
    [-inf, inf],
    [nan, nan],
  ],
};

for (const [name, pairs] of Object.entries(limits)) {
  test(`${name} has exact limits, and NaN goes through`, () => {
    for (const room of rooms) {
      const got = apply(
        name as Kernel,
        pairs.map(([x]) => x),
      )(room.clear());
      pairs.forEach(([x, y], i) => {
        // Near the end of the range the reference in double precision still has a little more.
        const rounded = room.backend.build.startsWith("js") ? Math.fround(got[i]) : got[i];
        expect(rounded + 0, `${name}(${x}), ${room.backend.build}`).toBe(y);
      });
    }
  });
}

const unary = (Object.keys(kernels) as Kernel[]).filter(
  (name) => kernels[name] === "ppi" && !/^to/.test(name),
);

test("an element's bits do not depend on where it stands, nor on what stands beside it", () => {
  const x = numbers(67, -3, 3);
  for (const room of relaxed ? [baseline, relaxed] : [baseline]) {
    for (const name of unary) {
      const whole = apply(name, x)(room.clear());
      for (let n = 1; n < 10; n++) {
        const part = apply(name, x.subarray(n, 2 * n))(room.clear());
        expect(sameBits(part, whole.slice(n, 2 * n)), `${name}, ${n} elements`).toBe(true);
      }
    }
  }
});

test("sin of numbers of very different size side by side: each is reduced as far as it needs", () => {
  const x = [1, 1e7, -3, 1e30, 2, -1e20, 0.5];
  expect(disagreement(apply("sin", x), (y) => 2 * ulp(y))).toBe("");
});

test.runIf(relaxed)("baseline and relaxed build agree bit for bit: nothing here is fused", () => {
  const x = numbers(5_000, -8, 8);
  for (const name of unary) {
    const [a, b] = [baseline, relaxed as Room].map((room) => apply(name, x)(room.clear()));
    expect(sameBits(a, b), name).toBe(true);
  }
});

test("nothing beyond the result is written", () => {
  for (const room of rooms) {
    for (let n = 1; n < 9; n++) {
      const out = room.clear().space(n);
      room.run("exp", out, room.floats(numbers(n)), n);
      expect(room.readFloats(out + 4 * n, 1)).toEqual([12345]);
      room.run("fill", out, n, 7);
      expect(room.readFloats(out, n + 1)).toEqual([...Array(n).fill(7), 12345]);
    }
  }
});

test("toFloat and toInt: towards zero; too large becomes the nearest, NaN becomes 0", () => {
  for (const room of [reference, ...rooms]) {
    const x = room.clear().floats([1.9, -1.9, 3e9, -3e9, Number.NaN, 0.5]);
    room.run("toInt", x, x, 6);
    expect(room.readInts(x, 6)).toEqual([1, -1, 2147483647, -2147483648, 0, 0]);
    const k = room.ints([1, -2, 1 << 30]);
    room.run("toFloat", k, k, 3);
    expect(room.readFloats(k, 3)).toEqual([1, -2, 1 << 30]);
  }
});
