import { expect, test } from "vitest";
import { type Kernel, kernels } from "../kernels.ts";
import {
  baseline,
  indices,
  numbers,
  plain,
  type Room,
  reference,
  relaxed,
  rooms,
  sameBits,
} from "./testing.ts";

/** A shape, and for each operand the strides into a dense array of `size` elements. */
interface Layout {
  shape: number[];
  operands: { strides: number[]; size: number }[];
}

/**
 * A random layout of every kind: broadcast axes, transposed and padded operands, axes of one
 * element.
 */
function randomLayout(seed: number, operands: number): Layout {
  const dice = indices(200, 1 << 16, seed);
  let next = 0;
  const roll = (limit: number) => dice[next++] % limit;
  const rank = 1 + roll(seed % 7 === 0 ? 8 : 4);
  const largest = rank > 5 ? 3 : seed % 3 === 0 ? 40 : 7;
  const shape = Array.from({ length: rank }, () => 1 + roll(largest));
  for (let axis = 0; elements(shape) > 2000; axis = (axis + 1) % rank)
    shape[axis] = 1 + (shape[axis] >> 1);
  const layout = () => {
    const order = shape.map((_, axis) => axis);
    if (roll(3) === 0) order.sort(() => roll(2) - 0.5);
    const strides: number[] = shape.map(() => 0);
    let size = 1;
    for (const axis of order.reverse()) {
      if (roll(3) === 0) continue; // broadcast
      strides[axis] = size;
      size *= shape[axis] + (roll(5) === 0 ? 1 : 0); // sometimes part of a larger tensor
    }
    return { strides, size };
  };
  return { shape, operands: Array.from({ length: operands }, layout) };
}

const elements = (shape: number[]) => shape.reduce((n, size) => n * size, 1);

/** What the kernel should give, element by element, from its definition. */
function direct(
  layout: Layout,
  inputs: ArrayLike<number>[],
  f: (...x: number[]) => number,
): number[] {
  return Array.from({ length: elements(layout.shape) }, (_, k) => {
    const at = inputs.map(() => 0);
    for (let axis = layout.shape.length - 1, rest = k; axis >= 0; axis--) {
      const i = rest % layout.shape[axis];
      rest = Math.floor(rest / layout.shape[axis]);
      layout.operands.forEach(({ strides }, operand) => {
        at[operand] += i * strides[axis];
      });
    }
    return f(...inputs.map((x, operand) => x[at[operand]]));
  });
}

const round = Math.fround;
const truth = (claim: boolean) => (claim ? 1 : 0);

/** Single operations, each rounded once; so every backend in single precision has equal bits. */
const operations: { [K in Kernel]?: (a: number, b: number) => number } = {
  add: (a, b) => round(a + b),
  sub: (a, b) => round(a - b),
  mul: (a, b) => round(a * b),
  div: (a, b) => round(a / b),
  maximum: Math.max,
  minimum: Math.min,
  greater: (a, b) => truth(a > b),
  greaterEqual: (a, b) => truth(a >= b),
  equal: (a, b) => truth(a === b),
  notEqual: (a, b) => truth(a !== b),
  tanhSlopeMul: (a, b) => round(a * round(1 - round(b * b))),
  sigmoidSlopeMul: (a, b) => round(a * round(b * round(1 - b))),
  reluSlopeMul: (a, b) => round(a * truth(b > 0)),
};

const run = (room: Room, kernel: Kernel, layout: Layout, addresses: number[]) => {
  const out = room.space(elements(layout.shape));
  const strides = layout.operands.flatMap((operand) => operand.strides);
  room.run(kernel, out, ...addresses, layout.shape.length, ...layout.shape, ...strides);
  return room.readFloats(out, elements(layout.shape) + 1);
};

