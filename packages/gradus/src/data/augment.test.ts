import { expect, test } from "vitest";
import { expand, shift } from "./augment.ts";
import { PIXELS } from "./mnist.ts";

/** 1 2 3 / 4 5 6 */
const image = Uint8Array.of(1, 2, 3, 4, 5, 6);

test("a picture moves by whole pixels and zeros come in", () => {
  const moved = (dx: number, dy: number) => [...shift(image, dx, dy, 2, 3)];
  expect(moved(0, 0)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(moved(1, 0)).toEqual([0, 1, 2, 0, 4, 5]);
  expect(moved(-1, 0)).toEqual([2, 3, 0, 5, 6, 0]);
  expect(moved(0, 1)).toEqual([0, 0, 0, 1, 2, 3]);
  expect(moved(-2, -1)).toEqual([6, 0, 0, 0, 0, 0]);
  expect(moved(3, 0)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(moved(-9, 9)).toEqual([0, 0, 0, 0, 0, 0]);
});

test("a picture of another size is refused", () => {
  expect(() => shift(image, 0, 0)).toThrow("a picture of 28 × 28 has 784 bytes, not 6");
});

test("expand gives five digits for one, in the order of expand_mnist.py: as is, down, up, right, left", () => {
  const images = new Uint8Array(2 * PIXELS);
  images[PIXELS + 10 * 28 + 10] = 200; // the second digit has one dot in the middle
  const { count, labels, images: all } = expand({ images, labels: Uint8Array.of(3, 7), count: 2 });
  expect(count).toBe(10);
  expect([...labels]).toEqual([3, 3, 3, 3, 3, 7, 7, 7, 7, 7]);
  const dots = [5, 6, 7, 8, 9].map((i) => all.subarray(i * PIXELS, (i + 1) * PIXELS).indexOf(200));
  expect(dots).toEqual([290, 290 + 28, 290 - 28, 291, 289]);
});
