/**
 * MNIST (LeCun, Cortes, Burges) and data sets of the same form, such as Fashion-MNIST, from their
 * four IDX files. Split as in Nielsen's book: the first 50 000 training images to train, the last
 * 10 000 to validate.
 */
import { DataError } from "../core/errors.ts";
import { readIdx } from "./idx.ts";

export interface Digits {
  /** count · 784 bytes, row by row, 0 is paper and 255 ink; a view of the file. */
  readonly images: Uint8Array;
  /** 0 … 9 */
  readonly labels: Uint8Array;
  readonly count: number;
}

export interface Mnist {
  readonly train: Digits;
  readonly validation: Digits;
  readonly test: Digits;
}

/** The four files, unpacked. */
export interface MnistFiles {
  readonly trainImages: Uint8Array;
  readonly trainLabels: Uint8Array;
  readonly testImages: Uint8Array;
  readonly testLabels: Uint8Array;
}

/** 28 × 28 */
export const PIXELS = 784;

/** What a byte counts as ink: Nielsen's pixels are value / 256, not / 255. */
export const NIELSEN_SCALE = 1 / 256;

/**
 * Reads the four files; the last sixth of the training images is kept for validation.
 *
 * @throws DataError if a file is damaged, has another form, a label above 9, or not as many labels as images
 */
export function mnist(files: MnistFiles): Mnist {
  const all = digits(files.trainImages, files.trainLabels, "train");
  const kept = all.count - Math.floor(all.count / 6); // 50 000 of 60 000
  return {
    train: part(all, 0, kept),
    validation: part(all, kept, all.count),
    test: digits(files.testImages, files.testLabels, "test"),
  };
}

/** Images and labels of one half; views, nothing is copied. */
function digits(imageFile: Uint8Array, labelFile: Uint8Array, half: string): Digits {
  const images = readIdx(imageFile, `the ${half} images file`);
  const labels = readIdx(labelFile, `the ${half} labels file`);
  const [count = 0, rows, columns] = images.shape;
  if (
    images.shape.length !== 3 ||
    rows !== 28 ||
    columns !== 28 ||
    !(images.data instanceof Uint8Array)
  ) {
    throw new DataError(
      `The ${half} images have shape [${images.shape.join(", ")}]; expected bytes of [count, 28, 28].`,
    );
  }
  if (
    labels.shape.length !== 1 ||
    labels.shape[0] !== count ||
    !(labels.data instanceof Uint8Array)
  ) {
    throw new DataError(
      `The ${half} labels have shape [${labels.shape.join(", ")}]; expected [${count}], one an image.`,
    );
  }
  const wrong = labels.data.findIndex((label) => label > 9);
  if (wrong >= 0)
    throw new DataError(`The ${half} label ${wrong} is ${labels.data[wrong]}; labels are 0 to 9.`);
  return { images: images.data, labels: labels.data, count };
}

/** Examples from `start` up to `end` as views. */
export function part({ images, labels }: Digits, start: number, end: number): Digits {
  return {
    images: images.subarray(start * PIXELS, end * PIXELS),
    labels: labels.subarray(start, end),
    count: end - start,
  };
}
