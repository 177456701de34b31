/** Deep Q-learning by hand: its pieces on numbers worked by hand, what each variant learns, and verdicts against mistakes. */
import { rng } from "gradus/core";
import type { Mdp } from "gradus/env";
import { frozenLake } from "gradus/envs";
import { expect, test } from "vitest";
import { findLab } from "../../../src/registry/index.ts";
import { expectWhole } from "../../../test/expectWhole.ts";
import { type DqnOptions, dqnByHand, dqnParts, dqnVariants } from "./parts/dqnByHand.ts";
import { exactQ } from "./q-on-a-grid.ts";

const model = frozenLake({ map: "SFFF/FFFH/FFFF/HFFG", isSlippery: false }).model?.() as Mdp;
const options: DqnOptions = {
  variant: "plain",
  steps: 10_000,
  rate: 5e-3,
  gamma: 0.99,
  batch: 64,
  capacity: 10_000,
  every: 4,
  targetEvery: 100,
  nSteps: 1,
  prioritised: false,
  epsilon: 1,
  limit: 40,
  noise: 0,
};

test("the exact values are powers of γ: the goal is six steps away", () => {
  const Q = exactQ(model, 0.99);
  expect(Math.max(...Q[0])).toBeCloseTo(0.99 ** 5, 10);
  expect(Math.max(...Q[14])).toBe(1);
});

/** Where everything is explored to the end, every variant finds Q* of all 52 pairs; C51's atoms lie 0.1 apart, and it is slower. */
test.each(dqnVariants)("%s finds every value of the grid", (variant) => {
  const Q = exactQ(model, 0.99);
  const rate = variant === "c51" ? 0.02 : options.rate;
  let error = Number.NaN;
  for (const { steps, values } of dqnByHand(
    model,
    { ...options, variant, rate },
    rng(101),
    dqnParts,
  )) {
    const open = Q.map((_, s) => s).filter((s) => ![7, 12, 15].includes(s));
    error = Math.max(...open.flatMap((s) => values(s).map((q, a) => Math.abs(q - Q[s][a]))));
    if (steps >= 10_000) break;
  }
  expect(error).toBeLessThan(variant === "c51" ? 0.02 : 0.01);
});

test("with priorities as well, although they come from a tree of sums", () => {
  let start = Number.NaN;
  for (const { steps, values } of dqnByHand(
    model,
    { ...options, prioritised: true, capacity: 4096 },
    rng(101),
    dqnParts,
  )) {
    start = Math.max(...values(0));
    if (steps >= 10_000) break;
  }
  expect(start).toBeCloseTo(0.99 ** 5, 2);
});

test("the projection of C51 by hand: r + γz half-way between two atoms, on an atom, beyond the last", () => {
  const atoms = [0, 1, 2];
  expect(dqnParts.project(atoms, [0, 1, 0], 0, 0.5)).toEqual([0.5, 0.5, 0]);
  expect(dqnParts.project(atoms, [0, 1, 0], 1, 1)).toEqual([0, 0, 1]);
  expect(dqnParts.project(atoms, [0, 0, 1], 5, 1)).toEqual([0, 0, 1]);
});

const good = {
  gamma: 0.99,
  start: 0.951,
  greedy: 1,
  worst: 0.9,
  bias: -0.2,
  "curve steps": [1, 2],
  "curve start": [0, 0.95],
  "curve return": [0, 1],
};

test("the verdict accepts γ⁵ and rejects a step more or less, and a policy that does not arrive", () => {
  const { verdict, figure } = findLab("06/q-on-a-grid");
  const passes = (change: object) => verdict([good, { ...good, ...change }], "quick").pass;
  expect(passes({})).toBe(true);
  expect(passes({ start: 0.99 ** 4 })).toBe(false);
  expect(passes({ start: 0.99 ** 6 })).toBe(false);
  expect(passes({ start: Number.NaN })).toBe(false);
  expect(passes({ greedy: 0 })).toBe(false);
  expectWhole(figure?.([good, good]) as never);
});
