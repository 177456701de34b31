/** The worlds of chapters 9 to 13, against what the book says of them and exact solutions. */
import { expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { accessControl, accessControlOptimum } from "./accessControl.ts";
import { baird, bairdFeatures, bairdModel } from "./baird.ts";
import { bookMountainCar } from "./bookMountainCar.ts";
import { puddleDepth, puddleWorld } from "./puddleWorld.ts";
import { shortCorridor, shortCorridorValue } from "./shortCorridor.ts";
import { thousandStates, thousandStatesFacts, thousandStatesModel } from "./thousandStates.ts";

const outcome = () => ({ reward: 0, terminated: false });

test("the thousand states: v(1) = −0.922, v(250) = −0.4727, v(900) = 0.752; v satisfies its Bellman equations", () => {
  const { values, mu } = thousandStatesFacts();
  const { transitions } = thousandStatesModel();
  [
    [1, -0.922],
    [250, -0.4727],
    [900, 0.752],
  ].forEach(([s, v]) => {
    expect(values[s]).toBeCloseTo(v, 3);
  });
  for (const s of [1, 57, 500, 941, 1000]) {
    const backup = transitions[s][0].reduce(
      (sum, t) => sum + t.probability * (t.reward + (t.terminated ? 0 : values[t.next])),
      0,
    );
    expect(backup).toBeCloseTo(values[s], 10);
  }
  expect(mu.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
});

test("the walk moves as its model says: mean return −0.001 from the middle, lengths as 1/μ(start) counts them", () => {
  const world = thousandStates();
  const random = rng(100);
  const state = world.create();
  let [total, count, steps] = [0, 4000, 0];
  for (let i = 0; i < count; i++) {
    world.reset(state, random);
    for (const o = outcome(); !o.terminated; steps++) {
      world.step(state, 0, random, o);
      total += o.reward;
    }
  }
  const { values, mu } = thousandStatesFacts();
  expect(Math.abs(total / count - values[500])).toBeLessThan(4 / Math.sqrt(count));
  // Every episode begins in 500 and returns there with the probability that follows from μ; the mean length L satisfies L μ(s) = visits.
  expect(steps / count).toBeGreaterThan(70);
  expect(mu[500] * (steps / count)).toBeGreaterThan(1);
  expect(mu[500] * (steps / count)).toBeLessThan(1.5);
});

test("access control: the best reward per step is 2.74764; a greedy walk by its table earns it", () => {
  const { averageReward, accepts } = accessControlOptimum();
  expect(averageReward).toBeCloseTo(2.74764, 5);
  const world = accessControl();
  const random = rng(100);
  const state = world.create();
  const o = outcome();
  world.reset(state, random);
  let sum = 0;
  const n = 300_000;
  for (let i = 0; i < n; i++) {
    world.step(state, accepts[state.free * 4 + state.priority], random, o);
    sum += o.reward;
  }
  expect(Math.abs(sum / n - averageReward)).toBeLessThan(0.04); // 4 standard errors: rewards scatter by about 2.7, with a memory of a few steps
});

test("without a free server, accepting is rejecting; a server more than one accepts is never in use", () => {
  const world = accessControl({ servers: 1, freeing: 0 });
  const state = { free: 1, priority: 3 };
  const o = outcome();
  world.step(state, 1, rng(1), o);
  expect([o.reward, state.free]).toEqual([8, 0]);
  world.step(state, 1, rng(1), o);
  expect([o.reward, state.free]).toEqual([0, 0]);
});

test("Baird: the features represent the values (all 0) exactly, and with w = (1 … 1, 10, 1) v̂ is 3 above and 12 below", () => {
  const w = [1, 1, 1, 1, 1, 1, 10, 1];
  expect(bairdFeatures.map((x) => x.reduce((sum, xi, i) => sum + xi * w[i], 0))).toEqual([
    3, 3, 3, 3, 3, 3, 12,
  ]);
  expect(bairdModel().transitions[2][1]).toEqual([
    { probability: 1, next: 6, reward: 0, terminated: false },
  ]);
  expect(baird().text?.({ state: 6, probability: 1, lastAction: -1 })).toContain("●");
});

test("short corridor: v(start) by simulation at p = 0.5859 is −11.66, and its formula has its maximum there", () => {
  expect(shortCorridorValue(2 - Math.SQRT2)).toBeCloseTo(-(6 + 4 * Math.SQRT2), 12);
  const world = shortCorridor();
  const random = rng(100);
  const state = world.create();
  const lengths = Array.from({ length: 20_000 }, () => {
    world.reset(state, random);
    let steps = 0;
    for (const o = outcome(); !o.terminated; steps++)
      world.step(state, random.random() < 2 - Math.SQRT2 ? 1 : 0, random, o);
    return steps;
  });
  const mean = lengths.reduce((a, b) => a + b, 0) / lengths.length;
  const s = Math.sqrt(lengths.reduce((a, b) => a + (b - mean) * (b - mean), 0) / lengths.length);
  expect(Math.abs(mean - 11.656854)).toBeLessThan((4 * s) / Math.sqrt(lengths.length));
});

test("in the middle cell left is right; against the wall nothing moves", () => {
  const world = shortCorridor();
  const state = { at: 0 };
  const path = [0, 1, 0, 1].map((action) => {
    world.step(state, action, rng(1), outcome());
    return state.at;
  });
  expect(path).toEqual([0, 1, 2, 3]);
});

test("puddles: deepest on their lines, 0.1; outside 0; a step on a line costs 41", () => {
  expect(puddleDepth(0.3, 0.75)).toBeCloseTo(0.1, 12);
  expect(puddleDepth(0.45, 0.35)).toBeCloseTo(0.05, 12);
  expect(puddleDepth(0.9, 0.9)).toBe(0);
  const world = puddleWorld();
  const o = outcome();
  const still = { ...rng(1), normal: () => 0 } as never;
  world.step({ x: 0.25, y: 0.75 }, 2, still, o);
  expect(o.reward).toBeCloseTo(-41, 9);
  const state = { x: 0.93, y: 0.93 };
  world.step(state, 0, still, o);
  expect(o.terminated).toBe(true);
});

test("the book's mountain car has no time limit, and ends at 0.5; full throttle alone does not get there", () => {
  const world = bookMountainCar();
  expect([world.maxSteps, world.observationSpace.high[0]]).toEqual([Infinity, 0.5]);
  const state = { position: -0.5, velocity: 0 };
  const o = outcome();
  for (let t = 0; t < 500; t++) world.step(state, 2, rng(1), o);
  expect(o.terminated).toBe(false);
  for (let t = 0; t < 500 && !o.terminated; t++)
    world.step(state, state.velocity >= 0 ? 2 : 0, rng(1), o); // swinging does
  expect(o.terminated).toBe(true);
});
