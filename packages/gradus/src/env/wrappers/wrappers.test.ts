import { describe, expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { checkWorld } from "../check.ts";
import { Env } from "../env.ts";
import { counting } from "../fixtures/worlds.ts";
import {
  box,
  describe as describeSpace,
  dict,
  discrete,
  multiBinary,
  multiDiscrete,
  type Space,
  sample,
  tuple,
} from "../space.ts";
import { VectorEnv } from "../vector.ts";
import type { World } from "../world.ts";
import { clipAction, discreteAction, rescaleAction, strictMask, withMask } from "./action.ts";
import { frameStack } from "./frameStack.ts";
import { RunningMoments } from "./moments.ts";
import { ObservationNormaliser, RewardNormaliser } from "./normalise.ts";
import { flattenObservation, oneHot, transformObservation } from "./observation.ts";
import { clipReward, transformReward } from "./reward.ts";
import { EpisodeStatistics } from "./statistics.ts";
import { timeLimit } from "./timeLimit.ts";

/** Shows the last action; the reward is its sum. */
function echo<A extends Space>(
  actionSpace: A,
  low = -10,
  high = 10,
): World<{ v: number[] }, ReturnType<typeof box>, A> {
  return {
    id: "Echo-v0",
    title: "Echoes.",
    observationSpace: box(low, high, [2], "float64"),
    actionSpace,
    maxSteps: 50,
    create: () => ({ v: [0, 0] }),
    reset: (s) => void (s.v = [0, 0]),
    step: (s, a, _, o) => {
      s.v = [...(typeof a === "number" ? [a, a] : (a as number[]))];
      o.reward = s.v.reduce((x, y) => x + y, 0);
      o.terminated = false;
    },
    observe: (s, out, at) => out.set(s.v, at),
  };
}
const pair = () => echo(box([-2, 0], [2, 10], undefined, "float64"));

test("timeLimit truncates at another step", () => {
  const env = new Env(timeLimit(counting(99, 5), 2));
  env.reset();
  expect([env.step(0).truncated, env.step(0).truncated]).toEqual([false, true]);
  expect(() => timeLimit(counting(3), 0)).toThrow("maxSteps is 0");
});

test("rescaleAction: −1, 0, 1 become the lower bound, the middle, the upper bound", () => {
  const env = new Env(rescaleAction(pair()));
  env.reset();
  const shown = (a: number[]) => [...env.step(Float64Array.from(a)).observation];
  expect(shown([-1, -1])).toEqual([-2, 0]);
  expect(shown([0, 0.5])).toEqual([0, 7.5]);
  expect(shown([1, 1])).toEqual([2, 10]);
  expect(() => env.step(Float64Array.of(1.5, 0))).toThrow("must lie in [-1, 1]");
  expect(() => rescaleAction(echo(box(-Infinity, 1, [2])))).toThrow(
    "element 0 of the action is unbounded",
  );
  expect(() => rescaleAction(pair(), 1, 1)).toThrow("the new bounds are 1 to 1");
});

test("clipAction takes any number and stops at the bounds", () => {
  const env = new Env(clipAction(pair()));
  env.reset();
  expect([...env.step(Float64Array.of(-7, 12)).observation]).toEqual([-2, 10]);
  expect([...env.step(Float64Array.of(1, 3)).observation]).toEqual([1, 3]);
});

test("discreteAction: five choices of [−2, 2] are −2, −1, 0, 1, 2", () => {
  const one: World<{ v: number }, ReturnType<typeof box>, ReturnType<typeof box>> = {
    id: "One-v0",
    title: "Echoes one number.",
    observationSpace: box(-10, 10, [1]),
    actionSpace: box(-2, 2, [1]),
    maxSteps: 50,
    create: () => ({ v: 0 }),
    reset: (s) => void (s.v = 0),
    step: (s, a, _, o) => {
      s.v = a[0]!;
      a[0] = 99; // a world that spoils what it is given
      o.reward = 0;
      o.terminated = false;
    },
    observe: (s, out, at) => void (out[at] = s.v),
  };
  const env = new Env(discreteAction(one, 5));
  env.reset();
  for (const _ of [1, 2])
    expect([0, 1, 2, 3, 4].map((a) => env.step(a).observation[0])).toEqual([-2, -1, 0, 1, 2]);
  expect(() => discreteAction(pair(), 3)).toThrow("an action has 2 numbers");
  expect(() => discreteAction(one, 1)).toThrow("choices is 1");
});

test("withMask and strictMask: a masked action is an error that lists the allowed ones", () => {
  const masked = withMask(counting(9), (s, out, at) =>
    out.set(s.n === 0 ? [0, 1, 1] : [1, 1, 1], at),
  );
  const env = new Env(strictMask(masked));
  env.reset();
  expect(() => env.step(0)).toThrow("Counting-v0: the action 0 is not allowed now; allowed: 1, 2.");
  env.step(1);
  expect(env.step(0).reward).toBe(1);
  expect(() => strictMask(counting(9))).toThrow("has no mask");
});

test("rewards are transformed and clipped, and a model that no longer holds is gone", () => {
  const world = { ...counting(99), model: () => ({}) as never, modelState: () => 0, solvedAt: 3 };
  const env = new Env(clipReward(transformReward(world, (r) => 10 * r - 15)));
  env.reset();
  expect([1, 1, 0].map((a) => env.step(a).reward)).toEqual([-1, 1, 1]);
  expect(env.world.model).toBeUndefined();
  expect(env.world.solvedAt).toBeUndefined();
  expect(() => clipReward(world, 1, 1)).toThrow("the bounds are 1 to 1");
});

test("transformObservation computes a new observation in a space of its own", () => {
  const doubled = transformObservation(counting(9), box(0, 20, [1], "float64"), (seen, out, at) => {
    out[at] = 2 * seen[0]!;
  });
  const env = new Env(doubled);
  env.reset();
  expect([...env.step(2).observation]).toEqual([4]);
});

/** Shows a random element of a space, kept in flat form. */
function showing(space: Space): World<{ seed: number }, Space, ReturnType<typeof discrete>> {
  return {
    id: "Showing-v0",
    title: "Shows.",
    observationSpace: space,
    actionSpace: discrete(1),
    maxSteps: 5,
    create: () => ({ seed: 0 }),
    reset: (s, random) => void (s.seed = random.integer(1000)),
    step: (s, _, __, o) => {
      s.seed++;
      o.reward = 0;
      o.terminated = false;
    },
    observe: (s, out, at) => {
      const value = sample(space, rng(s.seed));
      const list = (v: unknown): number[] =>
        typeof v === "number"
          ? [v]
          : Array.isArray(v)
            ? v.flatMap(list)
            : ArrayBuffer.isView(v)
              ? Array.from(v as Float64Array)
              : Object.values(v as object).flatMap(list);
      out.set(list(value), at);
    },
  };
}

test("flattenObservation: discrete parts one-hot, the rest as it is, in order", () => {
  const space = dict({
    a: discrete(3, 1),
    b: box([-1, 0], [1, 5], undefined, "float64"),
    c: tuple([multiDiscrete([2, 3]), multiBinary(2)]),
  });
  const world = {
    ...showing(space),
    observe: (_: unknown, out: { set(v: number[], at: number): void }, at: number) =>
      out.set([3, -0.5, 4, 1, 0, 1, 0], at),
  };
  const env = new Env(flattenObservation(world));
  expect([...env.reset().observation]).toEqual([0, 0, 1, -0.5, 4, 0, 1, 1, 0, 0, 1, 0]);
  expect(describeSpace(env.observationSpace)).toBe("Box([12], float32)");
  expect([...env.observationSpace.low.subarray(2, 6)]).toEqual([0, -1, 0, 0]);
  expect([...env.observationSpace.high.subarray(2, 6)]).toEqual([1, 1, 5, 1]);
});

test("oneHot: state 2 of 4 is 0 0 1 0; a Box is refused", () => {
  const world = {
    ...showing(discrete(4)),
    observe: (_: unknown, out: { fill(v: number, a: number, b: number): void }, at: number) =>
      out.fill(2, at, at + 1),
  };
  expect([...new Env(oneHot(world)).reset().observation]).toEqual([0, 0, 1, 0]);
  expect(() => oneHot(counting(3))).toThrow(
    "oneHot: observations of Counting-v0 are Box([2], float64)",
  );
});

test("frameStack: the first observation is repeated, then the oldest leaves", () => {
  const env = new Env(frameStack(counting(9), 3));
  const u = rng(5).random();
  expect([...env.reset({ seed: 5 }).observation]).toEqual([0, u, 0, u, 0, u]);
  env.step(1);
  expect([...env.step(2).observation]).toEqual([0, u, 1, u, 3, u]);
  expect([...env.step(0).observation]).toEqual([1, u, 3, u, 3, u]);
  expect(env.observationSpace.shape).toEqual([3, 2]);
  expect(env.step(0).info).toEqual({ n: 3 });
  expect(() => frameStack(counting(9), 0)).toThrow("count is 0");
});

describe("every wrapper gives a world that keeps the contract", () => {
  const masked = withMask(counting(20, 50), (_, out, at) => out.set([1, 0, 1], at));
  test.each([
    ["timeLimit", timeLimit(counting(20), 9)],
    ["rescaleAction", rescaleAction(pair())],
    ["discreteAction", discreteAction(echo(box(-1, 1, [1])) as never, 3)],
    ["withMask", masked],
    ["strictMask", strictMask(masked)],
    ["transformReward", transformReward(counting(20, 50), (r) => r / 2)],
    ["flattenObservation", flattenObservation(showing(tuple([discrete(3), box(0, 1, [2])])))],
    ["oneHot", oneHot(showing(multiDiscrete([3, 4])))],
    ["frameStack", frameStack(counting(20, 50), 4)],
    [
      "a stack of them",
      frameStack(flattenObservation(transformReward(timeLimit(counting(20), 9), (r) => -r)), 2),
    ],
  ] as const)("%s", (name, world) => {
    const found = checkWorld(world);
    // The echo of a single number leaves its second place unwritten; that is the test world's doing.
    expect(
      found.filter(({ rule }) => name !== "discreteAction" || rule !== "observe-writes-its-row"),
    ).toEqual([]);
  });
});

// ── statistics ──────────────────────────────────────────────────────────────────────────────────

test("RunningMoments of many batches equal the moments of all numbers", () => {
  const random = rng(1);
  const moments = new RunningMoments(2);
  moments.count = 0; // without Gymnasium's first weight
  const all: number[][] = [[], []];
  for (const rows of [1, 5, 1, 40, 3]) {
    const batch = Float64Array.from({ length: 2 * rows }, (_, i) =>
      i % 2 === 0 ? random.normal(1000, 0.1) : random.normal(-3, 20),
    );
    for (const [i, v] of batch.entries()) all[i % 2]!.push(v);
    moments.update(batch);
  }
  all.forEach((values, k) => {
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    expect(moments.mean[k]).toBeCloseTo(mean, 9);
    expect(Math.abs(moments.variance[k]! / variance - 1)).toBeLessThan(1e-9);
  });
  expect(() => moments.update([1, 2, 3])).toThrow("3 numbers are no whole number of rows of 2");
});

test("RunningMoments, by hand: 2 and 4 after the first weight of 1e-4 at mean 0, variance 1", () => {
  const moments = new RunningMoments();
  moments.update([2, 4]);
  const n = 2 + 1e-4;
  expect(moments.mean[0]).toBeCloseTo((2 * 3) / n, 12);
  expect(moments.variance[0]).toBeCloseTo((1e-4 * 1 + 2 + (9 * 1e-4 * 2) / n) / n, 12);
});

test("ObservationNormaliser: mean 0 and variance 1 on what it has seen; frozen it stops looking", () => {
  const normaliser = new ObservationNormaliser(1);
  const random = rng(2);
  const seen = Float64Array.from({ length: 5000 }, () => random.normal(7, 3));
  const out = normaliser.normalise(seen);
  const mean = out.reduce((a, b) => a + b) / out.length;
  expect(mean).toBeCloseTo(0, 4);
  expect(out.reduce((a, b) => a + (b - mean) ** 2, 0) / out.length).toBeCloseTo(1, 4);
  normaliser.frozen = true;
  const before = normaliser.state();
  expect(normaliser.normalise([normaliser.moments.mean[0]! + 1000])[0]).toBe(10); // the clip
  expect(normaliser.state()).toEqual(before);
  expect(normaliser.scale([normaliser.moments.mean[0]!])[0]).toBe(0);
});

test("a restored ObservationNormaliser goes on as the saved one would", () => {
  const [a, b] = [new ObservationNormaliser(2), new ObservationNormaliser(2)];
  a.normalise([1, 2, 3, 4]);
  b.restore(structuredClone(a.state()));
  expect(b.normalise([5, 6])).toEqual(a.normalise([5, 6]));
  expect(() => b.restore(new ObservationNormaliser(3).state())).toThrow(
    "the saved state has 3 numbers a row, this one 2",
  );
  expect(() => new ObservationNormaliser(1, { epsilon: 0 })).toThrow("epsilon is 0");
  expect(() => new ObservationNormaliser(2).normalise([1, 2], new Float32Array(3))).toThrow(
    "2 numbers into 3",
  );
});

test("RewardNormaliser, by hand: two steps of two environments, one of which ends", () => {
  const normaliser = new RewardNormaliser(2, { gamma: 0.5, clip: Infinity });
  const none = Uint8Array.of(0, 0);
  normaliser.normalise({ rewards: [1, 3], terminated: none, truncated: none });
  expect([...normaliser.returns]).toEqual([1, 3]);
  const out = normaliser.normalise({
    rewards: [2, 1],
    terminated: Uint8Array.of(0, 1),
    truncated: none,
  });
  const moments = new RunningMoments(1);
  moments.update([1, 3]);
  moments.update([2.5, 2.5]); // 0.5 · 1 + 2 and 0.5 · 3 + 1
  expect(out[0]).toBeCloseTo(2 / Math.sqrt(moments.variance[0]! + 1e-8), 12);
  expect(out[1]).toBeCloseTo(1 / Math.sqrt(moments.variance[0]! + 1e-8), 12);
  expect([...normaliser.returns]).toEqual([2.5, 0]);
});

test("RewardNormaliser: frozen it leaves its sums alone; restored it goes on", () => {
  const random = rng(3);
  const step = () => ({
    rewards: [random.normal(), random.normal()],
    terminated: Uint8Array.of(0, 0),
    truncated: Uint8Array.of(random.integer(2), 0),
  });
  const a = new RewardNormaliser(2);
  for (let t = 0; t < 50; t++) a.normalise(step());
  const b = new RewardNormaliser(2);
  b.restore(structuredClone(a.state()));
  const next = step();
  expect(b.normalise(next)).toEqual(a.normalise(next));
  a.frozen = true;
  const before = a.state();
  a.normalise(step());
  expect(a.state()).toEqual(before);
  expect(() => new RewardNormaliser(2, { gamma: 1.1 })).toThrow("gamma is 1.1");
  expect(() =>
    a.normalise({ rewards: [1], terminated: Uint8Array.of(0), truncated: Uint8Array.of(0) }),
  ).toThrow("1 rewards for 2");
});

test("EpisodeStatistics of a VectorEnv: counting by ones to 3 returns 1 + 2 + 3 in 3 steps", () => {
  const env = new VectorEnv(counting(3), 2);
  const statistics = new EpisodeStatistics(3);
  env.reset();
  expect(statistics.meanReturn).toBeNull();
  for (let t = 0; t < 3; t++) {
    env.step([1, 2]); // the second one: 2 + 4 in 2 steps
    statistics.record(env);
  }
  expect([statistics.episodes, statistics.steps]).toEqual([2, 6]);
  expect(statistics.returns).toEqual([6, 6]);
  expect(statistics.lengths).toEqual([2, 3]);
  expect(statistics.meanLength).toBe(2.5);
  for (let t = 0; t < 4; t++) {
    env.step([1, 2]);
    statistics.record(env);
  }
  expect(statistics.episodes).toBe(5);
  expect(statistics.lengths).toEqual([2, 3, 2]); // after 7 steps: ends at 2, 3, 4, and both at 6
  const other = new EpisodeStatistics(3);
  other.restore(structuredClone(statistics.state()));
  expect(other.state()).toEqual(statistics.state());
  expect(() => new EpisodeStatistics(0)).toThrow("window is 0");
});