for (const [name, f] of Object.entries(operations)) {
  test(`${name}: 150 random layouts up to rank 8, bit for bit`, () => {
    for (let seed = 1; seed <= 150; seed++) {
      const layout = randomLayout(seed, 2);
      const [a, b] = layout.operands.map(({ size }, k) => numbers(size, -2, 2, seed + k));
      if (seed % 5 === 0) b.set(a.subarray(0, b.length)); // equal ones too
      const expected = [...direct(layout, [a, b], f), 12345];
      for (const room of rooms) {
        room.clear();
        const got = run(room, name as Kernel, layout, [room.floats(a), room.floats(b)]);
        const claim = `${room.backend.build}, ${JSON.stringify(layout)}`;
        expect(sameBits(got, expected), claim).toBe(true);
      }
    }
  });
}

test("equalInt compares whole numbers that float32 cannot tell apart", () => {
  const layout = randomLayout(11, 2);
  for (const room of [reference, ...rooms]) {
    room.clear();
    const a = room.ints([16777216, 16777217, -5, 0, 7]);
    const b = room.ints([16777217, 16777217, -5, 1, 7]);
    const pair = { shape: [5], operands: [1, 1].map((step) => ({ strides: [step], size: 5 })) };
    expect(run(room, "equalInt", pair, [a, b])).toEqual([0, 1, 1, 0, 1, 12345]);
  }
  const [a, b] = layout.operands.map(({ size }, k) => indices(size, 3, k + 1));
  const expected = [...direct(layout, [a, b], (x, y) => truth(x === y)), 12345];
  for (const room of rooms) {
    room.clear();
    expect(run(room, "equalInt", layout, [room.ints(a), room.ints(b)])).toEqual(expected);
  }
});

test("where: 150 random layouts of three operands", () => {
  for (let seed = 1; seed <= 150; seed++) {
    const layout = randomLayout(seed, 3);
    const inputs = layout.operands.map(({ size }, k) => numbers(size, -2, 2, seed + k));
    const condition = inputs[0].map((x) => (x > 0 ? x : 0));
    const expected = direct(layout, [condition, inputs[1], inputs[2]], (c, a, b) =>
      c !== 0 ? a : b,
    );
    for (const room of rooms) {
      room.clear();
      const addresses = [condition, inputs[1], inputs[2]].map((x) => room.floats(x));
      const got = run(room, "where", layout, addresses);
      expect(
        sameBits(got, [...expected, 12345]),
        `${room.backend.build}, ${JSON.stringify(layout)}`,
      ).toBe(true);
    }
  }
});

test("NaN wins in maximum and minimum, and is equal to nothing", () => {
  const pair = { shape: [6], operands: [1, 1].map((step) => ({ strides: [step], size: 6 })) };
  const { NaN: nan } = Number;
  for (const room of [reference, ...rooms]) {
    room.clear();
    const a = room.floats([nan, 1, nan, 2, 3, -1]);
    const b = room.floats([1, nan, nan, 3, 2, -1]);
    expect(run(room, "maximum", pair, [a, b]).slice(0, 6)).toEqual([nan, nan, nan, 3, 3, -1]);
    expect(run(room, "minimum", pair, [a, b]).slice(0, 6)).toEqual([nan, nan, nan, 2, 2, -1]);
    expect(run(room, "equal", pair, [a, b]).slice(0, 6)).toEqual([0, 0, 0, 0, 0, 1]);
    expect(run(room, "notEqual", pair, [a, b]).slice(0, 6)).toEqual([1, 1, 1, 1, 1, 0]);
    expect(run(room, "greaterEqual", pair, [a, b]).slice(0, 6)).toEqual([0, 0, 0, 0, 1, 1]);
  }
});

test("fused backward kernels equal their two steps bit for bit: tanh, sigmoid, relu", () => {
  const fused = [
    ["tanhSlopeMul", "oneMinusSquare"],
    ["sigmoidSlopeMul", "logisticSlope"],
    ["reluSlopeMul", "positive"],
  ] as const;
  const n = 1003;
  const pair = { shape: [n], operands: [1, 1].map((step) => ({ strides: [step], size: n })) };
  for (const room of [reference, ...rooms]) {
    for (const [kernel, slope] of fused) {
      room.clear();
      const [a, b] = [room.floats(numbers(n, -3, 3, 1)), room.floats(numbers(n, -1, 1, 2))];
      const inOne = run(room, kernel, pair, [a, b]);
      const between = room.space(n);
      room.run(slope, between, b, n);
      expect(
        sameBits(run(room, "mul", pair, [a, between]), inOne),
        `${kernel}, ${room.backend.build}`,
      ).toBe(true);
    }
  }
});

