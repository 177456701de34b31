/** A short soak; `node tools/soak.ts` is the long one. */
import { expect, test } from "vitest";
import { growth, show, soak } from "./soak.ts";

test("memory is flat over 50 000 forwards and 1000 steps in one synchronous loop", () => {
  const uses = soak(50_000, 1000);
  const [before, after] = [uses[0], uses[uses.length - 1]];
  console.log(`before: ${show(before)}\nafter:  ${show(after)}`);
  expect(growth(before, after)).toBeUndefined();
  expect(after.engine, "not a byte of the engine's memory").toBe(before.engine);
});

test("the soak notices a leak of one small result per step", () => {
  const use = { engine: 100, objects: 0, arrays: 0, process: 0 };
  expect(growth(use, { ...use, engine: 164 })).toBe("engine");
  expect(growth(use, { ...use, arrays: 2 ** 21 })).toBe("arrays");
  expect(growth(use, use)).toBeUndefined();
});
