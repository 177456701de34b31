/**
 * NumPy is the source: the fixture comes from numpy.random.default_rng,
 * tools/fixtures/numpy_random.py.
 */
import { describe, expect, test } from "vitest";
import fixture from "./random.fixture.json" with { type: "json" };
import { rng } from "./random.ts";

const times = <T>(n: number, draw: () => T): T[] => Array.from({ length: n }, draw);

/** FNV-1a over the 32-bit words. */
function fnv(values: Float64Array): number {
  let hash = 0x811c9dc5;
  for (const word of new Uint32Array(values.buffer)) hash = Math.imul(hash ^ word, 0x01000193);
  return hash >>> 0;
}

describe.each(fixture)("seed $seed", (expected) => {
  const seed = typeof expected.seed === "string" ? BigInt(expected.seed) : expected.seed;
  const fresh = () => rng(seed);

  test("the first state equals NumPy's", () => {
    expect(fresh().state()).toMatchObject({ state: expected.state, increment: expected.increment });
  });

  test("random() and uniform() equal Generator.random and .uniform, also the 100 000th draw", () => {
    const stream = fresh();
    const draws = times(100000, () => stream.random());
    expect(draws.slice(0, 20)).toEqual(expected.random);
    expect(draws.at(-1)).toBe(expected.random100000);
    const other = fresh();
    expect(times(10, () => other.uniform(-0.05, 0.05))).toEqual(expected.uniform);
  });

  test("integer(n) equals Generator.integers for small, large and 64-bit ranges", () => {
    const draw = (n: number, count: number) => {
      const stream = fresh();
      return times(count, () => stream.integer(n));
    };
    expect(draw(10, 30)).toEqual(expected.integers10);
    expect(draw(1000000007, 30)).toEqual(expected.integers1000000007);
    expect(draw(3000000000, 30)).toEqual(expected.integers3000000000);
    expect(draw(2 ** 32, 9)).toEqual(expected.integers2p32);
    expect(draw(2 ** 40 + 1, 9)).toEqual(expected.integers2p40p1);
  });

  test("32-bit draws keep the other half of a 64-bit draw, as NumPy does, across other kinds of draws", () => {
    const s = fresh();
    const drawn = [
      s.random(),
      s.integer(10),
      s.random(),
      s.integer(6),
      s.integer(1000),
      s.normal(),
      s.integer(2 ** 31),
      s.integer(2 ** 40),
    ];
    expect(drawn).toEqual(expected.mixed);
  });

  test("permutation, shuffle and choice equal NumPy's", () => {
    expect(Array.from(fresh().permutation(10))).toEqual(expected.permutation);
    expect(Array.from(fresh().permutation(1000)).slice(-10)).toEqual(expected.permutation1000tail);
    expect(Array.from(fresh().shuffle(Int32Array.from({ length: 7 }, (_, i) => i)))).toEqual(
      expected.shuffle,
    );
    const stream = fresh();
    expect(times(20, () => stream.choice([0.1, 0.2, 0.3, 0.4]))).toEqual(expected.choice);
  });

  test("split() equals SeedSequence.spawn, and draws nothing from the parent", () => {
    const parent = fresh();
    const children = [parent.split(), parent.split()];
    expect(children.map((child) => times(3, () => child.random()))).toEqual(expected.children);
    const grandchild = children[1]!.split();
    expect(times(3, () => grandchild.random())).toEqual(expected.grandchild);
    expect(parent.random()).toBe(expected.random[0]);
  });

  test("normal() equals Generator.standard_normal in all of 20 000 draws, and uses up as many", () => {
    const stream = fresh();
    const draws = times(20000, () => stream.normal());
    expect(draws.slice(0, 20)).toEqual(expected.normal);
    expect(draws.filter((_, i) => i % 500 === 0)).toEqual(expected.normalEvery500);
    expect(stream.random()).toBe(expected.normalAfter);
  });

  test("100 000 normal draws: equal bits below the tail, in the tail to the C library's last bit", () => {
    const stream = fresh();
    const draws = Float64Array.from({ length: 100000 }, () => stream.normal());
    const isTail = (x: number) => Math.abs(x) >= 3.6541528853610088;
    expect(fnv(draws.filter((x) => !isTail(x)))).toBe(expected.normalHash);
    const tail = [...draws.entries()].filter(([, x]) => isTail(x));
    expect(tail.map(([i]) => i)).toEqual(expected.normalTail.map(([i]) => i));
    for (const [k, [, x]] of tail.entries())
      expect(x / expected.normalTail[k]![1]! - 1).toBeCloseTo(0, 15);
  });
});

test("a saved state goes on bit for bit, through JSON, with the buffered half and the count of children", () => {
  const stream = rng([7, 8]);
  stream.integer(10); // leaves half a draw behind
  stream.split();
  const saved = JSON.parse(JSON.stringify(stream.state()));
  const go = (s: typeof stream) => [
    s.integer(10),
    s.normal(),
    s.random(),
    s.split().random(),
    s.integer(2 ** 45),
  ];
  const ahead = go(stream);
  expect(go(rng.from(saved))).toEqual(ahead);
  expect(go(rng(99).restore(saved))).toEqual(ahead);
});

test("normal draws have the moments of the normal distribution: 0, 1, 0, 3, within 4 standard errors", () => {
  const stream = rng(5);
  const n = 200000;
  const x = times(n, () => stream.normal());
  const moment = (k: number) => x.reduce((sum, v) => sum + v ** k, 0) / n;
  expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / n));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
});

test("choice never draws an index of weight 0", () => {
  const stream = rng(1);
  for (let i = 0; i < 1000; i++) expect(stream.choice([0, 1, 0, 2, 0]) % 2).toBe(1);
});

test("wrong seeds, ranges, weights and states are refused with the value", () => {
  expect(() => rng(-1)).toThrow("A seed is -1; it must be a whole number ≥ 0");
  expect(() => rng(0.5)).toThrow("A seed is 0.5");
  expect(() => rng(1).integer(0)).toThrow("n is 0; it must be a whole number from 1 to 2^53");
  expect(() => rng(1).integer(2.5)).toThrow("n is 2.5");
  expect(() => rng(1).choice([1, -2])).toThrow("weight 1 is -2");
  expect(() => rng(1).choice([0, 0])).toThrow("sum to 0");
  expect(() => rng.from({} as never)).toThrow("not the state of a random stream");
});
