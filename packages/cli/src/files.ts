/**
 * Writing so that nothing is lost: files are flushed to the disk and renamed into place, so that a reader, and a machine that
 * dies, never see half of one. What the system refuses is said in a sentence.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { GradusError } from "gradus/core";

/** The disk does not take what is to be written. */
export class StorageError extends GradusError {
  override name = "StorageError";
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** What the system's codes mean, and what a person can do. */
const troubles: Readonly<Record<string, readonly [meaning: string, remedy: string]>> = {
  ENOSPC: ["the disk is full", "Make room"],
  EDQUOT: ["your share of the disk is used up", "Make room"],
  EROFS: ["the disk is read-only", "Make it writable"],
  EACCES: ["permission denied", "Make it writable"],
  EPERM: ["permission denied", "Make it writable"],
  EEXIST: ["a part of the path is a file, not a folder", "Rename that file"],
  ENOTDIR: ["a part of the path is a file, not a folder", "Rename that file"],
  EIO: ["the disk reports an error", "Check the disk"],
  EMFILE: ["too many files are open", "Close some programs"],
  ENFILE: ["too many files are open", "Close some programs"],
};

/** Does something with a file. @throws StorageError with the reason where the system refuses */
export function storing<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!Object.hasOwn(troubles, code)) throw error;
    const [meaning, remedy] = troubles[code];
    throw new StorageError(`${file} cannot be written: ${meaning} (${code}).`, remedy);
  }
}

/** A name that stands for a file or folder that is not whole yet. */
export const unfinished = (path: string): string => `${path}.unfinished`;

/** What was being written when a process died. */
export function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.endsWith(unfinished(""))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** With the folders above it, one by one: Node's own way reports a read-only disk as a missing folder. */
export function makeFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  storing(folder, () => mkdirSync(folder));
}

/** Writes beside the file and renames, so that a reader never sees half of it. */
export function replace(file: string, content: string | Uint8Array): void {
  try {
    writeDurably(unfinished(file), content);
    storing(file, () => renameSync(unfinished(file), file));
  } catch (error) {
    rmSync(unfinished(file), { force: true });
    throw error;
  }
}

export function writeDurably(file: string, content: string | Uint8Array): void {
  storing(file, () => {
    const handle = openSync(file, "w");
    try {
      writeFileSync(handle, content);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  });
}

/** Adds to the end; with `durably`, it is on the disk afterwards. */
export function append(file: string, content: string | Uint8Array, durably = false): void {
  storing(file, () => {
    const handle = openSync(file, "a");
    try {
      writeFileSync(handle, content);
      if (durably) fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  });
}

/** Flushes a folder, which makes a rename last. Windows cannot open a folder, and does not need it. */
export function flush(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
