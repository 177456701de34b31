/**
 * An ONNX model as plain data, and its bytes. Field numbers are those of onnx.proto3 (github.com/onnx/onnx), which are stable.
 */
import { bytes, type Field, integer, joined, message, text } from "./protobuf.ts";

/** What a value is made of, with its number in `TensorProto.DataType`. */
export const elementTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const;
export type ElementType = keyof typeof elementTypes;

/** A size, or the name of one that may differ from call to call. */
export type Dimension = number | string;

/** An input or output of the model. */
export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly Dimension[];
  readonly doc?: string;
}

/** A weight or constant. int64 values are given as whole numbers. */
export interface Initializer {
  readonly name: string;
  readonly type: "float32" | "int64" | "bool";
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Attributes of a node: whole numbers, and lists of them. */
export type Attributes = Readonly<Record<string, number | readonly number[]>>;

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Attributes;
}

export interface OnnxModel {
  /** Version of the standard operators. */
  readonly opset: number;
  readonly name: string;
  readonly doc: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** In an order in which every input was computed before. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly Initializer[];
  /** Texts for people and programs. */
  readonly metadata: Readonly<Record<string, string>>;
}

const irVersion = 8; // what goes with opset 15 to 17; all current runtimes read it

/** The bytes of a .onnx file. Equal models give equal bytes. */
export function writeOnnx(model: OnnxModel): Uint8Array {
  return joined([
    integer(1, irVersion),
    text(2, "gradus"),
    message(7, graph(model)),
    message(8, [text(1, ""), integer(2, model.opset)]),
    ...Object.entries(model.metadata).map(([key, value]) =>
      message(14, [text(1, key), text(2, value)]),
    ),
  ]);
}

function graph({ name, doc, nodes, initializers, inputs, outputs }: OnnxModel): Field[] {
  return [
    ...nodes.map((n, i) => message(1, node(n, i))),
    text(2, name),
    ...initializers.map((t) => message(5, tensor(t))),
    text(10, doc),
    ...inputs.map((v) => message(11, valueInfo(v))),
    ...outputs.map((v) => message(12, valueInfo(v))),
  ];
}

function node({ op, inputs, outputs, attributes = {} }: OnnxNode, i: number): Field[] {
  return [
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(3, `${op}_${i}`),
    text(4, op),
    ...Object.entries(attributes).map(([key, value]) => message(5, attribute(key, value))),
  ];
}

const intAttribute = 2;
const intsAttribute = 7;

function attribute(name: string, value: number | readonly number[]): Field[] {
  const content =
    typeof value === "number"
      ? [integer(3, value), integer(20, intAttribute)]
      : [...value.map((v) => integer(8, v)), integer(20, intsAttribute)];
  return [text(1, name), ...content];
}

function tensor({ name, type, shape, data }: Initializer): Field[] {
  return [
    ...shape.map((n) => integer(1, n)),
    integer(2, elementTypes[type]),
    text(8, name),
    bytes(9, raw(type, data)),
  ];
}

/** Values in little-endian order. */
function raw(type: Initializer["type"], data: ArrayLike<number>): Uint8Array {
  if (type === "bool") return Uint8Array.from(data);
  const values =
    type === "float32"
      ? Float32Array.from(data)
      : BigInt64Array.from(Array.from(data, (v) => BigInt(v)));
  return new Uint8Array(values.buffer);
}

function valueInfo({ name, type, shape, doc }: ValueInfo): Field[] {
  const dims = shape.map((d) => message(1, [typeof d === "number" ? integer(1, d) : text(2, d)]));
  const tensorType = [integer(1, elementTypes[type]), message(2, dims)];
  return [
    text(1, name),
    message(2, [message(1, tensorType)]),
    ...(doc === undefined ? [] : [text(3, doc)]),
  ];
}
