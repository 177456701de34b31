import { configure, rng } from "gradus/core";
import { expect, test } from "vitest";
import type { Measured, Parts } from "../../../src/lab.ts";
import { descent, quadraticRace, rates } from "./quadratic-race.ts";

function run(changes: Record<string, unknown> = {}, parts: Parts = quadraticRace.parts ?? {}) {
  const measured = quadraticRace.quick.seeds.map((seed): Measured => {
    const steps = quadraticRace.run(
      configure(quadraticRace.knobs, changes),
      rng(seed),
      { mnist: () => expect.fail("no digits are needed") },
      parts,
    );
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value as Measured;
    }
  });
  return quadraticRace.verdict(measured, "quick");
}

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
  const parts = quadraticRace.parts as Parts;
  expect(run({}, { ...parts, momentum: descent }).note).toContain("momentum");
  const short: typeof descent = (f, kappa) => descent(f, 2 * kappa + 1);
  expect(run({}, { ...parts, descent: short }).note).toContain("descent");
  expect(run({}, { ...parts, conjugateGradient: (f: never) => descent(f, 100) }).note).toContain(
    "conjugate",
  );
});

test("too few steps for conjugate gradient are refused", () => {
  expect(() => run({ dimensions: 80 })).toThrow(/after 160, twice the dimensions/);
});
