import { expect, expectTypeOf, test } from "vitest";
import { UnknownNameError, ValueError } from "../core/errors.ts";
import { checkWorld } from "../env/check.ts";
import type { Env } from "../env/env.ts";
import { counting } from "../env/fixtures/worlds.ts";
import { worldHash } from "../env/hash.ts";
import { entry, worldNamed } from "../env/registry.ts";
import type { Discrete, Numbers } from "../env/space.ts";
import { hashes } from "./hashes.ts";
import { make, makeVector, makeWorld } from "./make.ts";
import { worlds } from "./worlds.ts";

test("make takes an id, with options of the world and of the environment", () => {
  const env = make("FrozenLake-v1", { isSlippery: false, maxSteps: 3, seed: 5 });
  env.reset();
  expect(env.step(2).observation).toBe(1);
  expect(env.maxSteps).toBe(3);
  expect(make("CartPole-v1").maxSteps).toBe(500);
  expect(makeVector("Pendulum-v1", 2, { gravity: 9.81 }).count).toBe(2);
});

test("make takes a world of one's own", () => {
  const env = make(counting(3), { maxSteps: 7 });
  expect(env.reset().observation[0]).toBe(0);
  expect(env.maxSteps).toBe(7);
  expect(makeVector(counting(3), 4, { seed: 1 }).reset()).toHaveLength(8);
});

test("unknown ids offer the closest", () => {
  expect(() => make("CartPol-v1")).toThrow(UnknownNameError);
  expect(() => make("CartPol-v1")).toThrow(
    'Unknown world "CartPol-v1". Did you mean "CartPole-v1" or "CartPole-v0"',
  );
  expect(() => make("Taxi-v3")).toThrow('Did you mean "Taxi-v4"');
  expect(() => make("toString")).toThrow(UnknownNameError);
});

test("unknown options offer the closest, wrong values name the range", () => {
  const options: Record<string, unknown> = { gravty: 3 };
  expect(() => make("Pendulum-v1" as string, options)).toThrow('Did you mean "gravity"?');
  expect(() => make("CartPole-v1", { low: 1, high: 0 })).toThrow(ValueError);
  expect(() => make("FrozenLake-v1", { isSlippery: "no" as never })).toThrow(
    'isSlippery is "no"; it must be a boolean',
  );
});

test("a table is composed, not registered to", () => {
  const mine = { ...worlds, "Counting-v0": entry({}, () => counting(3)) };
  expect(worldNamed(mine, "Counting-v0").id).toBe("Counting-v0");
  expect(() => makeWorld("Counting-v0")).toThrow(UnknownNameError);
});

test("types follow from the id; wrong actions and options do not compile", () => {
  const pole = make("CartPole-v1");
  expectTypeOf(pole.step).parameter(0).toEqualTypeOf<number>();
  expectTypeOf(pole.reset().observation).toEqualTypeOf<Numbers>();
  expectTypeOf(pole.state.thetaDot).toEqualTypeOf<number>();
  expectTypeOf(make("FrozenLake-v1")).toEqualTypeOf<
    Env<{ state: number; probability: number; lastAction: number }, Discrete, Discrete>
  >();
  const sum = make("Blackjack-v1").reset().observation[0];
  expectTypeOf(sum).toEqualTypeOf<number>();
  const car = make("MountainCarContinuous-v0");
  const wrong = [
    // @ts-expect-error a text is not an action
    () => pole.step("left"),
    // @ts-expect-error the throttle is a list of one number
    () => car.step(0.5),
    // @ts-expect-error Pendulum has no option "isSlippery"
    () => make("Pendulum-v1", { isSlippery: true }),
    // @ts-expect-error gravity is a number
    () => make("Pendulum-v1", { gravity: "10" }),
  ];
  pole.reset();
  car.reset();
  for (const f of wrong) expect(f).toThrow();
});

test.each(Object.keys(worlds))("%s: its text shows something, its keys are actions", (id) => {
  const env = make(id);
  env.reset({ seed: 1 });
  const { text, keys = {}, mask } = env.world;
  expect(text?.(env.state).length ?? 99).toBeGreaterThan(3);
  if (mask !== undefined) return; // which keys may be pressed depends on the state
  for (const action of Object.values(keys)) {
    env.step(action as never);
    env.reset();
  }
});

test.each([
  "FrozenLake-v1",
  "Taxi-v4",
  "CliffWalking-v1",
  "Blackjack-v1",
  "CartPole-v1",
  "MountainCar-v0",
  "MountainCarContinuous-v0",
  "Acrobot-v1",
  "Pendulum-v1",
])("%s can be watched and played in a terminal", (id) => {
  const { text, keys } = makeWorld(id);
  expect(text).toBeTypeOf("function");
  expect(Object.keys(keys!).length).toBeGreaterThan(1);
});

test.each(Object.entries(hashes))("100 000 steps of %s hash to %s, in every engine", (id, hash) => {
  expect(worldHash(makeWorld(id), 100_000)).toBe(hash);
});
test("every world has a hash, and another seed gives another", () => {
  expect(Object.keys(hashes)).toEqual(Object.keys(worlds));
  const world = makeWorld("CartPole-v1");
  expect(worldHash(world, 1000, 1)).not.toBe(worldHash(world, 1000, 2));
});

test.each(Object.keys(worlds))("%s keeps the contract", (id) => {
  const findings = checkWorld(makeWorld(id));
  // Gymnasium gives cliff walking no time limit, and random steps rarely find its end.
  // The clock of a changing maze runs on over resets: that it changes is its point.
  const isMeant = (rule: string) =>
    (rule === "episodes-end" && id.startsWith("Cliff")) ||
    (rule === "reset-follows-its-seed" && ["BlockingMaze-v1", "ShortcutMaze-v1"].includes(id));
  expect(findings.filter(({ rule }) => !isMeant(rule))).toEqual([]);
});
