import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { catalogue } from "./catalogue.ts";
import { labs } from "./registry/index.ts";
import { parseStation } from "./station.ts";

const page = parseStation(
  readFileSync(new URL("../stations/01-nielsen/station.md", import.meta.url), "utf8"),
);

test("the page of station 1 carries the id and title of its catalogue entry", () => {
  expect(page.id).toBe("01-nielsen");
  expect(page.title).toBe(catalogue[0].title);
});

test("every lab that the page names exists, and every lab of the station is named", () => {
  const named = new Set([...page.body.matchAll(/`(01\/[a-z0-9-]+)`/g)].map((m) => m[1]));
  const ids = labs.filter((lab) => lab.id.startsWith("01/")).map((lab) => lab.id);
  expect([...named].filter((id) => !ids.includes(id))).toEqual([]);
  expect(ids.filter((id) => !named.has(id))).toEqual([]);
});

test("a page without front matter is refused", () => {
  expect(() => parseStation("# Title")).toThrow("front matter");
  expect(() => parseStation("---\nid: x\n---\n")).toThrow("needs id and title");
});
