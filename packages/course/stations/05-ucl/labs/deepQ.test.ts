/** Labs of deep Q-learning: what can be known exactly, and verdicts that reject what is wrong. */
import { expect, test } from "vitest";
import type { LabData } from "../../../src/lab.ts";
import { findLab } from "../../../src/registry/index.ts";
import { seedRuns } from "../../../src/run.ts";
import { expectWhole } from "../../../test/expectWhole.ts";
import { exactGrowth } from "./deadly-triad.ts";

test("the values of Baird's example grow, unless one of the three is taken away", () => {
  const growth = (arm: object) => exactGrowth({ name: "", ...arm }, 0.01, 0.99);
  expect(growth({})).toBeGreaterThan(0.002);
  expect(growth({ table: true })).toBe(0);
  expect(growth({ onPolicy: true })).toBeLessThan(1e-6);
  expect(growth({ monteCarlo: true })).toBeLessThan(1e-6);
});

test("a target network that is copied after every update changes nothing; copied rarely, it ends the growth", () => {
  const growth = (copyEvery?: number) =>
    exactGrowth({ name: "", ...(copyEvery === undefined ? {} : { copyEvery }) }, 0.01, 0.99);
  expect(growth(1)).toBeCloseTo(growth(), 12);
  expect(growth(10)).toBeLessThan(growth());
  expect(growth(100)).toBe(0);
});

test("with γ = ½ nothing grows either", () => {
  expect(exactGrowth({ name: "" }, 0.01, 0.5)).toBeLessThan(1e-6);
});

const names = ["all three", "a table", "on-policy", "no bootstrap", "target network"];
const triad = Object.assign(
  { "curve updates": [1, 2] },
  ...names.map((name) => {
    const growth = { "all three": 2.39, "target network": 1.87 }[name] ?? 0;
    return {
      [`growth ${name}`]: growth,
      [`exact ${name}`]: growth,
      [`size ${name}`]: 0,
      [`curve ${name}`]: [0, growth],
    };
  }),
) as Record<string, number | readonly number[]>;
const hopeful = {
  "value DQN": 0.15,
  "value double": 0.12,
  "left DQN": 70,
  "left double": 45,
  "curve steps": [1, 2],
  "curve DQN": [0.1, 0.2],
  "curve double": [0.1, 0.1],
};
const planned = {
  learned: -150,
  known: -150,
  first: -1300,
  error: 0,
  "curve return": [-1300, -150],
};
const shaped = {
  "cost sound": 1.5884,
  "cost faulty": 8,
  "loss sound": 0,
  "loss faulty": 3,
  "θ sound": -0.588,
  "θ faulty": 0,
  "curve updates": [1],
  "curve sound": new Array<number>(10).fill(1.6),
  "curve faulty": new Array<number>(10).fill(9),
};

test.each([
  ["05/deadly-triad", triad, { "growth all three": 0 }, "nothing grows"],
  ["05/deadly-triad", triad, { "growth on-policy": 0.5 }, "on-policy it grows"],
  ["05/q-overestimates", hopeful, { "value double": 0.2 }, "double is worse"],
  ["05/q-overestimates", hopeful, { "value DQN": 0, "value double": -0.05 }, "no bias"],
  ["06/model-control", planned, { learned: -900 }, "the model is no use"],
  ["06/model-control", planned, { learned: Number.NaN }, "not a number"],
  ["07/silent-shape-bug", shaped, { "cost faulty": 1.6 }, "the bug is none"],
  ["07/silent-shape-bug", shaped, { "cost sound": 2 }, "the sound one is not"],
] as const)("%s accepts what is known, and not: %#", (id, good, wrong, _fault) => {
  const { verdict, figure } = findLab(id);
  expect(verdict([good, good, good] as never, "quick").pass).toBe(true);
  const bad = { ...good, ...wrong };
  expect(verdict([bad, bad, bad] as never, "quick").pass).toBe(false);
  expectWhole(figure?.([good, good] as never) as never);
});

test("on the board one way that does not learn is enough to fail; in Breakout plain DQN is judged", () => {
  const { verdict } = findLab("05/minatar-family");
  const names = ["DQN", "double", "duelling", "prioritised", "3 steps", "noisy", "C51"];
  const all = [...names, "quantiles", "Rainbow"];
  const good = Object.fromEntries(
    all.flatMap((name) => [
      [`final ${name}`, 0.96],
      [`training ${name}`, 5],
      [`area ${name}`, 0.5],
    ]),
  );
  const passes = (wrong: object, budget: "quick" | "full" = "quick") =>
    verdict([{ ...good, ...wrong }], budget).pass;
  expect(passes({})).toBe(true);
  for (const name of all) expect(passes({ [`final ${name}`]: 0.7 }), name).toBe(false);
  expect(passes({ "final noisy": Number.NaN })).toBe(false);
  expect(passes({}, "full")).toBe(true);
  expect(passes({ "training DQN": 3 }, "full")).toBe(false);
});

test.each(["05/dqn-family", "05/minatar-family", "06/catch-double-dqn", "07/td3-core"])(
  "%s: the settings of every arm are those of its algorithm",
  (id) => {
    const run = seedRuns(findLab(id), { steps: 50 }, [101], {} as LabData);
    let next = run.next();
    while (!next.done) next = run.next();
    const finals = Object.entries(next.value[0]).filter(([key]) => key.startsWith("final"));
    expect(finals.length).toBeGreaterThan(0);
    for (const [key, x] of finals) expect(Number.isFinite(x), key).toBe(true);
  },
);
