import { expect, test } from "vitest";
import { ValueError } from "../core/errors.ts";
import { rng } from "../core/random.ts";
import { qLearning } from "../tabular/qLearning.ts";
import { Env } from "./env.ts";
import { guarded, WorldError } from "./fault.ts";
import { box, discrete } from "./space.ts";
import { VectorEnv } from "./vector.ts";
import type { AnyWorld } from "./world.ts";

interface Cell {
  n: number;
  total: number;
}

/** Counts steps; an episode is four of them. `spoil` sees the state (total: all steps so far) before each step. */
function counting(spoil: Partial<AnyWorld>, at: (state: Cell) => void = () => {}): AnyWorld {
  return {
    id: "Count-v0",
    title: "",
    observationSpace: discrete(5),
    actionSpace: discrete(2),
    maxSteps: 4,
    create: (): Cell => ({ n: 0, total: 0 }),
    reset: (state: Cell) => {
      state.n = 0;
    },
    step: (
      state: Cell,
      _: number,
      __: unknown,
      outcome: { reward: number; terminated: boolean },
    ) => {
      state.n++;
      state.total++;
      outcome.reward = 1;
      outcome.terminated = false;
      at(state);
      if (state.total === 100) outcome.reward = Number.NaN;
    },
    observe: (state: Cell, out: { [i: number]: number }, at: number) => {
      out[at] = state.n;
    },
    ...spoil,
  };
}

const throwing = counting({}, ({ total }) => {
  if (total === 10) throw new TypeError("no such cell");
});

test("VectorEnv says which environment, seed, episode, step and action a world failed in", () => {
  const env = new VectorEnv(throwing, 3, { seed: 40 });
  env.reset();
  const states = env.states as Cell[];
  states[0].total = -100;
  states[1].total = -100; // only environment 2 gets to ten: the second step of its third episode
  for (let t = 0; t < 9; t++) env.step([0, 0, 1]);
  const failed = (): unknown => env.step([0, 0, 1]);
  expect(failed).toThrow(
    /^Count-v0: TypeError: no such cell, at .*fault\.test\.ts.*It happened in environment 2 \(seed 42\), episode 3, step 2, after action 1\.$/,
  );
  states[2].total = 9;
  expect(failed).toThrow(WorldError);
});

test("what was thrown is kept as the cause; errors of Gradus keep their class", () => {
  const env = new Env(throwing, { seed: 7 });
  env.reset();
  try {
    for (let t = 0; t < 10; t++) if (env.step(1).truncated) env.reset();
    expect.unreachable();
  } catch (error) {
    expect((error as WorldError).cause).toBeInstanceOf(TypeError);
    expect((error as WorldError).message).toMatch(/seed 7, episode 3, step 2, after action 1\.$/);
  }
  const refusing = counting({
    reset: () => {
      throw new ValueError("size is 0; it must be at least 1.");
    },
  });
  expect(() => new VectorEnv(refusing, 2).reset()).toThrow(ValueError);
  expect(() => new VectorEnv(refusing, 2).reset()).toThrow(
    /at least 1\. It happened in environment 0 \(seed 0\), episode 1, reset\(\)\.$/,
  );
});

test("a reward that is NaN is found in the step that pays it", () => {
  const env = new VectorEnv(counting({}), 1);
  env.reset();
  for (let t = 0; t < 99; t++) env.step([0]);
  expect(() => env.step([0])).toThrow(/the reward is NaN.*episode 25, step 4, after action 0\.$/);
});

test("a state that has become NaN is found within a few steps, and at once in a guarded world", () => {
  const spoilt = counting(
    {
      observationSpace: box(-9, 9, [2]),
      maxSteps: 1000,
      observe: (state: Cell, out: { [i: number]: number }, at: number) => {
        out[at] = 0;
        out[at + 1] = state.total >= 20 ? Number.NaN : state.n;
      },
    },
    () => {},
  );
  const steps = (world: AnyWorld): number => {
    const env = new VectorEnv(world, 4);
    env.reset();
    for (let t = 1; ; t++) {
      try {
        env.step([0, 0, 0, 0]);
      } catch (error) {
        expect((error as Error).message).toMatch(/number 1 of the observation is NaN.*step/);
        return t;
      }
    }
  };
  expect(steps(guarded(spoilt))).toBe(20);
  expect(steps(spoilt)).toBeLessThan(20 + 64);
});

test("tables name the place, too, and refuse a state that they have no row for", () => {
  const run = (world: AnyWorld): unknown => {
    for (const { steps } of qLearning(world, {}, rng(1))) if (steps > 200) return undefined;
    return undefined;
  };
  expect(() => run(throwing)).toThrow(/no such cell.*episode 3, step 2, after action [01]\.$/);
  expect(() => run(counting({}))).toThrow(/the reward is NaN.*episode 25, step 4/);
  const outside = counting({ observationSpace: discrete(4) });
  expect(() => run(outside)).toThrow(
    /it shows 4, which is outside Discrete\(4\).*episode 1, step 4\.$/,
  );
});
