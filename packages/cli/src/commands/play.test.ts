/** Every world that comes with Gradus can be played at the keyboard. */
import { worldNamed } from "gradus/env";
import { worlds } from "gradus/envs";
import { expect, test } from "vitest";
import { main } from "../main.ts";
import { testIo } from "../testing.ts";

test.each(Object.keys(worlds))("play %s: keys are answered, q quits", async (id) => {
  const keys = Object.keys(worldNamed(worlds, id).keys ?? {});
  const pressed = Array.from({ length: 12 }, (_, i) => keys[(5 * i) % keys.length]);
  const io = testIo(".", undefined, [...pressed, "q", "q"]);
  expect(await main(["play", id, "--seed", "3"], io)).toBe(0);
  expect(io.stderr()).toContain(worldNamed(worlds, id).title);
  expect(io.stderr()).toMatch(/step [1-9]/); // at least one key moved the world
  expect(io.stderr()).toContain("Bye.");
  expect(io.stderr()).not.toMatch(/NaN|undefined/);
});
