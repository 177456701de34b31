import { expect, test } from "vitest";
import { ValueError } from "../core/errors.ts";
import { rng } from "../core/random.ts";
import { Env } from "./env.ts";
import { cumulative, drawCumulative, drawTransition, mdp, type Transition } from "./mdp.ts";
import { mdpWorld } from "./mdpWorld.ts";

const to = (next: number, probability: number, reward = 0, terminated = false): Transition => ({
  probability,
  next,
  reward,
  terminated,
});
const table = (row: readonly Transition[]) => ({
  states: 2,
  actions: 1,
  start: 0,
  transitions: () => row,
});

test.each([
  [
    [to(0, 0.5), to(1, 0.4)],
    "mdp: state 0, action 0: the probabilities sum to 0.9; they must sum to 1.",
  ],
  [[to(0, 1.5), to(1, -0.5)], "a probability is 1.5; it must lie in [0, 1]"],
  [[to(2, 1)], "leads to state 2; states go from 0 to 1"],
  [[to(0.5, 1)], "leads to state 0.5"],
  [[to(0, 1, NaN)], "a reward is NaN; it must be a finite number"],
  [[to(0, NaN)], "a probability is NaN"],
])("a row that is no distribution is refused: %#", (row, message) => {
  expect(() => mdp(table(row))).toThrow(ValueError);
  expect(() => mdp(table(row))).toThrow(message);
});

test.each([
  [[0.5, 0.4], "the probabilities of start sum to 0.9"],
  [[1.5, -0.5], "start has -0.5"],
  [[1], "start has 1 probabilities for 2 states"],
  [2, "start is 2; states go from 0 to 1"],
])("a start of %j is refused", (start, message) => {
  expect(() => mdp({ ...table([to(0, 1)]), start })).toThrow(message);
});

test("thirds sum to 1 as well as they can", () => {
  expect(mdp(table([to(0, 1 / 3), to(0, 1 / 3), to(1, 1 / 3)])).states).toBe(2);
});

test("drawing is by one uniform number each, the first whose cumulative probability exceeds it", () => {
  const row = [to(0, 0.25), to(1, 0), to(2, 0.5), to(3, 0.25)];
  const sums = cumulative(row.map((t) => t.probability));
  const [a, b, c] = [rng(1), rng(1), rng(1)];
  for (let k = 0; k < 1000; k++) {
    const u = c.random();
    const expected = u < 0.25 ? 0 : u < 0.75 ? 2 : 3;
    expect(drawTransition(row, a).next).toBe(expected);
    expect(drawCumulative(sums, b)).toBe(expected);
  }
});

test("an action that cannot be taken is masked, and refused when it is tried all the same", () => {
  const model = mdp({
    states: 2,
    actions: 2,
    start: 0,
    transitions: (s, a) => (s === 0 && a === 1 ? [] : [to(1, 1, 5, true)]),
  });
  const world = mdpWorld(model, { id: "Two-v0", title: "" });
  const env = new Env(world);
  env.reset();
  const mask = new Uint8Array(2);
  world.mask!(env.state, mask, 0);
  expect([...mask]).toEqual([1, 0]);
  expect(() => env.step(1)).toThrow("This action cannot be taken in this state");
  expect(env.step(0)).toMatchObject({
    observation: 1,
    reward: 5,
    terminated: true,
    info: { prob: 1 },
  });
});
