/**
 * NumPy's .npy files (NEP 1, versions 1 to 3): a magic string, a header that is a Python
 * dictionary, the values. Read: floats, integers and booleans of either byte order, C and Fortran
 * order. Written: version 1, little-endian, C order.
 */
import { DataError } from "../core/errors.ts";

export type NpyArray =
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

export interface Npy {
  readonly shape: readonly number[];
  /** Row-major, whatever order the file had; booleans are bytes 0 and 1. */
  readonly data: NpyArray;
}

const constructors = {
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  i8: BigInt64Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  u8: BigUint64Array,
  b1: Uint8Array,
} as const;

type Descriptor = keyof typeof constructors;

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

/**
 * Reads a .npy file.
 *
 * @param name what messages call the file
 * @throws DataError if it is not one, is cut off, has bytes left over, or holds a type that has no typed array
 */
export function readNpy(bytes: Uint8Array, name = ".npy file"): Npy {
  const { text, end } = headerOf(bytes, name);
  const { descriptor, isSwapped, isFortran, shape } = parseHeader(text, name);
  const count = shape.reduce((product, size) => product * size, 1);
  const Type = constructors[descriptor];
  const expected = end + count * Type.BYTES_PER_ELEMENT;
  if (bytes.length !== expected) {
    const what = bytes.length < expected ? "is cut off" : "has bytes left over";
    throw new DataError(
      `${name} ${what}: shape [${shape.join(", ")}] of ${descriptor} takes ${expected} bytes, found ${bytes.length}.`,
    );
  }
  const body = new Uint8Array(bytes.subarray(end)); // a copy, and aligned; slice() of Node's Buffer copies nothing
  if (isSwapped) swapBytes(body, Type.BYTES_PER_ELEMENT);
  const data = new Type(body.buffer, 0, count);
  return { shape, data: isFortran ? rowMajor(data, shape) : data };
}

/**
 * Writes a .npy file of version 1.
 *
 * @param isBool bytes 0 and 1 become NumPy's booleans
 * @throws DataError if the shape does not hold as many values as there are, or booleans are no bytes
 */
export function writeNpy(
  data: NpyArray,
  shape: readonly number[] = [data.length],
  isBool = false,
): Uint8Array {
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== data.length) {
    throw new DataError(
      `writeNpy: shape [${shape.join(", ")}] holds ${count} values, but there are ${data.length}.`,
    );
  }
  if (isBool && !(data instanceof Uint8Array))
    throw new DataError(`writeNpy: booleans are bytes 0 and 1, found a ${data.constructor.name}.`);
  const kind = isBool
    ? "b"
    : data.constructor.name.startsWith("F")
      ? "f"
      : /^(Big)?Uint/.test(data.constructor.name)
        ? "u"
        : "i";
  const order = data.BYTES_PER_ELEMENT === 1 ? "|" : "<";
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '${order}${kind}${data.BYTES_PER_ELEMENT}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const padding = 63 - ((10 + dictionary.length) % 64); // values begin at a multiple of 64
  const header = `${dictionary}${" ".repeat(padding)}\n`;
  const out = new Uint8Array(10 + header.length + data.byteLength);
  out.set([...MAGIC, 1, 0, header.length & 255, header.length >> 8]);
  for (let i = 0; i < header.length; i++) out[10 + i] = header.charCodeAt(i);
  out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + header.length);
  return out;
}

function headerOf(bytes: Uint8Array, name: string): { text: string; end: number } {
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) {
    throw new DataError(
      `${name} is not a .npy file: it does not begin with \\x93NUMPY. (A .npz is a zip of several: unpack it.)`,
    );
  }
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3)
    throw new DataError(`${name} has format version ${version}; versions 1 to 3 are known.`);
  const start = version === 1 ? 10 : 12;
  let size = 0;
  for (let i = start - 1; i >= 8; i--) size = size * 256 + (bytes[i] ?? 0);
  const end = start + size;
  if (bytes.length < end)
    throw new DataError(
      `${name} is cut off: its header ends at byte ${end}, found ${bytes.length}.`,
    );
  return { text: new TextDecoder().decode(bytes.subarray(start, end)), end };
}

interface Header {
  readonly descriptor: Descriptor;
  readonly isSwapped: boolean;
  readonly isFortran: boolean;
  readonly shape: readonly number[];
}

function parseHeader(text: string, name: string): Header {
  const [, order = "", descriptor = ""] = /'descr':\s*'([<>|=])([a-z]\d+)'/.exec(text) ?? [];
  const [, fortran] = /'fortran_order':\s*(True|False)/.exec(text) ?? [];
  const [, sizes] = /'shape':\s*\(([\d,\s]*)\)/.exec(text) ?? [];
  if (fortran === undefined || sizes === undefined || !Object.hasOwn(constructors, descriptor)) {
    throw new DataError(
      `${name} has the header ${text.trim()}; its values must be floats of 32 or 64 bits, integers or booleans. ` +
        "Convert with x.astype('float32') before saving.",
    );
  }
  return {
    descriptor: descriptor as Descriptor,
    isSwapped: order === ">",
    isFortran: fortran === "True",
    shape: sizes.split(",").flatMap((size) => (size.trim() === "" ? [] : [Number(size)])),
  };
}

function swapBytes(bytes: Uint8Array, width: number): void {
  for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
}

/** From first index fastest to last index fastest. */
function rowMajor<T extends NpyArray>(data: T, shape: readonly number[]): T {
  const out = data.slice() as T;
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) =>
    shape.slice(0, axis).reduce((product, size) => product * size, 1),
  );
  for (let to = 0; to < data.length; to++) {
    out[to] = data[index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0)]!;
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--)
      index[axis] = 0;
  }
  return out;
}
