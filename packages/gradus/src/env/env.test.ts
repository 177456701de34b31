import { expect, test } from "vitest";
import { StateError, ValueError } from "../core/errors.ts";
import { rng } from "../core/random.ts";
import { Env } from "./env.ts";
import { counting, remembering } from "./fixtures/worlds.ts";

test("reset, step, observe: Gymnasium's five answers", () => {
  const env = new Env(counting(3));
  const start = env.reset({ seed: 7 });
  expect([...start.observation]).toEqual([0, rng(7).random()]);
  expect(start.info).toEqual({ n: 0 });
  const step = env.step(2);
  expect(step).toEqual({
    observation: Float64Array.of(2, rng(7).random()),
    reward: 2,
    terminated: false,
    truncated: false,
    info: { n: 2 },
  });
  expect(env.step(1)).toMatchObject({ reward: 3, terminated: true, truncated: false });
});

test("a seed starts a new stream; without one the stream goes on", () => {
  const env = new Env(counting(3));
  const stream = rng(7);
  const first = () => env.reset().observation[1];
  expect(env.reset({ seed: 7 }).observation[1]).toBe(stream.random());
  expect([first(), first()]).toEqual([stream.random(), stream.random()]);
  expect(env.reset({ seed: 7 }).observation[1]).toBe(rng(7).random());
});

test("a step before reset and a step after the end are errors that say what to do", () => {
  const env = new Env(counting(2));
  expect(() => env.step(0)).toThrow(StateError);
  expect(() => env.step(0)).toThrow(
    "Counting-v0: step() was called before reset(); call reset() to start an episode.",
  );
  env.reset();
  env.step(2);
  expect(() => env.step(0)).toThrow(
    "Counting-v0: step() was called after the episode had ended (1 steps); call reset() to start the next one.",
  );
  env.reset();
  expect(env.step(0).reward).toBe(0);
});

test.each([3, -1, 0.5, NaN, "1", undefined])(
  "the action %s is refused, and nothing has moved",
  (action) => {
    const env = new Env(counting(5));
    env.reset();
    env.step(1);
    const before = structuredClone(env.state);
    expect(() => env.step(action as number)).toThrow(ValueError);
    expect(() => env.step(action as number)).toThrow(
      `Counting-v0: the action is outside Discrete(3): ${action} is not a whole number from 0 to 2.`,
    );
    expect(env.state).toEqual(before);
    expect(env.steps).toBe(1);
  },
);

test("a time limit truncates and never terminates; an end at the limit is both", () => {
  const env = new Env(counting(4, 2));
  env.reset();
  expect(env.step(1)).toMatchObject({ terminated: false, truncated: false });
  expect(env.step(1)).toMatchObject({ terminated: false, truncated: true });
  expect(() => env.step(1)).toThrow(StateError);
  env.reset();
  env.step(2);
  expect(env.step(2)).toMatchObject({ terminated: true, truncated: true }); // as Gymnasium's TimeLimit
});

test("maxSteps of the options replaces the world's", () => {
  const env = new Env(counting(100, 2), { maxSteps: 3 });
  env.reset();
  expect([0, 0, 0].map(() => env.step(0).truncated)).toEqual([false, false, true]);
  expect(() => new Env(counting(3), { maxSteps: 0 })).toThrow(
    "maxSteps is 0; it must be at least 1",
  );
});

test("observations are copies", () => {
  const env = new Env(counting(9));
  const { observation } = env.reset();
  env.step(1);
  expect(observation[0]).toBe(0);
});

test("a copied state goes on where it was", () => {
  const env = new Env(counting(9, 5));
  env.reset();
  env.step(1);
  const saved = structuredClone(env.state);
  const [steps, random] = [env.steps, env.random.state()];
  const ahead = [1, 2, 0].map((a) => env.step(a));
  env.restore(saved, steps, random);
  expect([1, 2, 0].map((a) => env.step(a))).toEqual(ahead);
  expect(env.state).not.toBe(saved);
});

test("actions of a Tuple arrive as they were given", () => {
  const env = new Env(remembering());
  env.reset();
  const { observation } = env.step([2, Float32Array.of(0.5, -1), Uint8Array.of(1, 0)]);
  expect([...observation]).toEqual([2, 0.5, -1, 1, 0]);
  expect(() => env.step([2, Float32Array.of(0.5, -2), Uint8Array.of(1, 0)])).toThrow(
    "part 1: element 1 is -2; it must lie in [-1, 1]",
  );
});

test("wrong types of actions do not compile", () => {
  const one = new Env(counting(9));
  const many = new Env(remembering());
  const wrong = [
    // @ts-expect-error a text is not an action of a Discrete
    () => one.step("left"),
    // @ts-expect-error nor is a list
    () => one.step([1]),
    // @ts-expect-error a part is missing
    () => many.step([2, Float32Array.of(0, 0)]),
    // @ts-expect-error the first part is a number
    () => many.step([Float32Array.of(0), Float32Array.of(0, 0), Uint8Array.of(1, 0)]),
    // @ts-expect-error an observation of a Box has no upper case
    () => one.reset().observation.toUpperCase(),
  ];
  one.reset();
  many.reset();
  for (const f of wrong) expect(f).toThrow();
});
