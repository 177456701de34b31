import { expect, test } from "vitest";
import { capstone, catalogue, findStation } from "./catalogue.ts";

test("ten resources, in the order of the list", () => {
  expect(catalogue.map((entry) => entry.order)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  for (const { id, order } of catalogue) expect(Number(id.slice(0, 2))).toBe(order);
});

test("never from Nielsen straight to the advanced lectures; what comes before exists and comes earlier", () => {
  expect(findStation("03").notRightAfter).toEqual(["01-nielsen"]);
  for (const entry of catalogue) {
    for (const id of [...entry.after, ...(entry.notRightAfter ?? [])])
      expect(findStation(id).order).toBeLessThan(entry.order);
    for (const id of entry.parallel ?? []) expect(findStation(id)).toBeDefined();
  }
});

test("every claim of the author is dated, every link is one", () => {
  for (const { asOf, links } of catalogue) {
    expect(asOf).toBe("2020-06-30");
    expect(links.length).toBeGreaterThan(0);
    for (const { url } of links) expect(() => new URL(url)).not.toThrow();
  }
});

test("the specialization has five courses, not four", () => {
  expect(findStation("02").correction).toContain("five");
});

test("the capstone comes after station 7, and does not claim to be there", () => {
  expect(capstone.after.map((id) => findStation(id).order)).toEqual([7]);
  expect(capstone.state).toBe("planned");
});
