/**
 * Writing protocol buffers, as far as ONNX needs it (protobuf.dev/programming-guides/encoding): a message is a run of fields,
 * each a tag (number · 8 + wire type) and a value.
 */

/** Bytes of a part of a message, to be joined. */
export type Field = Uint8Array;

const varintWire = 0;
const bytesWire = 2;

/** A whole number in base 128, lowest group first; negative ones as 64 bits in two's complement. */
export function varint(value: number | bigint): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return bytes;
}

const tag = (field: number, wire: number): number[] => varint(field * 8 + wire);

/** int32, int64, enum. */
export function integer(field: number, value: number | bigint): Field {
  return Uint8Array.from([...tag(field, varintWire), ...varint(value)]);
}

/** bytes, string, or a message inside this one. */
export function bytes(field: number, content: Uint8Array): Field {
  return joined([Uint8Array.from([...tag(field, bytesWire), ...varint(content.length)]), content]);
}

export function text(field: number, value: string): Field {
  return bytes(field, new TextEncoder().encode(value));
}

/** A message inside this one. */
export function message(field: number, fields: readonly Field[]): Field {
  return bytes(field, joined(fields));
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
