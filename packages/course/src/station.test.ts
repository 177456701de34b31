import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { capstone, findStation } from "./catalogue.ts";
import { exercises } from "./exercises.ts";
import { labs } from "./registry/index.ts";
import { parseStation } from "./station.ts";

const folder = new URL("../stations/", import.meta.url);
const stations = readdirSync(folder).filter((name) => /^\d\d-/.test(name));

test("each of the ten stations has a folder", () => {
  expect(stations.map((name) => Number(name.slice(0, 2)))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

describe.each(stations)("the page of station %s", (name) => {
  const page = parseStation(readFileSync(new URL(`${name}/station.md`, folder), "utf8"));
  const entry = findStation(name.slice(0, 2));
  const number = name.slice(0, 2);
  const named = new Set(
    [...page.body.matchAll(/(?:`|lab |exercise )(\d\d\/[a-z0-9-]+)`/g)].map((m) => m[1]),
  );

  test("carries id, title, kind and first link of its catalogue entry", () => {
    const { id, title, fields } = page;
    expect({ id, title, kind: fields["kind"], link: fields["link"] }).toEqual({
      id: entry.id,
      title: entry.title,
      kind: entry.kind,
      link: entry.links[0].url,
    });
  });

  test("names every lab of the station, and nothing that does not exist", () => {
    const known = [...labs, ...exercises].map(({ id }) => id);
    expect([...named].filter((id) => !known.includes(id))).toEqual([]);
    const own = labs.map(({ id }) => id).filter((id) => id.startsWith(`${number}/`));
    expect(own.filter((id) => !named.has(id))).toEqual([]);
  });

  test.skipIf(number === "01")("tells the author's judgement, with its date, from ours", () => {
    expect(page.body).toContain("## What the author of the list says (30 June 2020)");
    expect(page.body).toContain("## What we add");
    expect(page.body.indexOf("## What we add")).toBeGreaterThan(page.body.indexOf("## What the a"));
  });
});

test("the page of the capstone says that it is planned, and leads only to labs and exercises that exist", () => {
  const page = parseStation(readFileSync(new URL("capstone/station.md", folder), "utf8"));
  expect({ id: page.id, title: page.title }).toEqual({ id: capstone.id, title: capstone.title });
  expect(page.body).toContain("None of it is here yet");
  const known = [...labs, ...exercises].map(({ id }) => id);
  const named = [...page.body.matchAll(/(?:lab|exercise):(\d\d\/[a-z0-9-]+)/g)].map((m) => m[1]);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((id) => !known.includes(id))).toEqual([]);
});

test("a page without front matter is refused", () => {
  expect(() => parseStation("# Title")).toThrow("front matter");
  expect(() => parseStation("---\nid: x\n---\n")).toThrow("needs id and title");
});
