/**
 * The state of a run as a text and a set of named arrays, without loss.
 *
 * JSON alone loses NaN, ±Infinity, −0, undefined and integers of 64 bits. Here they are written as
 * an object with the single key "$"; typed arrays go into a separate map, to be stored in binary,
 * and leave a reference behind.
 */
import { DataError, StateError } from "./errors.ts";

/** The arrays that a state may hold. */
export type StateArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

export interface EncodedState {
  readonly json: string;
  /** By the path at which each array was found: "optimiser.moments.0". */
  readonly tensors: Map<string, StateArray>;
}

const arrayTypes = {
  Float32Array,
  Float64Array,
  Int8Array,
  Int16Array,
  Int32Array,
  Uint8Array,
  Uint16Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
} as const;

/**
 * Takes a state apart: plain objects, arrays, Maps, Sets, texts, numbers (all of them), bigints,
 * booleans, null, undefined and typed arrays, to any depth. The arrays are not copied; an array
 * found twice is stored once.
 *
 * @throws StateError naming the path of anything else (a function, an instance of a class, a circle)
 */
export function encodeState(value: unknown): EncodedState {
  const tensors = new Map<string, StateArray>();
  const encoder: Encoder = { tensors, names: new Map(), open: new Set() };
  return { json: JSON.stringify(encode(value, "", encoder)), tensors };
}

/**
 * The inverse of `encodeState`.
 *
 * @throws DataError if the text is not a state, or an array that it names is missing or of another type
 */
export function decodeState(json: string, tensors: ReadonlyMap<string, StateArray>): unknown {
  let plain: unknown;
  try {
    plain = JSON.parse(json);
  } catch (cause) {
    throw new DataError(
      "This is not a saved state: its text is not valid JSON. Was the file cut off?",
      { cause },
    );
  }
  return decode(plain, tensors);
}

interface Encoder {
  readonly tensors: Map<string, StateArray>;
  readonly names: Map<StateArray, string>;
  /** The objects on the way from the root, to notice a circle. */
  readonly open: Set<object>;
}

function encode(value: unknown, path: string, encoder: Encoder): unknown {
  if (typeof value === "number") return encodeNumber(value);
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (value === undefined) return { $: "undefined" };
  if (typeof value === "bigint") return { $: "bigint", value: String(value) };
  if (typeof value === "object") return encodeObject(value, path, encoder);
  throw new StateError(`A state holds a ${typeof value} at ${place(path)}; keep plain data there.`);
}

function encodeNumber(value: number): unknown {
  if (Object.is(value, -0)) return { $: "number", value: "-0" };
  return Number.isFinite(value) ? value : { $: "number", value: String(value) };
}

function encodeObject(value: object, path: string, encoder: Encoder): unknown {
  if (isStateArray(value)) return encodeArray(value, path, encoder);
  if (encoder.open.has(value))
    throw new StateError(`A state contains itself at ${place(path)}; it must be a tree.`);
  encoder.open.add(value);
  const encoded = encodeContainer(value, path, encoder);
  encoder.open.delete(value);
  return encoded;
}

function encodeContainer(value: object, path: string, encoder: Encoder): unknown {
  const list = (items: Iterable<unknown>) =>
    Array.from(items, (item, i) => encode(item, join(path, i), encoder));
  if (Array.isArray(value)) return list(value);
  if (value instanceof Map) return { $: "Map", value: list(value) };
  if (value instanceof Set) return { $: "Set", value: list(value) };
  if (!isPlain(value)) {
    const name = (value.constructor as { name?: string } | undefined)?.name || "class";
    throw new StateError(
      `A state holds an instance of ${name} at ${place(path)}; keep plain data there.`,
    );
  }
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    encode(item, join(path, key), encoder),
  ]);
  const plain = entriesToObject(entries as [string, unknown][]);
  return Object.hasOwn(value, "$") ? { $: "object", value: plain } : plain;
}

function encodeArray(array: StateArray, path: string, encoder: Encoder): unknown {
  let name = encoder.names.get(array);
  if (name === undefined) {
    name = unusedName(path === "" ? "state" : path, encoder.tensors);
    encoder.names.set(array, name);
    encoder.tensors.set(name, array);
  }
  return { $: array.constructor.name, tensor: name };
}

/** Two paths may look alike ({"a.b": x} and {a: {b: y}}). */
function unusedName(name: string, taken: ReadonlyMap<string, unknown>): string {
  let candidate = name;
  for (let i = 2; taken.has(candidate); i++) candidate = `${name}#${i}`;
  return candidate;
}

function decode(plain: unknown, tensors: ReadonlyMap<string, StateArray>): unknown {
  if (typeof plain !== "object" || plain === null) return plain;
  if (Array.isArray(plain)) return plain.map((item) => decode(item, tensors));
  if (Object.hasOwn(plain, "$")) return decodeMarked(plain as Marked, tensors);
  return entriesToObject(Object.entries(plain).map(([key, item]) => [key, decode(item, tensors)]));
}

interface Marked {
  readonly $: string;
  readonly value?: unknown;
  readonly tensor?: string;
}

function decodeMarked(marked: Marked, tensors: ReadonlyMap<string, StateArray>): unknown {
  if (Object.hasOwn(arrayTypes, marked.$)) return namedArray(marked, tensors);
  const decoder = Object.hasOwn(decoders, marked.$) ? decoders[marked.$] : undefined;
  if (decoder === undefined) {
    throw new DataError(
      `A saved state holds ${JSON.stringify(marked.$)}, which this version of Gradus does not know.`,
    );
  }
  return decoder(marked.value, tensors);
}

const decoders: Readonly<
  Record<string, (value: unknown, tensors: ReadonlyMap<string, StateArray>) => unknown>
> = {
  undefined: () => undefined,
  number: (value) => Number(value),
  bigint: (value) => BigInt(value as string),
  Map: (value, tensors) => new Map(decode(value, tensors) as [unknown, unknown][]),
  Set: (value, tensors) => new Set(decode(value, tensors) as unknown[]),
  object: (value, tensors) =>
    entriesToObject(
      Object.entries(value as object).map(([key, item]) => [key, decode(item, tensors)]),
    ),
};

function namedArray(marked: Marked, tensors: ReadonlyMap<string, StateArray>): StateArray {
  const name = marked.tensor ?? "";
  const array = tensors.get(name);
  if (array === undefined) {
    throw new DataError(
      `A saved state refers to the array "${name}", which is missing. Was a file of the run lost?`,
    );
  }
  if (array.constructor.name !== marked.$) {
    throw new DataError(
      `The array "${name}" of a saved state is a ${array.constructor.name}; expected a ${marked.$}.`,
    );
  }
  return array;
}

/** "__proto__" stays an ordinary key. */
function entriesToObject(entries: readonly [string, unknown][]): object {
  return Object.fromEntries(entries);
}

function isStateArray(value: object): value is StateArray {
  return ArrayBuffer.isView(value) && Object.hasOwn(arrayTypes, value.constructor.name);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === null ||
    (Object.getPrototypeOf(prototype as object) === null &&
      Object.hasOwn(prototype as object, "hasOwnProperty"))
  );
}

function join(path: string, key: string | number): string {
  return path === "" ? String(key) : `${path}.${key}`;
}

function place(path: string): string {
  return path === "" ? "its root" : path;
}
