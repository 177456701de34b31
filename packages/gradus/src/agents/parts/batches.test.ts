import { expect, test } from "vitest";
import { tensor } from "../../tensor/create.ts";
import { errorsOf } from "./batches.ts";

test("y − Q row by row", () => {
  expect([...errorsOf(tensor([3, 5]), tensor([1, 2])).data]).toEqual([2, 3]);
});

test("[B] against [B, 1], which would make all pairs, is refused", () => {
  expect(() => errorsOf(tensor([3, 5]), tensor([[1], [2]]))).toThrow(
    "The targets have shape [2] and the values [2, 1]; both must be [B], one number for each row.",
  );
});
