import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { batches, gatherRows, oneHotRows } from "./batches.ts";

test("an epoch is a permutation, cut into batches; the last one is smaller", () => {
  const epoch = [...batches(10, 4, rng(3))];
  expect(epoch.map((batch) => batch.length)).toEqual([4, 4, 2]);
  expect(epoch.flatMap((batch) => [...batch])).toEqual([...rng(3).permutation(10)]);
  expect(epoch.flatMap((batch) => [...batch]).sort((a, b) => a - b)).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
  ]);
});

test("a stream gives another order every epoch, and the same seed the same orders", () => {
  const random = rng(3);
  const orders = [0, 1].map(() => [...batches(20, 20, random)].map(String));
  expect(orders[0]).not.toEqual(orders[1]);
  const again = rng(3);
  expect([0, 1].map(() => [...batches(20, 20, again)].map(String))).toEqual(orders);
});

test("the batches of an epoch share one buffer", () => {
  const [first, second] = [...batches(6, 3, rng(1))];
  expect(first!.buffer).toBe(second!.buffer);
});

test("rows are gathered in order and scaled: bytes 0, 64, 128 over 256 are 0, ¼, ½", () => {
  const source = Uint8Array.of(0, 64, 128, 192, 255, 1);
  const out = new Float32Array(5).fill(9);
  expect([...gatherRows(source, [2, 0], 2, out, 1 / 256)]).toEqual([
    255 / 256,
    1 / 256,
    0,
    0.25,
    9,
  ]);
  expect([...gatherRows(Float32Array.of(1, 2), Int32Array.of(1), 1, new Float32Array(1))]).toEqual([
    2,
  ]);
});

test("labels become rows with a single 1", () => {
  expect([...oneHotRows([2, 0], 3, new Float32Array(6).fill(7))]).toEqual([0, 0, 1, 1, 0, 0]);
});

test("impossible requests are refused with the values", () => {
  const rows = (indices: number[], places: number) => () =>
    gatherRows([1, 2, 3, 4], indices, 2, new Float32Array(places));
  expect(rows([2], 2)).toThrow("row 2 is not one of 0 … 1");
  expect(rows([-1], 2)).toThrow("row -1");
  expect(rows([0, 1], 3)).toThrow("2 rows of 2 need 4 places; out has 3");
  expect(() => [...batches(10, 0, rng(1))]).toThrow("the batch size is 0");
  expect(() => [...batches(0, 1, rng(1))]).toThrow("n is 0");
  expect(() => oneHotRows([3], 3, new Float32Array(3))).toThrow("label 3 is not one of 0 … 2");
});
