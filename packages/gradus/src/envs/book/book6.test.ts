import { expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { maximisationBias } from "./maximisationBias.ts";
import { randomWalk, randomWalkValues } from "./randomWalk.ts";
import { windyGrid } from "./windyGrid.ts";

test("random walk: the values satisfy their Bellman equation, for 5 and for 19 states", () => {
  for (const options of [{}, { states: 19, left: -1 }]) {
    const { left = 0 } = options as { left?: number };
    const v = randomWalkValues(options);
    const n = v.length - 2;
    for (let s = 1; s <= n; s++) {
      const onLeft = s === 1 ? left : v[s - 1];
      const onRight = s === n ? 1 : v[s + 1];
      expect(v[s]).toBeCloseTo((onLeft + onRight) / 2, 12);
    }
  }
  expect(randomWalkValues({ states: 19, left: -1 })[1]).toBeCloseTo(-0.9, 12);
});

test("random walk: leaving on the right brings 1, on the left 0, both equally often from the middle", () => {
  const world = randomWalk();
  const state = world.create();
  const outcome = { reward: 0, terminated: false };
  const random = rng(1);
  let right = 0;
  for (let episode = 0; episode < 4000; episode++) {
    world.reset(state, random);
    expect(state.at).toBe(3);
    do world.step(state, 0, random, outcome);
    while (!outcome.terminated);
    expect(outcome.reward).toBe(state.at === 6 ? 1 : 0);
    right += outcome.reward;
  }
  expect(Math.abs(right / 4000 - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 4000));
});

test("random walk: an even number of states is refused", () => {
  expect(() => randomWalk({ states: 4 })).toThrow("it must be an odd whole number");
});

test("windy gridworld: nine steps to the right from the start end in the top row beyond the goal, as in the book's drawing", () => {
  const world = windyGrid();
  const state = world.create();
  const outcome = { reward: 0, terminated: false };
  world.reset(state, rng(1));
  const path: string[] = [];
  for (let i = 0; i < 9; i++) {
    world.step(state, 1, rng(1), outcome);
    path.push(`${state.row},${state.column}`);
  }
  expect(path).toEqual(["3,1", "3,2", "3,3", "2,4", "1,5", "0,6", "0,7", "0,8", "0,9"]);
  // The optimal way of the book: nine to the right, four down, two to the left.
  for (const a of [2, 2, 2, 2, 3]) world.step(state, a, rng(1), outcome);
  expect([state.row, state.column, outcome.terminated]).toEqual([4, 8, false]);
  world.step(state, 3, rng(1), outcome);
  expect([state.row, state.column, outcome.terminated, outcome.reward]).toEqual([3, 7, true, -1]);
});

test("stochastic wind: mean, one stronger, one weaker, a third of the time each; calm columns stay calm (Exercise 6.10)", () => {
  const world = windyGrid({ moves: 9, isStochastic: true });
  const state = world.create();
  const random = rng(2);
  const rows = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < 3000; i++) {
    Object.assign(state, { row: 5, column: 6 }); // wind 2
    world.step(state, 8, random, { reward: 0, terminated: false });
    rows[state.row]++;
    Object.assign(state, { row: 5, column: 0 });
    world.step(state, 8, random, { reward: 0, terminated: false });
    expect(state.row).toBe(5);
  }
  expect(rows[2] + rows[3] + rows[4]).toBe(3000);
  for (const row of [2, 3, 4])
    expect(Math.abs(rows[row] / 3000 - 1 / 3)).toBeLessThan(4 * Math.sqrt(2 / 9 / 3000));
});

test("maximisation bias: A allows two actions, B ten; B pays N(−0.1, 1)", () => {
  const world = maximisationBias();
  const state = world.create();
  const outcome = { reward: 0, terminated: false };
  const mask = new Uint8Array(10);
  world.mask?.(state, mask, 0);
  expect([...mask]).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  const random = rng(3);
  let sum = 0;
  for (let i = 0; i < 4000; i++) {
    world.reset(state, random);
    world.step(state, 0, random, outcome);
    expect(outcome).toEqual({ reward: 0, terminated: false });
    world.step(state, i % 10, random, outcome);
    expect(outcome.terminated).toBe(true);
    sum += outcome.reward;
  }
  expect(Math.abs(sum / 4000 + 0.1)).toBeLessThan(4 / Math.sqrt(4000));
});
