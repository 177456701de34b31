/** The table of presets is checked against the tables that it refers to. */
import { expect, test } from "vitest";
import { configure } from "../core/knobs.ts";
import { rng } from "../core/random.ts";
import { worlds } from "../envs/index.ts";
import { makeWorld } from "../envs/make.ts";
import { algorithmNamed } from "./algorithms.ts";
import { fitted } from "./fitted.ts";
import { type Preset, presetFor, presets } from "./presets.ts";

const rows: [string, string, Preset][] = Object.entries(presets).flatMap(([algorithm, of]) =>
  Object.entries(of).map(([world, preset]): [string, string, Preset] => [algorithm, world, preset]),
);

test.each(rows)("%s on %s: known names, allowed values, only what differs", (name, id, preset) => {
  const entry = algorithmNamed(name);
  expect(Object.keys(worlds)).toContain(id);
  const config: Readonly<Record<string, unknown>> = configure(
    entry.knobs,
    preset.knobs as Readonly<Record<string, never>>,
  );
  for (const [knob, value] of Object.entries(preset.knobs)) {
    expect(config[knob], knob).toBe(value);
    expect(value, `${knob} is the default already`).not.toBe(entry.knobs[knob].default);
  }
  expect(Number.isSafeInteger(preset.steps) && preset.steps > 0, "steps").toBe(true);
  expect(preset.source.length * preset.why.length, "source and why").toBeGreaterThan(0);
});

test.each(rows)("%s accepts %s with its preset", (name, id, { knobs }) => {
  const entry = algorithmNamed(name);
  const { value } = entry.algorithm(fitted(entry, makeWorld(id)), knobs, rng(1)).next();
  expect(value.steps).toBeGreaterThan(0);
});

test("what has no row has no preset: unknown names, and names of every object", () => {
  expect(presetFor("q-learning", "NoSuchWorld-v1")).toBeUndefined();
  expect(presetFor("no-such-algorithm", "FrozenLake-v1")).toBeUndefined();
  expect(presetFor("constructor", "name")).toBeUndefined();
  expect(presetFor("q-learning", "toString")).toBeUndefined();
});
