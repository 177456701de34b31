/** NumPy is the source: the files were written by it, tools/fixtures/npy.py. */
import { expect, test } from "vitest";
import fixture from "./npy.fixture.json" with { type: "json" };
import { type NpyArray, readNpy, writeNpy } from "./npy.ts";

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
const { complex, ...readable } = fixture;

const number = (text: string) =>
  text === "True" ? 1 : text === "False" ? 0 : text === "inf" ? Infinity : Number(text);

test.each(Object.entries(readable))(
  "%s is read as NumPy wrote it",
  (_, { shape, values, file }) => {
    const npy = readNpy(bytesOf(file));
    expect(npy.shape).toEqual(shape);
    expect(Array.from(npy.data as Float64Array, Number)).toEqual(values.map(number));
  },
);

test.each([
  "float32",
  "float64",
  "int8",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "scalar",
  "vector",
] as const)("%s is written byte for byte as NumPy writes it", (name) => {
  const bytes = bytesOf(fixture[name].file);
  const { data, shape } = readNpy(bytes);
  expect(writeNpy(data, shape)).toEqual(bytes);
});

test("booleans are written byte for byte as NumPy writes them", () => {
  const bytes = bytesOf(fixture.bool.file);
  const { data, shape } = readNpy(bytes);
  expect(writeNpy(data, shape, true)).toEqual(bytes);
  expect(() => writeNpy(Int32Array.of(1), [1], true)).toThrow("booleans are bytes 0 and 1");
});

test("what is written is read back, also from the middle of a buffer", () => {
  const values = new Float32Array(Float32Array.of(0, 1, NaN, -0, 5).buffer, 4, 4) as NpyArray;
  expect(readNpy(writeNpy(values, [2, 2]))).toEqual({
    shape: [2, 2],
    data: Float32Array.of(1, NaN, -0, 5),
  });
});

test("damaged and unsupported files are refused", () => {
  const good = bytesOf(fixture.float32.file);
  const read = (bytes: Uint8Array) => () => readNpy(bytes, "x.npy");
  expect(read(good.subarray(0, good.length - 1))).toThrow(
    "x.npy is cut off: shape [2, 3, 4] of f4 takes 224 bytes, found 223.",
  );
  expect(read(Uint8Array.of(...good, 0))).toThrow("x.npy has bytes left over");
  expect(read(good.subarray(0, 40))).toThrow(
    "x.npy is cut off: its header ends at byte 128, found 40.",
  );
  expect(read(Uint8Array.of(80, 75, 3, 4))).toThrow("x.npy is not a .npy file");
  expect(read(bytesOf(complex.file))).toThrow(
    "its values must be floats of 32 or 64 bits, integers or booleans",
  );
  expect(() => writeNpy(Float32Array.of(1, 2), [3])).toThrow(
    "shape [3] holds 3 values, but there are 2.",
  );
});
