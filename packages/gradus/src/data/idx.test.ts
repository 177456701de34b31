import { expect, test } from "vitest";
import { readIdx } from "./idx.ts";

/** A 2 × 3 array of bytes, written by hand after the format's description. */
const bytes = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255);

test("the format's own example: bytes of shape 2 × 3", () => {
  expect(readIdx(bytes)).toEqual({ shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 255) });
});

test("every type, big-endian: int8, int16, int32, float32, float64", () => {
  const one = (type: number, ...payload: number[]) =>
    readIdx(Uint8Array.of(0, 0, type, 1, 0, 0, 0, 1, ...payload)).data;
  expect(one(9, 0xfe)).toEqual(Int8Array.of(-2));
  expect(one(11, 0xff, 0x00)).toEqual(Int16Array.of(-256));
  expect(one(12, 0x80, 0, 0, 1)).toEqual(Int32Array.of(-2147483647));
  expect(one(13, 0x3f, 0xc0, 0, 0)).toEqual(Float32Array.of(1.5));
  expect(one(14, 0xbf, 0xf0, 0, 0, 0, 0, 0, 0)).toEqual(Float64Array.of(-1));
});

test("a view into a larger buffer is read at its own offset", () => {
  const large = new Uint8Array(40);
  large.set(bytes, 7);
  expect(readIdx(large.subarray(7, 7 + bytes.length)).data).toEqual(
    Uint8Array.of(1, 2, 3, 4, 5, 255),
  );
});

test("a damaged file is refused with its name, what was expected, what was found, and the remedy", () => {
  const read = (b: Uint8Array) => () => readIdx(b, "train-images");
  expect(read(bytes.subarray(0, 16))).toThrow(
    "train-images is cut off: its shape [2, 3] takes 18 bytes, found 16. Get the file again.",
  );
  expect(read(Uint8Array.of(...bytes, 0))).toThrow(
    "train-images has bytes left over: its shape [2, 3] takes 18 bytes, found 19.",
  );
  expect(read(bytes.subarray(0, 7))).toThrow(
    "train-images is cut off: its header takes 12 bytes, found 7.",
  );
  expect(read(Uint8Array.of(0, 1, 8, 1))).toThrow("it begins with 00 01 08 01, expected 00 00");
  expect(read(Uint8Array.of(0, 0, 10, 1))).toThrow("is not an IDX file");
  expect(read(new Uint8Array(0))).toThrow("it begins with nothing");
  expect(read(Uint8Array.of(0x1f, 0x8b, 8, 0))).toThrow("compressed with gzip; unpack it first");
});
