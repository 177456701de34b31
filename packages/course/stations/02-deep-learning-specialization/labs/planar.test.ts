import { constantInit, sgd } from "gradus/nn";
import { expect, test } from "vitest";
import type { Lab, Parts } from "../../../src/lab.ts";
import { quickVerdict } from "../../../src/quickVerdict.ts";
import { startingWeights } from "./initialisation.ts";
import { optimisersOnMoons } from "./optimisers-on-moons.ts";
import { planarFlower, planarHiddenUnits } from "./planar-flower.ts";
import { footballRegularised } from "./regularisation.ts";

const all: readonly Lab[] = [
  planarFlower,
  planarHiddenUnits,
  startingWeights,
  footballRegularised,
  optimisersOnMoons,
];
for (const lab of all) {
  test(`${lab.id}: the quick budget passes`, () => {
    const { pass, measured, note } = quickVerdict(lab);
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
  [optimisersOnMoons, "Adam replaced by descent", {}, { adam: sgd }],
];
for (const [lab, fault, settings, parts] of planted) {
  test(`${lab.id} fails with ${fault}`, () => {
    expect(quickVerdict(lab, { settings, parts: { ...lab.parts, ...parts } }).pass).toBe(false);
  });
}
