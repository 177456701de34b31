import { expect, test } from "vitest";
import { type MnistFiles, mnist, PIXELS } from "./mnist.ts";

const big = (n: number) => [(n >> 24) & 255, (n >> 16) & 255, (n >> 8) & 255, n & 255];

function imagesFile(count: number, rows = 28, columns = 28): Uint8Array {
  const bytes = new Uint8Array(16 + count * rows * columns);
  bytes.set([0, 0, 8, 3, ...big(count), ...big(rows), ...big(columns)]);
  for (let i = 0; i < count; i++) bytes[16 + i * rows * columns] = i % 251;
  return bytes;
}

function labelsFile(count: number, label = (i: number) => i % 10): Uint8Array {
  const bytes = new Uint8Array(8 + count);
  bytes.set([0, 0, 8, 1, ...big(count)]);
  for (let i = 0; i < count; i++) bytes[8 + i] = label(i);
  return bytes;
}

const files = (train: number, test: number): MnistFiles => ({
  trainImages: imagesFile(train),
  trainLabels: labelsFile(train),
  testImages: imagesFile(test),
  testLabels: labelsFile(test),
});

test("60 000 images are split as in Nielsen's book: 50 000 to train, the last 10 000 to validate", () => {
  const { train, validation, test } = mnist(files(60000, 10000));
  expect([train.count, validation.count, test.count]).toEqual([50000, 10000, 10000]);
  expect(train.images.length).toBe(50000 * PIXELS);
  expect(validation.images[0]).toBe(50000 % 251);
  expect(validation.labels[1]).toBe(1);
});

test("nothing is copied: the digits are views of the file", () => {
  const source = files(60, 10);
  const { train, validation } = mnist(source);
  expect(train.images.buffer).toBe(source.trainImages.buffer);
  expect([train.count, validation.count]).toEqual([50, 10]);
});

test("files that do not belong together are refused", () => {
  const good = files(6, 2);
  const read = (change: Partial<MnistFiles>) => () => mnist({ ...good, ...change });
  expect(read({ trainLabels: labelsFile(5) })).toThrow(
    "The train labels have shape [5]; expected [6], one an image.",
  );
  expect(read({ testImages: imagesFile(2, 32, 32) })).toThrow(
    "The test images have shape [2, 32, 32]; expected bytes",
  );
  expect(read({ testLabels: labelsFile(2, (i) => 9 + i) })).toThrow(
    "The test label 1 is 10; labels are 0 to 9.",
  );
  expect(read({ trainImages: labelsFile(6) })).toThrow("The train images have shape [6]");
  expect(read({ testImages: imagesFile(2).subarray(0, 100) })).toThrow(
    "the test images file is cut off",
  );
});
