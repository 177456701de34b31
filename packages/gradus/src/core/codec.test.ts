import { expect, test } from "vitest";
import { decodeState, encodeState } from "./codec.ts";
import { rng } from "./random.ts";

const roundTrip = (value: unknown) => {
  const { json, tensors } = encodeState(value);
  return decodeState(json, tensors);
};

test("what plain JSON loses comes back exactly: NaN, ±Infinity, −0, undefined, 64- and 128-bit integers", () => {
  const values = [
    NaN,
    Infinity,
    -Infinity,
    -0,
    0,
    5e-324,
    0.1,
    2 ** 53,
    undefined,
    null,
    2n ** 127n + 1n,
    -1n,
    "",
    "NaN",
  ];
  const back = roundTrip(values) as unknown[];
  for (const [i, value] of values.entries())
    expect(Object.is(back[i], value), String(value)).toBe(true);
});

test("objects, arrays, Maps and Sets nest, with undefined members and awkward keys", () => {
  const value = {
    a: [{ b: undefined }, []],
    map: new Map<unknown, unknown>([
      ["k", 1n],
      [2, new Set([-0, "x"])],
    ]),
    "": { $: "undefined", "a.b": {} },
    ["__proto__x"]: null,
  };
  expect(roundTrip(value)).toEqual(value);
  expect(Object.keys(roundTrip({ b: undefined }) as object)).toEqual(["b"]);
  const proto = JSON.parse('{"__proto__": {"polluted": 1}}') as object;
  expect(Object.hasOwn(roundTrip(proto) as object, "__proto__")).toBe(true);
});

test("typed arrays are stored apart by the path at which they stand, shared ones once", () => {
  const moments = Float32Array.of(1, NaN, -0);
  const { json, tensors } = encodeState({
    adam: { moments: [moments] },
    again: moments,
    steps: BigInt64Array.of(5n),
  });
  expect([...tensors.keys()]).toEqual(["adam.moments.0", "steps"]);
  expect(tensors.get("adam.moments.0")).toBe(moments);
  const back = decodeState(json, tensors) as { again: unknown; adam: { moments: unknown[] } };
  expect(back.again).toBe(back.adam.moments[0]);
});

test("two paths that look alike do not collide", () => {
  const value = { "a.b": Int32Array.of(1), a: { b: Int32Array.of(2) } };
  expect(roundTrip(value)).toEqual(value);
  expect(encodeState(value).tensors.size).toBe(2);
});

test("the state of a random stream survives", () => {
  const stream = rng(3);
  stream.integer(5);
  const copy = rng.from(roundTrip(stream.state()) as ReturnType<typeof stream.state>);
  expect([copy.integer(9), copy.random()]).toEqual([stream.integer(9), stream.random()]);
});

test("what is not data is refused, with its path", () => {
  class Env {}
  expect(() => encodeState({ a: [() => 1] })).toThrow(
    "A state holds a function at a.0; keep plain data there.",
  );
  expect(() => encodeState({ env: new Env() })).toThrow("A state holds an instance of Env at env");
  expect(() => encodeState(new Date(0))).toThrow("an instance of Date at its root");
  const circle: { self?: unknown } = {};
  circle.self = circle;
  expect(() => encodeState({ circle })).toThrow("A state contains itself at circle.self");
});

test("a damaged state is refused: cut text, a missing array, another type, an unknown mark", () => {
  const { json, tensors } = encodeState({ w: Float32Array.of(1) });
  expect(() => decodeState(json.slice(0, -2), tensors)).toThrow("not valid JSON");
  expect(() => decodeState(json, new Map())).toThrow('refers to the array "w", which is missing');
  expect(() => decodeState(json, new Map([["w", Float64Array.of(1)]]))).toThrow(
    "is a Float64Array; expected a Float32Array",
  );
  expect(() => decodeState('{"$":"Tensor"}', new Map())).toThrow(
    'holds "Tensor", which this version',
  );
});
