import { configure } from "gradus/core";
import { expect, test } from "vitest";
import { findLab, labs } from "./index.ts";

test("every row of Nielsen's table but N5, which is text, has a lab", () => {
  const rows = new Set(labs.filter((lab) => lab.id.startsWith("01/")).map((lab) => lab.row));
  const wanted = Array.from({ length: 41 }, (_, i) => `N${i + 1}`).filter((row) => row !== "N5");
  expect(wanted.filter((row) => !rows.has(row))).toEqual([]);
});

test("ids are unique, kebab-case, and begin with their station", () => {
  const ids = labs.map((lab) => lab.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^\d\d\/[a-z0-9]+(-[a-z0-9]+)*$/);
});

test("reported seeds lie below 100, where the seeds of development begin", () => {
  for (const lab of labs) {
    for (const { seeds } of [lab.quick, lab.full]) {
      expect(seeds.length, lab.id).toBeGreaterThan(0);
      expect(
        seeds.every((s) => Number.isInteger(s) && s >= 1 && s < 100),
        lab.id,
      ).toBe(true);
    }
  }
});

test("the settings of both budgets pass their own table of knobs", () => {
  for (const lab of labs) {
    for (const { knobs = {} } of [lab.quick, lab.full])
      expect(() => configure(lab.knobs, knobs as never), lab.id).not.toThrow();
  }
});

test("all quick budgets together are estimated below three minutes", () => {
  expect(
    labs.filter((l) => l.id.startsWith("01/")).reduce((s, lab) => s + lab.quick.seconds, 0),
  ).toBeLessThan(180);
});

test("every lab of the stations on reinforcement learning has a figure", () => {
  const without = labs.filter((l) => l.id > "04" && l.id < "07" && l.figure === undefined);
  expect(without.map((l) => l.id)).toEqual([]);
});

test("an unknown lab is refused with the closest names", () => {
  expect(() => findLab("01/two-layer-digit")).toThrow('Did you mean "01/two-layer-digits"');
});
