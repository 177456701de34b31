import { expect, test } from "vitest";
import fixture from "./tensorboard.fixture.json" with { type: "json" };
import { crc32c, fileVersion, scalars } from "./tensorboard.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test("CRC32C of 123456789 is e3069283, its published check value", () => {
  expect(crc32c(new TextEncoder().encode("123456789")).toString(16)).toBe("e3069283");
});

test("a file begins with the bytes that TensorFlow writes for brain.Event:2", () => {
  // length 24 and its checksum are the first twelve bytes of every event file that TensorFlow has written
  expect(hex(fileVersion()).slice(0, 24)).toBe("1800000000000000a37f4b22");
  expect(hex(fileVersion()).slice(24, 72)).toBe(
    `09${"00".repeat(8)}1a0d${Buffer.from("brain.Event:2").toString("hex")}`,
  );
});

test("loss 0.5 at step 300: the message, byte for byte", () => {
  const record = scalars(300, { loss: 0.5 });
  // field 2 varint 300 = ac02; field 5 { field 1 { field 1 "loss", field 2 float 0.5 = 0000003f } }
  expect(hex(record.subarray(12, record.length - 4))).toBe(
    `09${"00".repeat(8)}10ac02${"2a0d0a0b0a046c6f7373150000003f"}`,
  );
});

/** The message of a record, without its length and checksums; the wall time (bytes 1 to 8), which Gradus leaves at 0, set to 0. */
function message(record: Uint8Array): string {
  const payload = Uint8Array.from(record.subarray(12, record.length - 4));
  expect(payload[0]).toBe(9); // field 1, a double
  return hex(payload.fill(0, 1, 9));
}

test("records are those of TensorBoard's own writer but for the wall time, and so are their checksums", () => {
  const { cases, version } = fixture;
  const theirs = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));
  expect(message(fileVersion())).toBe(message(theirs(version)));
  for (const { step, values, record } of cases) {
    const ours = scalars(step, values as unknown as Record<string, number>);
    const other = theirs(record);
    expect(message(ours)).toBe(message(other));
    expect(hex(ours.subarray(0, 12))).toBe(hex(other.subarray(0, 12))); // length, and its checksum
    const body = other.subarray(12, other.length - 4);
    const crc = crc32c(body);
    const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
    expect(masked).toBe(new DataView(other.buffer).getUint32(other.length - 4, true));
  }
});
