/**
 * Safetensors, the file format of weights (github.com/huggingface/safetensors): the length of the
 * header as a uint64, the header as JSON (name → dtype, shape, offsets), then the values, little-
 * endian, without holes or overlaps.
 */
import { DataError, ValueError } from "../core/errors.ts";

export type SafetensorsArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

/** One tensor of a file. */
export interface StoredTensor {
  /** As in the file: "F32", "I64", "BOOL" … */
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Half-precision values (F16, BF16) are widened to float32. BOOL is bytes 0 and 1. */
  readonly data: SafetensorsArray;
}

export interface Safetensors {
  /** In the order of the file. */
  readonly tensors: Map<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * In the order in which the reference implementation sorts, last first: wide types come first in a
 * file.
 */
const dtypes = {
  BOOL: { bytes: 1, read: (bytes: Uint8Array) => bytes },
  U8: { bytes: 1, read: (bytes: Uint8Array) => bytes },
  I8: { bytes: 1, read: (bytes: Uint8Array) => new Int8Array(bytes.buffer) },
  I16: { bytes: 2, read: (bytes: Uint8Array) => new Int16Array(bytes.buffer) },
  U16: { bytes: 2, read: (bytes: Uint8Array) => new Uint16Array(bytes.buffer) },
  F16: { bytes: 2, read: (bytes: Uint8Array) => widened(bytes, fromHalf) },
  BF16: { bytes: 2, read: (bytes: Uint8Array) => widenedBrain(bytes) },
  I32: { bytes: 4, read: (bytes: Uint8Array) => new Int32Array(bytes.buffer) },
  U32: { bytes: 4, read: (bytes: Uint8Array) => new Uint32Array(bytes.buffer) },
  F32: { bytes: 4, read: (bytes: Uint8Array) => new Float32Array(bytes.buffer) },
  F64: { bytes: 8, read: (bytes: Uint8Array) => new Float64Array(bytes.buffer) },
  I64: { bytes: 8, read: (bytes: Uint8Array) => new BigInt64Array(bytes.buffer) },
  U64: { bytes: 8, read: (bytes: Uint8Array) => new BigUint64Array(bytes.buffer) },
} as const;

export type Dtype = keyof typeof dtypes;

const dtypeOf: Readonly<Record<string, Dtype>> = {
  Float32Array: "F32",
  Float64Array: "F64",
  Int8Array: "I8",
  Int16Array: "I16",
  Int32Array: "I32",
  BigInt64Array: "I64",
  Uint8Array: "U8",
  Uint16Array: "U16",
  Uint32Array: "U32",
  BigUint64Array: "U64",
};

const METADATA = "__metadata__";

/**
 * Reads a safetensors file. The values are copied, so the bytes may be let go.
 *
 * @param name what messages call the file
 * @throws DataError if anything about the header is wrong: its length, its JSON, a name that occurs twice, an unknown
 *   dtype, a size that does not fit the shape, a hole or an overlap, a file cut off or too long
 */
export function readSafetensors(bytes: Uint8Array, name = "safetensors file"): Safetensors {
  const { header, start } = headerOf(bytes, name);
  const entries: [string, Entry][] = [];
  for (const [key, value] of Object.entries(header)) {
    if (key !== METADATA) entries.push([key, checkedEntry(key, value, name)]);
  }
  entries.sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  checkCover(entries, bytes.length - start, name);
  const tensors = new Map<string, StoredTensor>();
  for (const [key, { dtype, shape, begin, end }] of entries) {
    tensors.set(key, {
      dtype,
      shape,
      // a copy, and aligned; slice() would not do, because that of Node's Buffer copies nothing
      data: dtypes[dtype].read(new Uint8Array(bytes.subarray(start + begin, start + end))),
    });
  }
  return { tensors, metadata: checkedMetadata(header[METADATA], name) };
}

/**
 * What `writeSafetensors` takes: the dtype follows from the array, except that bytes may be said to
 * be "BOOL".
 */
export interface TensorToStore {
  readonly shape: readonly number[];
  readonly data: SafetensorsArray;
  readonly dtype?: Dtype;
}

/**
 * Writes a safetensors file, byte for byte as the reference implementation does: sorted by width of
 * type, then by name.
 *
 * @throws ValueError if a shape does not hold as many values as there are, or a name is taken by the format
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, TensorToStore>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const rows = [...tensors].map(([name, tensor]) => ({
    name,
    ...tensor,
    dtype: storedDtype(name, tensor),
  }));
  rows.sort((a, b) => rank(b.dtype) - rank(a.dtype) || compareNames(a.name, b.name));
  const members = Object.keys(metadata).length > 0 ? [member(METADATA, metadata)] : [];
  let end = 0;
  for (const { name, dtype, shape, data } of rows) {
    members.push(member(name, { dtype, shape, data_offsets: [end, (end += data.byteLength)] }));
  }
  const text = new TextEncoder().encode(`{${members.join(",")}}`);
  const headerSize = Math.ceil(text.length / 8) * 8; // values begin at a multiple of 8
  const out = new Uint8Array(8 + headerSize + end).fill(0x20, 8, 8 + headerSize);
  new DataView(out.buffer).setUint32(0, headerSize, true);
  out.set(text, 8);
  let at = 8 + headerSize;
  for (const { data } of rows) {
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return out;
}

interface Entry {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function headerOf(
  bytes: Uint8Array,
  name: string,
): { header: Record<string, unknown>; start: number } {
  if (bytes.length < 8)
    throw new DataError(`${name} is cut off: ${bytes.length} bytes; even an empty file has 10.`);
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (size > bytes.length - 8) {
    throw new DataError(
      `${name} is cut off or not a safetensors file: its header takes ${size} bytes, found ${bytes.length - 8}.`,
    );
  }
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + size));
  const header = parsed(text, name);
  const twice = repeatedKey(text);
  if (twice !== undefined) throw new DataError(`${name} names the tensor "${twice}" twice.`);
  return { header, start: 8 + size };
}

function parsed(text: string, name: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (cause) {
    throw new DataError(`${name} is not a safetensors file: its header is not valid JSON.`, {
      cause,
    });
  }
  if (!text.startsWith("{") || !isObject(header)) {
    throw new DataError(`${name} is not a safetensors file: its header must be an object.`);
  }
  return header;
}

/**
 * The first key of the outermost object that occurs twice; JSON.parse would keep the last in
 * silence.
 */
function repeatedKey(text: string): string | undefined {
  const seen = new Set<string>();
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}[\]]/gs)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (depth === 1 && token.endsWith(":")) {
      const key = JSON.parse(token.slice(0, -1)) as string;
      if (seen.has(key)) return key;
      seen.add(key);
    }
  }
  return undefined;
}

