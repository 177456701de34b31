/**
 * IDX, the format of the MNIST files (Y. LeCun, yann.lecun.com/exdb/mnist): two zero bytes, a type
 * code, the number of dimensions, each dimension as a big-endian uint32, then the values, big-
 * endian, row-major.
 */
import { DataError } from "../core/errors.ts";

export type IdxArray =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

export interface Idx {
  readonly shape: readonly number[];
  /** Bytes are a view of the file; wider values are a copy in the machine's order. */
  readonly data: IdxArray;
}

interface Row {
  readonly bytes: number;
  readonly read: (bytes: Uint8Array, count: number) => IdxArray;
}

/** By type code, the third byte of the file. */
const types: Readonly<Record<number, Row>> = {
  8: { bytes: 1, read: (bytes) => bytes },
  9: { bytes: 1, read: (bytes, n) => new Int8Array(bytes.buffer, bytes.byteOffset, n) },
  11: {
    bytes: 2,
    read: (bytes, n) => filled(new Int16Array(n), (i) => view(bytes).getInt16(2 * i)),
  },
  12: {
    bytes: 4,
    read: (bytes, n) => filled(new Int32Array(n), (i) => view(bytes).getInt32(4 * i)),
  },
  13: {
    bytes: 4,
    read: (bytes, n) => filled(new Float32Array(n), (i) => view(bytes).getFloat32(4 * i)),
  },
  14: {
    bytes: 8,
    read: (bytes, n) => filled(new Float64Array(n), (i) => view(bytes).getFloat64(8 * i)),
  },
};

/**
 * Reads an IDX file, already unpacked.
 *
 * @param name what messages call the file
 * @throws DataError if it is not IDX, cut off, or longer than its header says
 */
export function readIdx(bytes: Uint8Array, name = "IDX file"): Idx {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    throw new DataError(`${name} is compressed with gzip; unpack it first (gunzip).`);
  }
  const type = bytes[0] === 0 && bytes[1] === 0 ? types[bytes[2] ?? 0] : undefined;
  if (bytes.length < 4 || type === undefined) {
    throw new DataError(
      `${name} is not an IDX file: it begins with ${hex(bytes)}, expected 00 00 and a type from 08 to 0e.`,
    );
  }
  const header = 4 + 4 * bytes[3]!;
  if (bytes.length < header) {
    throw new DataError(
      `${name} is cut off: its header takes ${header} bytes, found ${bytes.length}. Get the file again.`,
    );
  }
  const shape = Array.from({ length: bytes[3]! }, (_, i) => view(bytes).getUint32(4 + 4 * i));
  const count = shape.reduce((product, size) => product * size, 1);
  checkLength(bytes.length, header + count * type.bytes, shape, name);
  return { shape, data: type.read(bytes.subarray(header), count) };
}

function checkLength(
  found: number,
  expected: number,
  shape: readonly number[],
  name: string,
): void {
  if (found === expected) return;
  const what = found < expected ? "is cut off" : "has bytes left over";
  throw new DataError(
    `${name} ${what}: its shape [${shape.join(", ")}] takes ${expected} bytes, found ${found}. Get the file again.`,
  );
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function filled<T extends IdxArray>(out: T, value: (i: number) => number): T {
  for (let i = 0; i < out.length; i++) out[i] = value(i);
  return out;
}

function hex(bytes: Uint8Array): string {
  const first = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0"));
  return first.length === 0 ? "nothing" : first.join(" ");
}
