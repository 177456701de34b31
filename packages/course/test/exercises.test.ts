import { expect, test } from "vitest";
import { exercises } from "../src/exercises.ts";
import { exerciseRules } from "./exerciseRules.ts";

test("ids are unique, kebab-case, begin with their station, and stand in their folder", () => {
  expect(new Set(exercises.map(({ id }) => id)).size).toBe(exercises.length);
  for (const { id, folder } of exercises) {
    expect(id).toMatch(/^\d\d\/[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(folder.slice(0, 2)).toBe(id.slice(0, 2));
  }
});

test("every exercise belongs to a file of tests", () => {
  const stations = [...new Set(exercises.map(({ id }) => id.slice(0, 2)))].sort();
  expect(stations).toEqual(["01", "02", "03", "04", "05", "06", "07", "09"]);
});

exerciseRules(["01", "02", "03"]);
