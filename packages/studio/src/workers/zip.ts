/** A ZIP archive of files as they are, uncompressed: PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16. */

/** CRC-32 (IEEE 802.3) of some bytes. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

const january1980 = 0x21; // the first day that the format knows: equal files give equal archives

/** @param files names with "/" between folders */
export function zipped(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const [name, bytes] of files) {
    const shown = new TextEncoder().encode(name);
    const common = [
      [20, 2], // version
      [0x800, 2], // names are UTF-8
      [0, 2], // stored
      [0, 2],
      [january1980, 2],
      [crc32(bytes), 4],
      [bytes.length, 4],
      [bytes.length, 4],
      [shown.length, 2],
      [0, 2],
    ] as const;
    const local = numbers([[0x04034b50, 4], ...common]);
    directory.push(
      numbers([
        ...([
          [0x02014b50, 4],
          [20, 2],
        ] as const),
        ...common,
        ...([
          [0, 2],
          [0, 2],
          [0, 2],
          [0, 4],
          [at, 4],
        ] as const),
      ]),
      shown,
    );
    parts.push(local, shown, bytes);
    at += local.length + shown.length + bytes.length;
  }
  const size = directory.reduce((n, { length }) => n + length, 0);
  const end = numbers([
    [0x06054b50, 4],
    [0, 4],
    [files.size, 2],
    [files.size, 2],
    [size, 4],
    [at, 4],
    [0, 2],
  ]);
  return joined([...parts, ...directory, end]);
}

/** Little-endian. */
function numbers(list: readonly (readonly [value: number, bytes: number])[]): Uint8Array {
  return Uint8Array.from(
    list.flatMap(([value, bytes]) =>
      Array.from({ length: bytes }, (_, k) => (value / 2 ** (8 * k)) & 255),
    ),
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, { length }) => n + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
