import { log, rng } from "gradus/core";
import { expect, test } from "vitest";
import { quickVerdict } from "../../../src/quickVerdict.ts";
import { inventingNames } from "./inventing-names.ts";
import { nameSource } from "./parts/inventedNames.ts";
import { clip, draw, inventor } from "./parts/inventor.ts";

test("by hand: entries are clipped one by one; a letter takes as much of the line as its probability", () => {
  expect(clip([3, -0.2, -7, 0], 1)).toEqual([1, -0.2, -1, 0]);
  expect([0, 0.24, 0.25, 0.74, 0.75, 0.999].map((u) => draw([0.25, 0.5, 0.25], u))).toEqual([
    0, 0, 1, 1, 2, 2,
  ]);
  expect(draw([0, 0.999], 0.9995)).toBe(1);
});

test("what a name costs its source, over many of its own names, is its entropy, within four standard errors", () => {
  const { text, cost, limits } = nameSource();
  const names = text(4000, rng(3)).split(".").slice(0, -1);
  const letters = names.reduce((n, name) => n + name.length + 1, 0);
  const excess = names.map((name) => cost(name) - limits.source * (name.length + 1));
  const mean = excess.reduce((s, v) => s + v, 0) / names.length;
  const variance = excess.reduce((s, v) => s + (v - mean) * (v - mean), 0) / names.length;
  expect(Math.abs(mean)).toBeLessThanOrEqual(4 * Math.sqrt(variance / names.length));
  expect(letters).toBeGreaterThan(4000);
  expect(cost("aaa")).toBe(Number.POSITIVE_INFINITY);
  expect(cost("")).toBe(Number.POSITIVE_INFINITY);
});

test("step by step it says what the whole network says", () => {
  const net = inventor({ vocabulary: 3, hidden: 4 }, rng(1));
  const first = net.step(0);
  const second = net.step(2, first.memory);
  expect(first.probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
  expect(second.probabilities).not.toEqual(net.step(2).probabilities);
  expect(log(second.probabilities[1])).toBeLessThan(0);
});

test("the quick budget passes", () => {
  const { pass, measured, note } = quickVerdict(inventingNames);
  expect(pass, `${measured} ${note}`).toBe(true);
});

const faults: Record<string, Partial<{ clip: typeof clip; draw: typeof draw }>> = {
  "slopes that are not clipped": { clip: (slope) => [...slope] },
  "clipped at one side only": { clip: (slope, limit) => slope.map((g) => Math.min(limit, g)) },
  "always the likeliest letter": { draw: (p) => p.indexOf(Math.max(...p)) },
  "any letter, whatever its probability": { draw: (p, u) => Math.floor(u * p.length) },
  "the letter after the one that was drawn": { draw: (p, u) => (draw(p, u) + 1) % p.length },
};
for (const [name, parts] of Object.entries(faults)) {
  test(`caught: ${name}`, () => {
    const { pass, note } = quickVerdict(inventingNames, {
      parts: { ...inventingNames.parts, ...parts },
    });
    expect(pass, note).toBe(false);
    expect(note).toContain(parts.clip ? "Not so: " : "invented names ");
  });
}
