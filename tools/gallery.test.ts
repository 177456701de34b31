import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { gallery } from "./gallery.ts";

test("docs/worlds.svg shows the worlds as they are drawn now; else run npx tsx tools/gallery.ts", () => {
  const kept = readFileSync(new URL("../docs/worlds.svg", import.meta.url), "utf8");
  expect(kept === gallery()).toBe(true);
});
