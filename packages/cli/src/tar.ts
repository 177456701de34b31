/** Reads what lies in a tar archive: ustar, plain files only. */
import { DataError } from "gradus/core";

const block = 512;

/** The plain files of an archive by their names, as views. @throws DataError if it is cut off or no archive */
export function filesIn(archive: Uint8Array, name: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const text = (from: number, length: number): string =>
    new TextDecoder("latin1").decode(archive.subarray(from, from + length)).replace(/\0.*$/s, "");
  for (let at = 0; at + block <= archive.length && archive[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12).trim(), 8);
    const end = at + block + size;
    if (!(size >= 0) || end > archive.length)
      throw new DataError(`${name} is cut off, or no tar archive. Fetch it again.`);
    const kind = text(at + 156, 1);
    if (kind === "0" || kind === "") files.set(text(at, 100), archive.subarray(at + block, end));
    at += block + block * Math.ceil(size / block);
  }
  return files;
}
