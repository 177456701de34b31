import { expect, test } from "vitest";
import { drawn } from "./draws.ts";

const ladder = Array.from({ length: 9 }, (_, i) => `e${i}`);

test("one exercise of each third, in the order of the ladder; a half takes the middle of each", () => {
  expect(drawn(ladder, () => 0.5)).toEqual(["e1", "e4", "e7"]);
  expect(drawn(ladder, () => 0)).toEqual(["e0", "e3", "e6"]);
  expect(drawn(ladder, () => 0.999)).toEqual(["e2", "e5", "e8"]);
});

test("what was drawn before comes again only where a third has nothing else", () => {
  expect(drawn(ladder, () => 0, ["e0", "e3", "e6"])).toEqual(["e1", "e4", "e7"]);
  expect(drawn(["a", "b", "c", "d"], () => 0, ["a", "b", "d"])).toEqual(["a", "c", "d"]);
});

test("a short ladder is taken whole, a ladder of any length gives three that differ", () => {
  expect(drawn(["a", "b"], () => 0.5)).toEqual(["a", "b"]);
  for (let n = 3; n < 40; n++) {
    const ids = Array.from({ length: n }, (_, i) => String(i));
    for (const at of [0, 0.5, 0.999]) expect(new Set(drawn(ids, () => at)).size).toBe(3);
  }
});
