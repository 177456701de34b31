import { expect, test } from "vitest";
import type { Parts } from "../../../src/lab.ts";
import { quickVerdict } from "../../../src/quickVerdict.ts";
import { descent, quadraticRace, rates } from "./quadratic-race.ts";

const run = (settings: Record<string, number> = {}, parts: Parts = {}) =>
  quickVerdict(quadraticRace, { settings, parts: { ...quadraticRace.parts, ...parts } });

test("the factors of κ = 100 by hand: 99/101, 9/11, 9/10", () => {
  expect(rates(100)).toEqual({ descent: 99 / 101, momentum: 9 / 11, Nesterov: 0.9 });
});

test("every method gains what theory says, for bowls of 10, 100 and 1000", () => {
  for (const [condition, steps] of [
    [10, 120],
    [100, 120],
    [1000, 400],
  ]) {
    const { pass, note } = run({ condition, steps });
    expect(pass, `κ = ${condition}: ${note}`).toBe(true);
  }
});

test("momentum that forgets, and steps half as long, are caught", () => {
  expect(run({}, { momentum: descent }).note).toContain("momentum");
  const short: typeof descent = (f, kappa) => descent(f, 2 * kappa + 1);
  expect(run({}, { descent: short }).note).toContain("descent");
  expect(run({}, { conjugateGradient: (f: never) => descent(f, 100) }).note).toContain("conjugate");
});

test("too few steps for conjugate gradient are refused", () => {
  expect(() => run({ dimensions: 80 })).toThrow(/after 160, twice the dimensions/);
});
