import { expect, test } from "vitest";
import type { Kernel } from "../kernels.ts";
import {
  baseline,
  disagreement,
  numbers,
  type Room,
  reference,
  relaxed,
  rooms,
  sameBits,
  unit,
} from "./testing.ts";

/** Three steps with fresh gradients; what is left in parameters and moments. */
function steps(kernel: Kernel, n: number, moments: number, settings: number[], timed = false) {
  return (room: Room) => {
    const p = room.floats(numbers(n, -1, 1, 1));
    const state = Array.from({ length: moments }, () => room.floats(new Float32Array(n)));
    const rate = room.floats([0.1]);
    const t = room.ints([0]);
    for (let step = 1; step <= 3; step++) {
      const g = room.floats(numbers(n, -1, 1, 1 + step));
      if (timed) room.run("tick", t);
      room.run(kernel, p, g, ...state, n, ...(timed ? [t] : []), rate, ...settings);
    }
    return [p, ...state].flatMap((at) => room.readFloats(at, n));
  };
}

const updates: [string, (n: number) => (room: Room) => number[]][] = [
  ["sgd", (n) => steps("sgd", n, 0, [0.01])],
  ["momentum", (n) => steps("momentum", n, 1, [0.9, 0.1, 0.01, 0])],
  ["Nesterov", (n) => steps("momentum", n, 1, [0.9, 0, 0, 1])],
  ["rmsprop", (n) => steps("rmsprop", n, 1, [0.99, 1e-8, 0.01])],
  ["adam", (n) => steps("adam", n, 2, [0.9, 0.999, 1e-8, 0.01, 0], true)],
  ["adamW", (n) => steps("adam", n, 2, [0.9, 0.999, 1e-8, 0.01, 1], true)],
];

for (const [name, update] of updates) {
  test(`${name}: three steps equal the float64 reference to rounding, for any number of parameters`, () => {
    for (const n of [1, 2, 3, 4, 7, 33, 500]) {
      // Each step makes about ten roundings of numbers of size 1; a quotient of small numbers
      // doubles them.
      expect(
        disagreement(update(n), (x) => 60 * unit * Math.max(Math.abs(x), 0.1)),
        `${n}`,
      ).toBe("");
    }
  });

  test.runIf(relaxed)(
    `${name}: baseline and relaxed build agree bit for bit, and no place in the vector matters`,
    () => {
      const [a, b] = [baseline, relaxed as Room].map((room) => update(35)(room.clear()));
      expect(sameBits(a, b)).toBe(true);
    },
  );
}

test("Adam's first step is the rate against the sign of the gradient (Kingma & Ba 2015, section 2.1)", () => {
  for (const room of [reference, ...rooms]) {
    room.clear();
    const [p, m, v] = [[1, 1, 1, 1, 1], Array(5).fill(0), Array(5).fill(0)].map((x) =>
      room.floats(x),
    );
    const g = room.floats([3, -3, 1e-3, -50, 0]);
    room.run("adam", p, g, m, v, 5, room.ints([1]), room.floats([0.01]), 0.9, 0.999, 1e-12, 0, 0);
    const expected = [0.99, 1.01, 0.99, 1.01, 1].map((x) => expect.closeTo(x, 6));
    expect(room.readFloats(p, 5)).toEqual(expected);
  }
});

test("momentum as torch.optim.SGD, by hand: v = 0.5·0 + g, p = 1 − 0.1·1; then v = 0.5·1 + 1 = 1.5", () => {
  for (const room of [reference, ...rooms]) {
    room.clear();
    const [p, g, v, rate] = [[1], [1], [0], [0.1]].map((x) => room.floats(x));
    for (const expected of [0.9, 0.75]) {
      room.run("momentum", p, g, v, 1, rate, 0.5, 0, 0, 0);
      expect(room.readFloats(p, 1)[0]).toBeCloseTo(expected, 6);
    }
  }
});

test("AdamW shrinks the parameters and leaves the moments alone (Loshchilov & Hutter 2019)", () => {
  for (const room of [reference, ...rooms]) {
    room.clear();
    const [p, g, m, v] = [[2], [0], [0], [0]].map((x) => room.floats(x));
    room.run("adam", p, g, m, v, 1, room.ints([1]), room.floats([0.1]), 0.9, 0.999, 1e-8, 0.5, 1);
    expect(room.readFloats(p, 1)[0]).toBeCloseTo(2 * (1 - 0.1 * 0.5), 6);
    expect([room.readFloats(m, 1), room.readFloats(v, 1)]).toEqual([[0], [0]]);
  }
});

test("sumSquares, from 0 or added to what is there", () => {
  for (const n of [1, 4, 7, 8, 9, 100, 4097, 10_000]) {
    const x = numbers(n);
    const twice = (room: Room) => {
      const [out, at] = [room.space(1), room.floats(x)];
      room.run("sumSquares", out, at, n, 0);
      const once = room.readFloats(out, 1);
      room.run("sumSquares", out, at, n, 1);
      return [...once, ...room.readFloats(out, 1)];
    };
    // blocks of 4096 in eight lanes: chains of 512 additions
    expect(
      disagreement(twice, (y) => Math.min(n, 530) * unit * y),
      `${n}`,
    ).toBe("");
  }
});

const moving: [string, (room: Room, x: number, g: number) => number[]][] = [
  [
    "sgd as a moving average", // m ← m − ½ m
    (room, x) => {
      const [m, rate] = [room.floats([x]), room.floats([0.5])];
      room.run("sgd", m, m, 1, rate, 0);
      return room.readFloats(m, 1);
    },
  ],
  [
    "momentum",
    (room, x, g) => {
      const [p, slope, v, rate] = [[0], [g], [x], [0.1]].map((y) => room.floats(y));
      room.run("momentum", p, slope, v, 1, rate, 0.5, 0, 0, 0);
      return room.readFloats(v, 1);
    },
  ],
  [
    "rmsprop",
    (room, x, g) => {
      const [p, slope, v, rate] = [[0], [g], [x], [0.1]].map((y) => room.floats(y));
      room.run("rmsprop", p, slope, v, 1, rate, 0.5, 1e-8, 0);
      return room.readFloats(v, 1);
    },
  ],
  [
    "adam",
    (room, x, g) => {
      const [p, slope, m, v, rate] = [[0], [g], [x], [x], [0.1]].map((y) => room.floats(y));
      room.run("adam", p, slope, m, v, 1, room.ints([9]), rate, 0.5, 0.5, 1e-8, 0, 0);
      return [m, v].flatMap((at) => room.readFloats(at, 1));
    },
  ],
];

for (const [name, once] of moving) {
  test(`${name}: what halves without a gradient is exact to the smallest normal number, 2⁻¹²⁶, and then 0; NaN stays`, () => {
    for (const room of [reference, ...rooms]) {
      const after = (x: number, g = 0): Set<number> => new Set(once(room.clear(), x, g));
      expect(after(2 ** -125)).toEqual(new Set([2 ** -126]));
      expect(after(2 ** -126)).toEqual(new Set([0]));
      expect(after(1.5 * 2 ** -126)).toEqual(new Set([0]));
      expect(after(Number.NaN, Number.NaN)).toEqual(new Set([Number.NaN]));
    }
  });
}
