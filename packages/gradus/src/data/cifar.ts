/**
 * CIFAR-10 (Krizhevsky 2009), binary version: files of 10 000 small colour pictures, each a byte for its class and 3 × 32 × 32 bytes
 * for its red, its green and its blue, row by row (www.cs.toronto.edu/~kriz/cifar.html).
 */
import { DataError } from "../core/errors.ts";

/** What the classes are, in the order of their numbers. */
export const cifar10Classes = [
  "airplane",
  "automobile",
  "bird",
  "cat",
  "deer",
  "dog",
  "frog",
  "horse",
  "ship",
  "truck",
] as const;

/** 3 × 32 × 32 */
export const CIFAR_PIXELS = 3072;

const perFile = 10_000;
const record = 1 + CIFAR_PIXELS;

export interface ColourPictures {
  /** count · 3 · 32 · 32 bytes. */
  readonly images: Uint8Array;
  /** 0 … 9 */
  readonly labels: Uint8Array;
  readonly count: number;
}

export interface Cifar10 {
  /** 40 000: of the 50 000 for training the first four files. */
  readonly train: ColourPictures;
  /** The fifth. */
  readonly validation: ColourPictures;
  readonly test: ColourPictures;
}

/** The files data_batch_1.bin … data_batch_5.bin and test_batch.bin. */
export interface Cifar10Files {
  readonly batches: readonly Uint8Array[];
  readonly test: Uint8Array;
}

/**
 * Reads the six files.
 *
 * @throws DataError if one has another length, a label above 9, or the classes are not equally frequent: of the 50 000 for training
 * and of the 10 000 for testing each class has a tenth
 */
export function cifar10({ batches, test }: Cifar10Files): Cifar10 {
  if (batches.length !== 5)
    throw new DataError(`CIFAR-10 has 5 files for training; there are ${batches.length}.`);
  const parts = batches.map((bytes, i) => batch(bytes, `data_batch_${i + 1}.bin`));
  const tests = batch(test, "test_batch.bin");
  checkShares(parts, "training");
  checkShares([tests], "test");
  return { train: joined(parts.slice(0, 4)), validation: parts[4], test: tests };
}

function batch(bytes: Uint8Array, file: string): ColourPictures {
  if (bytes.length !== perFile * record) {
    throw new DataError(
      `${file} has ${bytes.length} bytes; 10 000 pictures of 32×32 in three colours, each with its label, are ${perFile * record}. Is it cut off, or of another version (the binary one is read)?`,
    );
  }
  const images = new Uint8Array(perFile * CIFAR_PIXELS);
  const labels = new Uint8Array(perFile);
  for (let i = 0; i < perFile; i++) {
    labels[i] = bytes[i * record];
    if (labels[i] > 9)
      throw new DataError(`${file}: label ${i} is ${labels[i]}; labels are 0 to 9.`);
    images.set(bytes.subarray(i * record + 1, (i + 1) * record), i * CIFAR_PIXELS);
  }
  return { images, labels, count: perFile };
}

/** The page of the data set says how many pictures each class has. */
function checkShares(parts: readonly ColourPictures[], what: string): void {
  const counts = new Int32Array(10);
  for (const { labels } of parts) for (const label of labels) counts[label]++;
  const expected = (perFile * parts.length) / 10;
  const odd = counts.findIndex((count) => count !== expected);
  if (odd < 0) return;
  throw new DataError(
    `The ${what} files hold ${counts[odd]} pictures of class ${odd} (${cifar10Classes[odd]}); CIFAR-10 has ${expected} of each. They are not the original ones.`,
  );
}

function joined(parts: readonly ColourPictures[]): ColourPictures {
  const count = parts.reduce((n, part) => n + part.count, 0);
  const images = new Uint8Array(count * CIFAR_PIXELS);
  const labels = new Uint8Array(count);
  let at = 0;
  for (const part of parts) {
    images.set(part.images, at * CIFAR_PIXELS);
    labels.set(part.labels, at);
    at += part.count;
  }
  return { images, labels, count };
}
