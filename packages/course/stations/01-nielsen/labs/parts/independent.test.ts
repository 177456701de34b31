import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mean } from "../../../../src/statistics.ts";
import { independent } from "./independent.generated.ts";

const stored = JSON.parse(
  readFileSync(new URL("../../independent/independent.fixture.json", import.meta.url), "utf8"),
);

test("the labs compare with what the independent programs wrote", () => {
  expect(independent).toEqual(stored);
});

test("the independent program reproduces the book where its settings are the book's: N22 after one epoch, N6", () => {
  expect(Math.abs(mean(independent["N22 quick"].old) - 86.43)).toBeLessThan(4 * 0.61);
  expect(Math.abs(mean(independent["N22 quick"].new) - 92.7)).toBeLessThan(0.5);
  expect(Math.abs(mean(independent["N6 full"].best) - 95.42)).toBeLessThan(4 * 0.26);
});
