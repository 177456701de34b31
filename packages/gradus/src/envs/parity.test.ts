/** Gymnasium's own trajectories are the source: tools/fixtures/gymnasium_worlds.py. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { Env } from "../env/env.ts";
import {
  type Discrete,
  flatArray,
  type Numbers,
  readFlat,
  type Space,
  sample,
  sampleInto,
  writeFlat,
} from "../env/space.ts";
import type { AnyWorld } from "../env/world.ts";
import type { Hand } from "./toyText/blackjack.ts";
import { randomLake } from "./toyText/lakeMap.ts";
import { worlds as table } from "./worlds.ts";

function load(family: string) {
  return JSON.parse(
    readFileSync(new URL(`./${family}/gymnasium.fixture.json`, import.meta.url), "utf8"),
  );
}

// ── what all worlds are asked ───────────────────────────────────────────────────────────────────

interface Packed {
  readonly kind: string;
  readonly shape: readonly number[];
  readonly base64: string;
}

const arrays = { float64: Float64Array, float32: Float32Array, int16: Int16Array, int8: Int8Array };

function unpack({ kind, base64 }: Packed): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
  return Float64Array.from(new arrays[kind as keyof typeof arrays](bytes.buffer));
}

interface Recorded {
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
interface Layout {
  readonly write: (state: Record<string, unknown>, numbers: ArrayLike<number>) => void;
  readonly read: (state: Record<string, unknown>) => number[];
}

/** A layout of plain numbers by name. */
function fields(...names: string[]): Layout {
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
function testParity(world: AnyWorld, recorded: Recorded, layout: Layout, tolerance: number): void {
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

// ── toy text ────────────────────────────────────────────────────────────────────────────────────

interface ToyText extends Recorded {
  readonly masks?: Packed;
  readonly texts?: readonly string[];
  readonly model?: {
    readonly rows: number;
    readonly probability: Packed | number;
    readonly next: Packed;
    readonly reward: Packed;
    readonly terminated: Packed;
  };
}
interface Fixture {
  readonly worlds: readonly ToyText[];
  readonly randomMaps: readonly { seed: number; size: number; frozen: number; rows: string[] }[];
}
const toyText: Fixture = load("toyText");

/** Gymnasium's names of options, and ours. */
const toyTextOptions: Record<string, (value: never) => object> = {
  is_slippery: (isSlippery: boolean) => ({ isSlippery }),
  success_rate: (successRate: number) => ({ successRate }),
  reward_schedule: ([goalReward, holeReward, frozenReward]: number[]) => ({
    goalReward,
    holeReward,
    frozenReward,
  }),
  desc: (map: string[]) => ({ map }),
  is_rainy: (isRainy: boolean) => ({ isRainy }),
  fickle_passenger: (ficklePassenger: boolean) => ({ ficklePassenger }),
  fickle_probability: (fickleProbability: number) => ({ fickleProbability }),
  sab: (sab: boolean) => ({ sab }),
  natural: (natural: boolean) => ({ natural }),
};

const hand = ([sum, cards, hasAce]: number[]): Hand => ({
  sum: sum!,
  cards: cards!,
  hasAce: hasAce === 1,
});
const numbers = (h: Hand): number[] => [h.sum, h.cards, h.hasAce ? 1 : 0];
const toyTextLayouts: Record<string, Layout> = {
  Blackjack: {
    write: (state, n) => {
      const v = Array.from(n);
      Object.assign(state, {
        player: hand(v.slice(0, 3)),
        dealer: hand(v.slice(3, 6)),
        open: v[6],
      });
    },
    read: ({ player, dealer, open }) => [
      ...numbers(player as Hand),
      ...numbers(dealer as Hand),
      open as number,
    ],
  },
  Taxi: {
    write: (state, n) => Object.assign(state, { state: n[0], isFickle: n[1] === 1 }),
    read: ({ state, isFickle }) => [state as number, isFickle === true ? 1 : 0],
  },
};

describe.each(toyText.worlds.map((w) => [w.id, JSON.stringify(w.options), w] as const))(
  "%s %s",
  (id, _, recorded) => {
    const options = Object.entries(recorded.options).map(([k, v]) =>
      toyTextOptions[k]!(v as never),
    );
    const world: AnyWorld = table[id as keyof typeof table].create(Object.assign({}, ...options));
    testParity(world, recorded, toyTextLayouts[id.split("-")[0]!] ?? fields("state"), 0);

    const { model, masks, texts } = recorded;
    if (model !== undefined && !("fickle_passenger" in recorded.options)) {
      test("the model equals Gymnasium's P, entry by entry", () => {
        const { transitions } = world.model!();
        const all = transitions.flat(2);
        expect(all).toHaveLength(model.rows);
        expect(all.map((m) => m.next)).toEqual([...unpack(model.next)]);
        expect(all.map((m) => m.reward)).toEqual([...unpack(model.reward)]);
        expect(all.map((m) => (m.terminated ? 1 : 0))).toEqual([...unpack(model.terminated)]);
        const { probability } = model;
        const isOne = typeof probability === "number";
        const p = isOne ? all.map(() => probability) : [...unpack(probability)];
        expect(all.map((m) => m.probability)).toEqual(p);
      });
    }
    if (masks !== undefined) {
      test("info holds Gymnasium's action mask, and mask() writes it", () => {
        const expected = unpack(masks);
        const env = new Env(world);
        const random = rng(recorded.seed);
        let { info } = env.reset({ seed: recorded.seed });
        const written = new Uint8Array(8);
        for (let t = 0; t < 200; t++) {
          const row = [...expected.subarray(6 * t, 6 * t + 6)];
          expect([...(info["actionMask"] as Uint8Array)], `step ${t}`).toEqual(row);
          world.mask!(env.state, written, 2);
          expect([...written]).toEqual([0, 0, ...row]);
          const step = env.step(sample(world.actionSpace, random) as never);
          ({ info } = step);
          if (step.terminated || step.truncated) ({ info } = env.reset());
        }
      });
    }
    if (texts !== undefined) {
      test("its text is Gymnasium's ANSI rendering", () => {
        const env = new Env(world);
        const random = rng(recorded.seed);
        env.reset({ seed: recorded.seed });
        const seen = [world.text!(env.state)];
        for (let t = 0; t < 30; t++) {
          const { terminated, truncated } = env.step(sample(world.actionSpace, random) as never);
          seen.push(world.text!(env.state));
          if (!terminated && !truncated) continue;
          env.reset();
          seen.push(world.text!(env.state));
        }
        expect(seen).toEqual(texts);
      });
    }
  },
);

test.each(toyText.randomMaps)(
  "randomLake($size, $frozen, rng($seed)) is Gymnasium's generate_random_map",
  ({ seed, size, frozen, rows }) => expect(randomLake(size, frozen, rng(seed))).toEqual(rows),
);

// ── classic control ─────────────────────────────────────────────────────────────────────────────

const classicControl: { readonly worlds: readonly Recorded[] } = load("classicControl");

/** Gymnasium's names of options, and ours. */
const classicOptions: Record<string, string> = {
  sutton_barto_reward: "suttonBartoReward",
  goal_velocity: "goalVelocity",
  g: "gravity",
};

const classicLayouts: Record<string, Layout> = {
  CartPole: fields("x", "xDot", "theta", "thetaDot"),
  MountainCar: fields("position", "velocity"),
  MountainCarContinuous: fields("position", "velocity"),
  Acrobot: fields("theta1", "theta2", "theta1Dot", "theta2Dot"),
  Pendulum: fields("theta", "thetaDot"),
};

describe.each(
  classicControl.worlds.map((w) => {
    const steps = `${w.isRandom ? "random" : "driven"}, ${w.trajectory.reward.shape[0]} steps`;
    return [w.id, JSON.stringify(w.options), steps, w] as const;
  }),
)("%s %s, %s", (id, _, __, recorded) => {
  const options = Object.entries(recorded.options).map(([k, v]) => [classicOptions[k]!, v]);
  const world: AnyWorld = table[id as keyof typeof table].create(Object.fromEntries(options));
  testParity(world, recorded, classicLayouts[id.split("-")[0]!]!, 1e-6);
});
