/** What the parity tests share: Gymnasium's trajectories (tools/fixtures/gymnasium_worlds.py), read. */
import { expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { Env } from "../../env/env.ts";
import {
  type Discrete,
  flatArray,
  type Numbers,
  readFlat,
  type Space,
  sampleInto,
  writeFlat,
} from "../../env/space.ts";
import type { AnyWorld } from "../../env/world.ts";

export interface Packed {
  readonly kind: string;
  readonly shape: readonly number[];
  readonly base64: string;
}

const arrays = { float64: Float64Array, float32: Float32Array, int16: Int16Array, int8: Int8Array };

export function unpack({ kind, base64 }: Packed): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
  return Float64Array.from(new arrays[kind as keyof typeof arrays](bytes.buffer));
}

export interface Recorded {
  readonly id: string;
  readonly options: object;
  readonly maxSteps: number | null;
  readonly solvedAt: number | null;
  readonly observationSpace: object;
  readonly actionSpace: object;
  readonly seed: number;
  readonly isRandom: boolean;
  readonly resets: Readonly<Record<string, readonly number[]>>;
  readonly trajectory: Readonly<Record<Column, Packed>>;
}
type Column =
  | "before"
  | "after"
  | "action"
  | "reward"
  | "terminated"
  | "truncated"
  | "observation"
  | "start";

/** A space as the fixture writes it: bounds as numbers, the infinite ones as text. */
function written(space: Space): object {
  if (space.kind === "tuple") return { kind: "tuple", spaces: space.spaces.map(written) };
  if (space.kind !== "box") return space;
  const bound = (b: Float64Array) =>
    [...b].map((v) => (Number.isFinite(v) ? v : v > 0 ? "inf" : "-inf"));
  return { ...space, low: bound(space.low), high: bound(space.high) };
}

/** How the numbers of a recorded state become a state of ours, and back. */
export interface Layout {
  readonly write: (state: Record<string, unknown>, numbers: ArrayLike<number>) => void;
  readonly read: (state: Record<string, unknown>) => number[];
}

/** A layout of plain numbers by name. */
export function fields(...names: string[]): Layout {
  return {
    write: (state, numbers) => {
      names.forEach((name, i) => {
        state[name] = numbers[i];
      });
    },
    read: (state) => names.map((name) => Number(state[name])),
  };
}

/** @param tolerance of states, observations and rewards: 0 for worlds of whole numbers */
export function testParity(
  world: AnyWorld,
  recorded: Recorded,
  layout: Layout,
  tolerance: number,
): void {
  const { trajectory, seed } = recorded;
  const width = trajectory.before.shape[1] ?? 1;
  const steps = trajectory.before.shape[0]!;
  const column = Object.fromEntries(
    Object.entries(trajectory).map(([name, packed]) => [name, unpack(packed)]),
  ) as Record<Column, Float64Array>;
  const actionAt = actionReader(world.actionSpace, column.action);

  test("has Gymnasium's spaces, time limit and threshold", () => {
    expect(world.id).toBe(recorded.id);
    expect(world.maxSteps).toBe(recorded.maxSteps ?? Infinity);
    expect(world.solvedAt ?? null).toBe(recorded.solvedAt);
    expect(written(world.observationSpace)).toEqual(recorded.observationSpace);
    expect(written(world.actionSpace)).toEqual(recorded.actionSpace);
  });

  test("reset(seed) observes what Gymnasium's reset(seed) does, to the last bit", () => {
    for (const [s, first] of Object.entries(recorded.resets)) {
      const env = new Env(world);
      env.reset({ seed: Number(s) });
      expect([...flatObservation(env)], `seed ${s}`).toEqual(first);
    }
  });

  if (recorded.isRandom) {
    test("sampled actions equal those of action_space.seed(seed)", () => {
      const random = rng(seed);
      const flat = flatArray(world.actionSpace);
      const drawn = Array.from({ length: steps }, () => {
        sampleInto(world.actionSpace, random, flat, 0);
        return [...flat];
      });
      expect(drawn.flat()).toEqual([...column.action]);
    });
  }

  test(`from the same state and action: the same next state and reward to ${tolerance}`, () => {
    const state = world.create();
    const outcome = { reward: 0, terminated: false };
    let worst = 0;
    // Worlds that draw go through the whole run on one stream, the first draws of which are the reset's.
    const random = rng(seed);
    world.reset(state, random);
    for (let t = 0; t < steps; t++) {
      layout.write(state, column.before.subarray(t * width, (t + 1) * width));
      world.step(state, actionAt(t), random, outcome);
      const now = layout.read(state);
      for (let i = 0; i < width; i++) {
        worst = Math.max(worst, Math.abs(now[i]! - column.after[t * width + i]!));
      }
      worst = Math.max(worst, Math.abs(outcome.reward - column.reward[t]!));
      expect(outcome.terminated, `step ${t}`).toBe(column.terminated[t] === 1);
      if (column.terminated[t] === 1 || column.truncated[t] === 1) world.reset(state, random);
    }
    expect(worst).toBeLessThanOrEqual(tolerance);
  });

  test("a whole run from reset(seed), with its ends, agrees too", () => {
    const env = new Env(world);
    env.reset({ seed });
    let [worst, episodes] = [0, 0];
    const compare = (values: Numbers, expected: Float64Array, at: number) => {
      values.forEach((v, i) => {
        worst = Math.max(worst, Math.abs(v - expected[at * values.length + i]!));
      });
    };
    compare(flatObservation(env), column.start, 0);
    for (let t = 0; t < steps; t++) {
      const { reward, terminated, truncated } = env.step(actionAt(t));
      compare(flatObservation(env), column.observation, t);
      worst = Math.max(worst, Math.abs(reward - column.reward[t]!));
      expect([terminated, truncated], `step ${t}`).toEqual([
        column.terminated[t] === 1,
        column.truncated[t] === 1,
      ]);
      if (!terminated && !truncated) continue;
      env.reset();
      episodes++;
      compare(flatObservation(env), column.start, episodes);
    }
    expect(worst).toBeLessThanOrEqual(tolerance);
    expect(column.start.length).toBe((episodes + 1) * flatObservation(env).length);
  });
}

function flatObservation(env: Env<unknown, Space, Space>): Numbers {
  const flat = flatArray(env.observationSpace);
  writeFlat(env.observationSpace, env.observe(), flat);
  return flat;
}

function actionReader(space: Space, actions: Float64Array): (t: number) => never {
  if (space.kind === "discrete") return (t) => actions[t] as never;
  const size = (space as Exclude<Space, Discrete>).kind === "box" ? flatArray(space).length : 1;
  return (t) => readFlat(space, actions, t * size) as never;
}
