import { expect, test } from "vitest";
import { philox } from "./js/random.ts";
import { type Room, reference, relaxed, rooms, sameBits, unit } from "./testing.ts";

/** Known answers of philox4x32-10 from the Random123 library (tests/kat_vectors). */
const known = [
  { counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
];

test("Philox4x32-10 gives the known answers of Random123", () => {
  for (const { counter, key, words } of known) {
    const block = Uint32Array.from(counter);
    philox(block, key[0], key[1]);
    expect([...block]).toEqual(words);
  }
});

const draw = (kernel: "uniform" | "normal", n: number, state: number[]) => (room: Room) => {
  const [out, at] = [room.space(n), room.ints(state)];
  room.run(kernel, out, n, at);
  return {
    values: room.readFloats(out, n),
    rest: room.readFloats(out + 4 * n, 1),
    state: room.readInts(at, 4),
  };
};

test("uniform: the upper 24 bits of the words of the first block", () => {
  const expected = known[0].words.map((word) => (word >>> 8) * 2 ** -24);
  for (const room of [reference, ...rooms]) {
    expect(draw("uniform", 4, [0, 0, 0, 0])(room.clear()).values).toEqual(expected);
  }
});

test("uniform: every backend has the same bits and moves the counter by ⌈n/4⌉, over its carry too", () => {
  const states = [
    [0, 0, 0, 0],
    [123, -456, 7, 0],
    [-1, -1, -2, 5], // counter0 = 2³² − 2: carries in the middle of a vector
    [1, 2, -3, -1],
  ];
  for (const state of states) {
    for (const n of [1, 3, 4, 5, 15, 16, 17, 64, 101]) {
      const expected = draw("uniform", n, state)(reference.clear());
      const counter =
        (BigInt(state[2] >>> 0) | (BigInt(state[3] >>> 0) << 32n)) + BigInt(Math.ceil(n / 4));
      const words = [counter & 0xffffffffn, (counter >> 32n) & 0xffffffffn].map(
        (word) => Number(word) | 0,
      );
      expect(expected.state).toEqual([state[0], state[1], ...words]);
      for (const room of rooms) expect(draw("uniform", n, state)(room.clear())).toEqual(expected);
    }
  }
});

test("two calls give what one call gives, when the first is a whole number of blocks", () => {
  for (const room of rooms) {
    const whole = draw("uniform", 40, [5, 6, 7, 0])(room.clear()).values;
    const first = draw("uniform", 12, [5, 6, 7, 0])(room.clear());
    const second = draw("uniform", 28, first.state)(room.clear());
    expect([...first.values, ...second.values]).toEqual(whole);
  }
});

test("normal: Box–Muller on pairs, to rounding; no value depends on where it stands", () => {
  for (const n of [1, 2, 5, 16, 50, 1000]) {
    const expected = draw("normal", n, [9, 8, 3, 0])(reference.clear());
    for (const room of rooms) {
      const got = draw("normal", n, [9, 8, 3, 0])(room.clear());
      expect(got.state).toEqual(expected.state);
      expect(got.rest).toEqual([12345]);
      // r ≤ 5.9; log, sqrt, cosine and product are within 2 units each of at most r
      const errors = got.values.map((z, i) => Math.abs(z - expected.values[i]));
      expect(Math.max(...errors)).toBeLessThan(8 * unit * 5.9);
      const all = draw("normal", 1000, [9, 8, 3, 0])(room.clear());
      expect(sameBits(got.values, all.values.slice(0, n))).toBe(true);
    }
  }
});

test("10⁶ normal numbers: mean, variance, skewness and kurtosis within four standard errors", () => {
  const n = 1e6;
  const z = draw("normal", n, [2026, 1, 0, 0])((relaxed ?? rooms[1]).clear()).values;
  const moment = (k: number) => z.reduce((sum, x) => sum + x ** k, 0) / n;
  const se = (variance: number) => 4 * Math.sqrt(variance / n);
  expect(Math.abs(moment(1))).toBeLessThan(se(1));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(se(2));
  expect(Math.abs(moment(3))).toBeLessThan(se(15));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(se(96));
});
