/**
 * Curves as TensorBoard reads them: a file of records, each a protobuf message `Event` with scalars at a step.
 *
 *     record  = length (uint64) · masked CRC32C of the length · bytes · masked CRC32C of the bytes
 *     Event   = { 1: wall time (double), 2: step (varint), 3: file version, 5: Summary }
 *     Summary = { 1: repeated Value = { 1: tag, 2: value (float) } }
 *
 * (tensorflow/core/lib/io/record_writer.h, core/util/event.proto, core/framework/summary.proto.) The wall time is left
 * at 0, so that two equal runs leave equal files; TensorBoard draws over steps.
 */

const polynomial = 0x82f63b78; // CRC32C (Castagnoli), bits reversed

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let c = byte;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ polynomial : c >>> 1;
  return c;
});

/** CRC32C; of the nine digits "123456789" it is e3069283. */
export function crc32c(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = (c >>> 8) ^ table[(c ^ byte) & 0xff];
  return ~c >>> 0;
}

/** As record_writer.h stores it, so that a checksum of data with checksums in it stays good. */
const masked = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;

function record(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(payload.length + 16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(payload.length), true);
  view.setUint32(8, masked(crc32c(bytes.subarray(0, 8))), true);
  bytes.set(payload, 12);
  view.setUint32(12 + payload.length, masked(crc32c(payload)), true);
  return bytes;
}

function varint(n: number): number[] {
  const bytes: number[] = [];
  for (; n >= 128; n = Math.floor(n / 128)) bytes.push((n % 128) | 128);
  return [...bytes, n];
}

/** A field of bytes (wire type 2). */
const field = (number: number, bytes: ArrayLike<number>): number[] => [
  (number << 3) | 2,
  ...varint(bytes.length),
  ...Array.from(bytes),
];

const text = (s: string): Uint8Array => new TextEncoder().encode(s);
const float = (x: number): Uint8Array => new Uint8Array(Float32Array.of(x).buffer);
const noTime = [(1 << 3) | 1, 0, 0, 0, 0, 0, 0, 0, 0];

/** The record that every file begins with. */
export function fileVersion(): Uint8Array {
  return record(Uint8Array.from([...noTime, ...field(3, text("brain.Event:2"))]));
}

/** One record: scalars at a step. */
export function scalars(step: number, values: Readonly<Record<string, number>>): Uint8Array {
  const summary = Object.entries(values).flatMap(([tag, value]) =>
    field(1, [...field(1, text(tag)), (2 << 3) | 5, ...float(value)]),
  );
  return record(Uint8Array.from([...noTime, 2 << 3, ...varint(step), ...field(5, summary)]));
}
