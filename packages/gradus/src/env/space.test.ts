/** Gymnasium's spaces are the source of what is drawn: tools/fixtures/gymnasium_worlds.py. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { rng } from "../core/random.ts";
import {
  box,
  complaint,
  contains,
  describe as describeSpace,
  dict,
  discrete,
  flatArray,
  flatBounds,
  flatSize,
  multiBinary,
  multiDiscrete,
  readFlat,
  type Space,
  sample,
  sampleMasked,
  tuple,
  type ValueOf,
  writeFlat,
} from "./space.ts";

const inf = Infinity;
const drawn: Record<string, number[][]> = JSON.parse(
  readFileSync(new URL("./gymnasium.fixture.json", import.meta.url), "utf8"),
);
const same: Record<string, Space> = {
  "Box([-2, 2], [3])": box(-2, 2, [3]),
  "Box float64": box([-1, 0], [1, 10], undefined, "float64"),
  "Box uint8": box(0, 255, [6], "uint8"),
  "Box int32": box(-3, 3, [4], "int32"),
  "Box unbounded": box(-inf, inf, [3]),
  "Box mixed": box([-1, -inf, 0, -inf], [1, inf, 5, inf], undefined, "float64"),
  "Discrete(2)": discrete(2),
  "Discrete(7, start=-3)": discrete(7, -3),
  "MultiDiscrete([5, 2, 3])": multiDiscrete([5, 2, 3]),
  "MultiBinary(11)": multiBinary(11),
};

test.each(Object.entries(same))("%s draws what Gymnasium draws", (name, space) => {
  const random = rng(7);
  for (const expected of drawn[name]!) {
    const value = sample(space, random);
    expect(
      [value].flat().length === 1 && typeof value === "number" ? [value] : [...(value as number[])],
    ).toEqual(expected);
  }
});

test("Discrete with a mask draws what Gymnasium draws; with nothing allowed, the start", () => {
  const random = rng(7);
  const draws = drawn["Discrete(6) masked"]!.map(() => [
    sampleMasked(discrete(6), [0, 1, 1, 0, 1, 0], random),
  ]);
  expect(draws).toEqual(drawn["Discrete(6) masked"]);
  expect(sampleMasked(discrete(2, 5), [0, 0], random)).toBe(5);
});

const all: readonly Space[] = [
  ...Object.values(same),
  box(0, inf, [2]),
  box(-inf, 3, [2, 2]),
  tuple([discrete(3), box(0, 1, [2])]),
  dict({
    place: multiDiscrete([4, 4]),
    bag: multiBinary(3),
    nested: tuple([discrete(2), discrete(9)]),
  }),
];

describe.each(all.map((space) => [describeSpace(space), space] as const))("%s", (_, space) => {
  test("contains what is drawn from it, in flat form too", () => {
    const random = rng(1);
    const flat = flatArray(space, 2);
    const { low, high, whole } = flatBounds(space);
    expect(low).toHaveLength(flatSize(space));
    for (let k = 0; k < 50; k++) {
      const value = sample(space, random);
      expect(complaint(space, value)).toBeUndefined();
      writeFlat(space, value, flat, flatSize(space));
      expect(readFlat(space, flat, flatSize(space))).toEqual(value);
      flat.subarray(flatSize(space)).forEach((v, i) => {
        expect(v >= low[i]! && v <= high[i]! && (whole[i] === 0 || Number.isInteger(v))).toBe(true);
      });
    }
  });
  test("does not contain nothing, a text, or NaN", () => {
    for (const strange of [undefined, null, "1", NaN, {}])
      expect(contains(space, strange)).toBe(false);
  });
});

test("a one-sided Box draws a shifted exponential: mean 1 above the bound", () => {
  const random = rng(2);
  const draws = Array.from({ length: 20_000 }, () => sample(box(3, inf, [1]), random)[0]! - 3);
  const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
  expect(Math.abs(mean - 1)).toBeLessThan(4 / Math.sqrt(20_000)); // standard deviation 1
});

test.each([
  [discrete(3), 3, "3 is not a whole number from 0 to 2"],
  [discrete(3, 1), 0, "0 is not a whole number from 1 to 3"],
  [box(-1, 1, [2]), [0], "a list of 1 is not a list of 2 numbers"],
  [box(-1, 1, [2]), [0, 2], "element 1 is 2; it must lie in [-1, 1]"],
  [box(0, 255, [1], "uint8"), [1.5], "element 0 is 1.5; it must be a whole number in [0, 255]"],
  [multiDiscrete([2, 3]), [1, 3], "element 1 is 3; it must be a whole number in [0, 2]"],
  [multiBinary(2), [0, 2], "element 1 is 2"],
  [tuple([discrete(2), discrete(2)]), [0, 5], "part 1: 5 is not a whole number from 0 to 1"],
  [dict({ a: discrete(2) }), {}, 'part "a": undefined is not a whole number'],
] as const)("%j does not contain %j, and says why", (space, value, why) => {
  expect(complaint(space, value)).toContain(why);
});

test("bounds of a float32 Box are rounded like its elements: fround(0.07) belongs to [−0.07, 0.07]", () => {
  expect(contains(box(-0.07, 0.07, [1]), Float32Array.of(0.07))).toBe(true);
  expect(contains(box(-0.07, 0.07, [1], "float64"), Float32Array.of(0.07))).toBe(false); // 0.07000000029…
});

test.each([
  [() => discrete(0), "discrete: n is 0"],
  [() => discrete(2.5), "discrete: n is 2.5"],
  [() => discrete(2, 0.5), "start is 0.5"],
  [() => box(1, 0, [2]), "element 0 has bounds 1 to 0"],
  [() => box([0, 0], [1, 1, 1]), "high has 3 bounds for 2 elements"],
  [() => box(NaN, 1, [1]), "element 0 has bounds NaN to 1"],
  [() => multiDiscrete([]), "give at least one size"],
  [() => multiBinary(-1), "multiBinary: n is -1"],
] as const)("%s is refused", (make, message) => {
  expect(make).toThrow(message);
});

test("the types of values follow from the space", () => {
  const pair = tuple([discrete(3), box(0, 1, [2])]);
  const good: ValueOf<typeof pair> = [1, Float32Array.of(0, 1)];
  // @ts-expect-error the parts are swapped
  const bad: ValueOf<typeof pair> = [Float32Array.of(0, 1), 1];
  expect([contains(pair, good), contains(pair, bad)]).toEqual([true, false]);
});