function checkedEntry(key: string, value: unknown, name: string): Entry {
  const { dtype, shape, data_offsets: offsets } = isObject(value) ? value : {};
  if (typeof dtype !== "string" || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw new DataError(
      `${name}, tensor "${key}": the header must give dtype, shape and two data_offsets.`,
    );
  }
  if (!Object.hasOwn(dtypes, dtype)) {
    throw new DataError(
      `${name}, tensor "${key}": dtype ${dtype} is not known; known: ${Object.keys(dtypes).join(", ")}.`,
    );
  }
  const [begin = 0, end = 0] = offsets;
  const size = shape.reduce((product, length) => product * length, dtypes[dtype as Dtype].bytes);
  if (end - begin !== size) {
    throw new DataError(
      `${name}, tensor "${key}": shape [${shape.join(", ")}] of ${dtype} takes ${size} bytes, its offsets ` +
        `${begin} to ${end} give ${end - begin}.`,
    );
  }
  return { dtype: dtype as Dtype, shape, begin, end };
}

/** The tensors, sorted by offset, must cover the values exactly once. */
function checkCover(entries: readonly [string, Entry][], size: number, name: string): void {
  let at = 0;
  for (const [key, { begin, end }] of entries) {
    if (begin !== at) {
      const what = begin < at ? "overlaps the one before" : "leaves a hole";
      throw new DataError(
        `${name}, tensor "${key}" ${what}: it begins at ${begin}, expected ${at}.`,
      );
    }
    at = end;
  }
  if (at !== size) {
    const what = at > size ? "is cut off" : "has bytes left over";
    throw new DataError(
      `${name} ${what}: its tensors take ${at} bytes, found ${size}. Get the file again.`,
    );
  }
}

function checkedMetadata(value: unknown, name: string): Record<string, string> {
  if (value === undefined) return {};
  if (isObject(value) && Object.values(value).every((text) => typeof text === "string")) {
    return value as Record<string, string>;
  }
  throw new DataError(`${name}: ${METADATA} must be an object of texts.`);
}

function storedDtype(name: string, { shape, data, dtype }: TensorToStore): Dtype {
  if (name === METADATA)
    throw new ValueError(`A tensor cannot be named ${METADATA}; the format uses that name.`);
  const count = shape.reduce((product, length) => product * length, 1);
  if (count !== data.length) {
    throw new ValueError(
      `"${name}": shape [${shape.join(", ")}] holds ${count} values, but there are ${data.length}.`,
    );
  }
  const natural = dtypeOf[data.constructor.name]!;
  return dtype === "BOOL" && natural === "U8" ? "BOOL" : natural;
}

function member(name: string, value: unknown): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}

function rank(dtype: Dtype): number {
  return Object.keys(dtypes).indexOf(dtype);
}

function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((size) => Number.isSafeInteger(size) && (size as number) >= 0)
  );
}

function widened(bytes: Uint8Array, value: (bits: number) => number): Float32Array {
  return Float32Array.from(new Uint16Array(bytes.buffer), value);
}

/** bfloat16 is the upper half of a float32. */
function widenedBrain(bytes: Uint8Array): Float32Array {
  const words = Uint32Array.from(new Uint16Array(bytes.buffer), (bits) => (bits << 16) >>> 0);
  return new Float32Array(words.buffer);
}

/** IEEE half precision: 1 sign, 5 exponent and 10 fraction bits. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return (sign * (1024 + fraction) * (1 << exponent)) / 2 ** 25;
}
