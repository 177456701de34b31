import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { changedSince } from "./stale.ts";

const packages = mkdtempSync(join(tmpdir(), "gradus-stale-"));
afterAll(() => rmSync(packages, { recursive: true, force: true }));

/** A file that was written so many seconds after the build. */
function written(name: string, after: number): string {
  const file = join(packages, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "");
  utimesSync(file, 1000 + after, 1000 + after);
  return file;
}

test("a site is stale when a source of it is newer than the build; tests are no sources, and without sources it is not", () => {
  const built = written("studio/dist/built.json", 0);
  expect(changedSince(packages, built)).toBeUndefined();
  written("studio/src/styles/lab.css", -5);
  written("studio/src/lab/rail.test.ts", 5);
  expect(changedSince(packages, built)).toBeUndefined();
  written("studio/src/styles/lab.css", 5);
  expect(changedSince(packages, built)).toBe(join("studio", "src", "styles", "lab.css"));
  written("course/stations/01-nielsen/lesson.md", 9);
  expect(changedSince(packages, built)).toBe(join("course", "stations", "01-nielsen", "lesson.md"));
});
