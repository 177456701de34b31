import { expect, test } from "vitest";
import type { Kernel } from "../kernels.ts";
import { disagreement, numbers, type Room, reference, rooms, ulp, unit } from "./testing.ts";

/** [outer, n, inner], with every remainder of 16 and 4 among rows and columns, and long sums. */
const sizes = [
  ...[1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 64, 100, 4097, 9000].map((n) => [3, n, 1]),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 13, 16, 18, 35, 64].flatMap((inner) => [
    [1, 10, inner],
    [2, 1, inner],
    [3, 300, inner],
  ]),
];
const count = ([outer, n, inner]: number[]) => outer * n * inner;

const reduced =
  (kernel: Kernel, x: ArrayLike<number>, [outer, n, inner]: number[]) =>
  (room: Room) => {
    const out = room.space(outer * inner);
    room.run(kernel, out, room.floats(x), outer, n, inner);
    const read = kernel === "argmax" ? room.readInts : room.readFloats;
    return read.call(room, out, outer * inner);
  };

test("sum: at most n roundings of the sum of absolute values", () => {
  for (const size of sizes) {
    const x = numbers(count(size), -1, 3, count(size));
    const absolute = reduced("sum", x.map(Math.abs), size)(reference.clear());
    // Blocks of 256 and 16 lanes make the longest chain of additions much shorter than n.
    const chain = Math.min(size[1], 320);
    expect(
      disagreement(reduced("sum", x, size), (_, i) => chain * unit * absolute[i]),
      `${size}`,
    ).toBe("");
  }
});

test("max, min, argmax: exact, the first of equals", () => {
  for (const size of sizes) {
    const x = numbers(count(size), -3, 3, count(size)).map((y) => Math.round(y * 4) / 4); // with ties
    for (const kernel of ["max", "min", "argmax"] as const) {
      expect(
        disagreement(reduced(kernel, x, size), () => 0),
        `${kernel} ${size}`,
      ).toBe("");
    }
  }
});

test("NaN is the result of max and min, and the place of argmax", () => {
  for (const n of [1, 5, 21]) {
    for (let place = 0; place < n; place++) {
      for (const inner of [1, 6]) {
        const x = numbers(n * inner);
        x[place * inner] = Number.NaN;
        for (const room of [reference, ...rooms]) {
          expect(reduced("max", x, [1, n, inner])(room.clear())[0]).toBe(Number.NaN);
          expect(reduced("min", x, [1, n, inner])(room.clear())[0]).toBe(Number.NaN);
          expect(reduced("argmax", x, [1, n, inner])(room.clear())[0]).toBe(place);
        }
      }
    }
  }
});

test("a column's sum has the same bits whatever stands beside it", () => {
  const [n, inner] = [37, 23];
  const x = numbers(n * inner);
  for (const room of rooms) {
    const together = reduced("sum", x, [1, n, inner])(room.clear());
    for (let first = 0; first < inner; first++) {
      const alone = x.filter((_, i) => i % inner >= first);
      const sums = reduced("sum", alone, [1, n, inner - first])(room.clear());
      // One column alone is a row, which is summed in lanes.
      if (first < inner - 1) expect(sums).toEqual(together.slice(first));
    }
  }
});

test("cumsum, forwards and backwards: at most j roundings of the partial sums of absolute values", () => {
  for (const [outer, n, inner] of sizes.filter(([, n]) => n < 400)) {
    const x = numbers(outer * n * inner, -1, 2, n + inner);
    for (const reverse of [0, 1]) {
      const sums = (values: ArrayLike<number>) => (room: Room) => {
        const out = room.space(values.length);
        room.run("cumsum", out, room.floats(values), outer, n, inner, reverse);
        return room.readFloats(out, values.length);
      };
      const absolute = sums(x.map(Math.abs))(reference.clear());
      const claim = `${[outer, n, inner, reverse]}`;
      expect(
        disagreement(sums(x), (_, i) => n * unit * absolute[i]),
        claim,
      ).toBe("");
    }
  }
});

const byRows = (kernel: Kernel, x: ArrayLike<number>, n: number) => (room: Room) => {
  const rows = x.length / n;
  const size = kernel === "logsumexp" ? rows : x.length;
  const out = room.space(size);
  room.run(kernel, out, room.floats(x), rows, n);
  return room.readFloats(out, size);
};

test("softmax, logSoftmax, logsumexp: rounding of the exponent, of exp and of the sum", () => {
  for (const n of [1, 2, 3, 4, 5, 10, 17, 64, 257]) {
    const x = numbers(6 * n, -9, 9, n);
    // |x − max| ≤ 18 is rounded once (half an ulp of 16), exp is within an ulp, sums add n more
    // roundings
    const relative = ulp(16) + (4 + n / 4) * unit;
    expect(
      disagreement(byRows("softmax", x, n), (y) => 2 * relative * y),
      `softmax ${n}`,
    ).toBe("");
    const absolute = 2 * relative + 3 * ulp(18);
    expect(
      disagreement(byRows("logSoftmax", x, n), () => absolute),
      `logSoftmax ${n}`,
    ).toBe("");
    expect(
      disagreement(byRows("logsumexp", x, n), () => absolute),
      `logsumexp ${n}`,
    ).toBe("");
  }
});

test("softmax does not overflow, and takes −∞ as probability 0", () => {
  const { NEGATIVE_INFINITY: no } = Number;
  for (const room of [reference, ...rooms]) {
    expect(byRows("softmax", [1e4, 1e4, no, 1e4, no], 5)(room.clear()).map((p) => p * 3)).toEqual(
      [1, 1, 0, 1, 0].map((p) => expect.closeTo(p, 6)),
    );
    expect(byRows("logSoftmax", [no, -3e4], 2)(room.clear())).toEqual([no, 0]);
    expect(byRows("logsumexp", [no, no, 1e5, no, 5, no], 2)(room.clear())).toEqual([no, 1e5, 5]);
  }
});
