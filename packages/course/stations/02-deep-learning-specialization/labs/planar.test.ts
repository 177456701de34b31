import { configure, rng } from "gradus/core";
import { constantInit, sgd } from "gradus/nn";
import { expect, test } from "vitest";
import type { Lab, Measured, Parts } from "../../../src/lab.ts";
import { startingWeights } from "./initialisation.ts";
import { optimisersOnMoons } from "./optimisers-on-moons.ts";
import { planarFlower, planarHiddenUnits } from "./planar-flower.ts";
import { footballRegularised } from "./regularisation.ts";

const noData = { mnist: () => expect.fail("no digits are needed") };

function quick(lab: Lab, changes: Record<string, unknown> = {}, parts: Parts = lab.parts ?? {}) {
  const { seeds, knobs = {} } = lab.quick;
  const measured = seeds.map((seed): Measured => {
    const run = lab.run(configure(lab.knobs, { ...knobs, ...changes }), rng(seed), noData, parts);
    for (;;) {
      const { done, value } = run.next();
      if (done) return value as Measured;
    }
  });
  return lab.verdict(measured, "quick");
}

const all: readonly Lab[] = [
  planarFlower,
  planarHiddenUnits,
  startingWeights,
  footballRegularised,
  optimisersOnMoons,
];
for (const lab of all) {
  test(`${lab.id}: the quick budget passes`, () => {
    const { pass, measured, note } = quick(lab);
    expect(pass, `${measured} ${note ?? ""}`).toBe(true);
  });
}

/** Each verdict refuses a network in which something is wrong. */
const planted: readonly [Lab, string, Record<string, unknown>, Parts?][] = [
  [planarFlower, "one hidden unit", { hidden: 1 }],
  [planarFlower, "too few steps", { iterations: 20 }],
  [planarHiddenUnits, "too few steps", { iterations: 200 }],
  [startingWeights, "He's start replaced by zeros", {}, { he: constantInit(0) }],
  [startingWeights, "too few steps", { iterations: 100 }],
  [footballRegularised, "no regularisation at all", { lambda: 0, dropped: 0 }],
  [optimisersOnMoons, "Adam replaced by descent", {}, { ...optimisersOnMoons.parts, adam: sgd }],
];
for (const [lab, fault, changes, parts] of planted) {
  test(`${lab.id} fails with ${fault}`, () => {
    expect(quick(lab, changes, parts).pass).toBe(false);
  });
}
