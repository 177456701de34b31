/**
 * Fashion-MNIST and CIFAR-10 from files that the user has. What the authors publish about them is checked: the md5 sums of the files as they are
 * handed out, and, where these have been unpacked, what else is known of them.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DataError } from "gradus/core";
import { CIFAR_PIXELS, type Cifar10, cifar10 } from "gradus/data";
import { loadFolder, type Pictures } from "./datasets.ts";
import { filesIn } from "./tar.ts";

/** Sums: the table "Get the Data" of the README of github.com/zalandoresearch/fashion-mnist. */
const fashionSums = {
  "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
  "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
  "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
  "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
} as const satisfies Record<string, string>;

export const fashionFiles =
  "The official files (MIT licence): data/fashion/ of https://github.com/zalandoresearch/fashion-mnist";

/** Sum: the table "Download" of https://www.cs.toronto.edu/~kriz/cifar.html. */
const cifarArchive = "cifar-10-binary.tar.gz";
const cifarSum = "c32a1d4ab5d03f1284b67883e8d87530";

export const cifarFiles =
  "The official file: https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz, 162 MB";

/** What was read, and what could not be checked of it. */
export interface Published<D> {
  readonly data: D;
  readonly note?: string;
}

/** @throws DataError for files that are missing, damaged, or of another data set */
export function fashionMnist(folder: string): Published<Pictures> {
  requireFolder(folder, `the four files ${Object.keys(fashionSums).join(", ")}`, fashionFiles);
  const unpacked: string[] = [];
  for (const [file, sum] of Object.entries(fashionSums)) {
    const plain = file.replace(".gz", "");
    if (existsSync(join(folder, plain))) unpacked.push(plain);
    else if (existsSync(join(folder, file))) requireSum(join(folder, file), sum, fashionFiles);
    else
      throw new DataError(
        `${join(folder, file)} is missing (nor is there ${plain}). ${fashionFiles}.`,
      );
  }
  const pictures = loadFolder("fashion-mnist", folder);
  const { width, height, train, validation, test } = pictures;
  if (width !== 28 || height !== 28 || train.count !== 50_000 || test.count !== 10_000) {
    throw new DataError(
      `${folder} holds ${train.count + validation.count} and ${test.count} pictures of ${width}×${height}; Fashion-MNIST has 60000 and 10000 of 28×28. For pictures of your own: \`gradus fit idx --data ${folder}\`.`,
    );
  }
  checkShares([train.labels, validation.labels], 6000, "training");
  checkShares([test.labels], 1000, "test");
  return unpacked.length === 0 ? { data: pictures } : { data: pictures, note: unsummed(unpacked) };
}

/** @throws DataError for files that are missing, damaged, or of another data set */
export function cifar(folder: string): Published<Cifar10> {
  requireFolder(folder, `${cifarArchive}, or the six .bin files in it`, cifarFiles);
  const archive = join(folder, cifarArchive);
  if (existsSync(archive)) {
    const bytes = requireSum(archive, cifarSum, cifarFiles);
    const files = filesIn(gunzipSync(bytes), archive);
    return {
      data: cifarOf((name) => {
        const found = files.get(`cifar-10-batches-bin/${name}`);
        if (found === undefined) throw new DataError(`${archive} holds no ${name}. ${cifarFiles}.`);
        return found;
      }),
    };
  }
  const inner = join(folder, "cifar-10-batches-bin");
  const place = existsSync(inner) ? inner : folder;
  const read: string[] = [];
  const data = cifarOf((name) => {
    const path = join(place, name);
    if (!existsSync(path)) {
      throw new DataError(
        `${path} is missing, and so is ${archive}. ${cifarFiles}; the binary version is read, not those for Python and Matlab.`,
      );
    }
    read.push(name);
    return readFileSync(path);
  });
  return { data, note: unsummed(read) };
}

const cifarOf = (read: (name: string) => Uint8Array): Cifar10 =>
  cifar10({
    batches: [1, 2, 3, 4, 5].map((i) => read(`data_batch_${i}.bin`)),
    test: read("test_batch.bin"),
  });

export const cifarShape = { width: 32, height: 32, channels: CIFAR_PIXELS / 1024 } as const;

const unsummed = (files: readonly string[]): string =>
  `The published sums are of the packed files. Of ${files.join(", ")} sizes, labels and their shares were checked, not the sums.`;

function requireFolder(folder: string, what: string, where: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  throw new DataError(
    `--data ${folder}: there is no such folder. It should hold ${what}. ${where}.`,
  );
}

/** The bytes of a file. @throws DataError unless its md5 sum is the published one */
function requireSum(path: string, published: string, where: string): Uint8Array {
  const bytes = readFileSync(path);
  const sum = createHash("md5").update(bytes).digest("hex");
  if (sum === published) return bytes;
  throw new DataError(
    `${path} is damaged or not the original: its md5 sum is ${sum}, the published one ${published}. Fetch it again. ${where}.`,
  );
}

function checkShares(sets: readonly Uint8Array[], each: number, what: string): void {
  const counts = new Map<number, number>();
  for (const labels of sets)
    for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const strange = [...counts.keys()].find((label) => label > 9);
  if (strange !== undefined) {
    throw new DataError(`The ${what} labels hold a ${strange}; those of Fashion-MNIST are 0 to 9.`);
  }
  const odd = Array.from({ length: 10 }, (_, k) => k).find((k) => counts.get(k) !== each);
  if (odd === undefined) return;
  throw new DataError(
    `The ${what} labels hold class ${odd} ${counts.get(odd) ?? 0} times; Fashion-MNIST has ${each} pictures of each class. The files are not the original ones.`,
  );
}