test("copy: 300 random layouts of both sides, floats and whole numbers; what lies between is not touched", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const layout = randomLayout(seed, 2);
    const { shape } = layout;
    // The result may be any arrangement, but no two elements may share a place.
    const to = denseStrides(shape, seed);
    const x = numbers(layout.operands[1].size, -2, 2, seed);
    for (const room of [reference, ...rooms]) {
      room.clear();
      const whole = seed % 2 === 0;
      const values = whole ? Int32Array.from(x, (y) => y * 1e9) : x;
      const from = whole ? room.ints(values) : room.floats(values);
      const out = room.space(to.size);
      const strides = [...to.strides, ...layout.operands[1].strides];
      room.run("copy", out, from, shape.length, ...shape, ...strides);
      const read = whole ? room.readInts.bind(room) : room.readFloats.bind(room);
      const pattern = whole ? room.readInts(out + 4 * to.size, 1)[0] : 12345;
      const expected: number[] = Array(to.size + 1).fill(pattern);
      const places = direct(
        { shape, operands: [to, layout.operands[1]] },
        [counting(to.size), values],
        (at) => at,
      );
      const moved = direct(
        { shape, operands: [to, layout.operands[1]] },
        [counting(to.size), values],
        (_, y) => y,
      );
      places.forEach((place, k) => {
        expected[place] = moved[k];
      });
      const claim = `${room.backend.build}, ${JSON.stringify({ shape, to, from: layout.operands[1] })}`;
      expect(sameBits(read(out, to.size + 1), expected), claim).toBe(true);
    }
  }
});

const counting = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Strides of a result: every element its own place, axes in any order, sometimes with gaps. */
function denseStrides(shape: number[], seed: number): { strides: number[]; size: number } {
  const dice = indices(50, 1 << 16, seed + 1000);
  const order = shape.map((_, axis) => axis);
  if (dice[0] % 3 === 0) order.sort((a, b) => (dice[a] % 7) - (dice[b] % 7));
  const strides: number[] = shape.map(() => 0);
  let size = 1;
  for (const axis of order.reverse()) {
    strides[axis] = size;
    size *= shape[axis] + (dice[10 + axis] % 5 === 0 ? 1 : 0);
  }
  return { strides, size };
}

test("a transposition of any size, alone and in a batch, is exact", () => {
  for (const [batch, m, n] of [
    [1, 1, 9],
    [1, 4, 4],
    [1, 5, 7],
    [1, 64, 30],
    [3, 9, 13],
    [2, 33, 4],
  ]) {
    const x = numbers(batch * m * n);
    const expected = counting(batch * m * n).map((k) => {
      const [b, j, i] = [Math.floor(k / (m * n)), Math.floor(k / m) % n, k % m];
      return x[b * m * n + i * n + j];
    });
    for (const room of rooms) {
      const [from, out] = [room.clear().floats(x), room.space(batch * m * n)];
      room.run("copy", out, from, 3, batch, n, m, m * n, m, 1, m * n, 1, n);
      expect(room.readFloats(out, batch * m * n)).toEqual(expected);
    }
  }
});

test.runIf(relaxed)(
  "baseline, relaxed and plain build agree bit for bit on every kernel of two operands",
  () => {
    const n = 501;
    const pair = { shape: [n], operands: [1, 1].map((step) => ({ strides: [step], size: n })) };
    for (const name of Object.keys(kernels) as Kernel[]) {
      if (kernels[name] !== "pppiv" || name === "equalInt") continue;
      const results = [plain, baseline, relaxed as Room].map((room) => {
        room.clear();
        return run(room, name, pair, [
          room.floats(numbers(n, -3, 3, 5)),
          room.floats(numbers(n, -3, 3, 6)),
        ]);
      });
      expect(sameBits(results[0], results[1]) && sameBits(results[1], results[2]), name).toBe(true);
    }
  },
);
