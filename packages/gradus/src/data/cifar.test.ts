import { expect, test } from "vitest";
import { CIFAR_PIXELS, cifar10 } from "./cifar.ts";

/** 10 000 records; picture i is of class i mod 10, its red is i mod 251, its green 1, its blue 2. */
function file(): Uint8Array {
  const bytes = new Uint8Array(10_000 * (1 + CIFAR_PIXELS));
  for (let i = 0; i < 10_000; i++) {
    const at = i * (1 + CIFAR_PIXELS);
    bytes[at] = i % 10;
    bytes.fill(i % 251, at + 1, at + 1025);
    bytes.fill(1, at + 1025, at + 2049);
    bytes.fill(2, at + 2049, at + 3073);
  }
  return bytes;
}

test("a record is a label and three planes of 1 024 bytes: red, green, blue; four files train, the fifth validates", () => {
  const bytes = file();
  const {
    train,
    validation,
    test: unseen,
  } = cifar10({ batches: Array(5).fill(bytes), test: bytes });
  expect([train.count, validation.count, unseen.count]).toEqual([40_000, 10_000, 10_000]);
  expect(train.labels[30_017]).toBe(7);
  const picture = train.images.subarray(30_017 * CIFAR_PIXELS, 30_018 * CIFAR_PIXELS);
  expect([picture[0], picture[1023], picture[1024], picture[2048]]).toEqual([17, 17, 1, 2]);
});

test("what is not CIFAR-10 is refused: lengths, labels, shares of the classes, files", () => {
  const bytes = file();
  const batches = Array(5).fill(bytes);
  expect(() => cifar10({ batches: batches.slice(1), test: bytes })).toThrow("there are 4");
  expect(() => cifar10({ batches, test: bytes.subarray(1) })).toThrow(
    /test_batch.bin has 30729999 bytes; .* are 30730000/,
  );
  const label = bytes.slice();
  label[5 * 3073] = 10;
  expect(() => cifar10({ batches: [...batches.slice(1), label], test: bytes })).toThrow(
    "data_batch_5.bin: label 5 is 10; labels are 0 to 9",
  );
  const share = bytes.slice();
  share[0] = 1;
  expect(() => cifar10({ batches, test: share })).toThrow(
    "The test files hold 999 pictures of class 0 (airplane); CIFAR-10 has 1000 of each",
  );
});
