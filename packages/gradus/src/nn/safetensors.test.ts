/**
 * The source is the safetensors package for Python, which wrote the files:
 * tools/fixtures/safetensors_file.py.
 */
import { describe, expect, test } from "vitest";
import fixture from "./safetensors.fixture.json" with { type: "json" };
import { readSafetensors, type StoredTensor, writeSafetensors } from "./safetensors.ts";

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
const text = (value: number | bigint) => String(Object.is(value, -0) ? "-0" : value);
const python: Record<string, string> = { inf: "Infinity", True: "1", False: "0" };
const fromPython = (value: string) =>
  python[value] ?? (/\.0$/.test(value) ? value.slice(0, -2) : value);

describe("a file written by Python", () => {
  const { tensors, metadata } = readSafetensors(bytesOf(fixture.all.file));

  test("has all its names and its metadata", () => {
    expect([...tensors.keys()].sort()).toEqual(Object.keys(fixture.all.tensors).sort());
    expect(metadata).toEqual({ format: "pt", epoch: "3" });
  });

  test.each(Object.entries(fixture.all.tensors))(
    "%s has its shape and values, to the last bit",
    (name, expected) => {
      const { shape, data } = tensors.get(name)!;
      expect(shape).toEqual(expected.shape);
      const got = Array.from(data as ArrayLike<number | bigint>, (value) => text(value));
      const isBig = data instanceof BigInt64Array || data instanceof BigUint64Array;
      const wanted = expected.values.map(fromPython);
      expect(isBig ? got : got.map(Number)).toEqual(isBig ? wanted : wanted.map(Number));
    },
  );

  test("half-precision values become float32, and the dtype says what they were", () => {
    expect(tensors.get("half")).toMatchObject({ dtype: "F16", data: expect.any(Float32Array) });
    expect(tensors.get("brain")).toMatchObject({
      dtype: "BF16",
      data: Float32Array.of(1, -3.140625),
    });
  });
});

test("what is read is written back byte for byte as Python wrote it", () => {
  const bytes = bytesOf(fixture.exact);
  expect(writeSafetensors(readSafetensors(bytes).tensors)).toEqual(bytes);
  const small = bytesOf(fixture.withMetadata);
  const { tensors, metadata } = readSafetensors(small);
  expect(writeSafetensors(tensors, metadata)).toEqual(small);
});

test("a file without tensors", () => {
  expect(readSafetensors(writeSafetensors(new Map()))).toEqual({
    tensors: new Map(),
    metadata: {},
  });
});

test("names of Object.prototype are ordinary names", () => {
  const tensors = new Map([["toString", { shape: [1], data: Float32Array.of(1) }]]);
  expect([...readSafetensors(writeSafetensors(tensors)).tensors.keys()]).toEqual(["toString"]);
});

describe("a damaged file is refused", () => {
  const file = (header: string, size: number) => {
    const bytes = new Uint8Array(8 + header.length + size);
    bytes.set([header.length & 255, header.length >> 8]);
    bytes.set(new TextEncoder().encode(header), 8);
    return bytes;
  };
  const entry = (begin: number, end: number, shape = "[2]", dtype = "F32") =>
    `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${begin},${end}]}`;
  const good = file(`{"a":${entry(0, 8)},"b":${entry(8, 16)}}`, 16);

  test("(the undamaged one is not)", () => {
    expect(readSafetensors(good).tensors.size).toBe(2);
  });

  test.each<[string, Uint8Array, string]>([
    ["cut inside the length", good.subarray(0, 5), "net is cut off: 5 bytes"],
    [
      "cut inside the header",
      good.subarray(0, 40),
      "net is cut off or not a safetensors file: its header takes",
    ],
    [
      "cut inside the values",
      good.subarray(0, good.length - 1),
      "net is cut off: its tensors take 16 bytes, found 15.",
    ],
    [
      "bytes left over",
      file(`{"a":${entry(0, 8)}}`, 9),
      "has bytes left over: its tensors take 8 bytes, found 9.",
    ],
    [
      "an absurd length",
      new Uint8Array(16).fill(255),
      "its header takes 18446744073709552000 bytes",
    ],
    ["not JSON", file("{a}", 0), "its header is not valid JSON"],
    ["not an object", file("[]", 0), "its header must be an object"],
    [
      "an overlap",
      file(`{"a":${entry(0, 8)},"b":${entry(4, 12)}}`, 12),
      'tensor "b" overlaps the one before: it begins at 4, expected 8.',
    ],
    [
      "a hole",
      file(`{"a":${entry(0, 8)},"b":${entry(12, 20)}}`, 20),
      'tensor "b" leaves a hole: it begins at 12, expected 8.',
    ],
    [
      "a wrong size",
      file(`{"a":${entry(0, 12)}}`, 12),
      'tensor "a": shape [2] of F32 takes 8 bytes, its offsets 0 to 12 give 12.',
    ],
    [
      "a name twice",
      file(`{"a":${entry(0, 8)},"\\u0061":${entry(0, 8)}}`, 8),
      'names the tensor "a" twice',
    ],
    [
      "an unknown dtype",
      file(`{"a":${entry(0, 8, "[2]", "F8_E4M3")}}`, 8),
      'tensor "a": dtype F8_E4M3 is not known',
    ],
    [
      "a negative size",
      file(`{"a":${entry(0, 8, "[-2]")}}`, 8),
      "must give dtype, shape and two data_offsets",
    ],
    ["a shape with a fraction", file(`{"a":${entry(0, 8, "[0.5]")}}`, 8), "must give dtype, shape"],
    ["no offsets", file('{"a":{"dtype":"F32","shape":[2]}}', 8), "must give dtype, shape"],
    [
      "metadata that are not texts",
      file('{"__metadata__":{"epoch":3}}', 0),
      "__metadata__ must be an object of texts",
    ],
  ])("%s", (_, bytes, message) => {
    expect(() => readSafetensors(bytes, "net")).toThrow(message);
  });
});

test("a tensor whose shape does not fit, or with the reserved name, is not written", () => {
  const write = (name: string, tensor: Omit<StoredTensor, "dtype">) => () =>
    writeSafetensors(new Map([[name, tensor]]));
  expect(write("w", { shape: [3], data: Float32Array.of(1) })).toThrow(
    '"w": shape [3] holds 3 values, but there are 1.',
  );
  expect(write("__metadata__", { shape: [1], data: Float32Array.of(1) })).toThrow(
    "cannot be named __metadata__",
  );
});
