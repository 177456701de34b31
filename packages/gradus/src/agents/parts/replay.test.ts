import { describe, expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { box, dict, discrete, multiBinary, type Space } from "../../env/space.ts";
import { Replay, type ReplayOptions, replayBytes, storageOf } from "./replay.ts";

const plain = {
  capacity: 20,
  environments: 1,
  observationSpace: box(0, 1000, [1]),
  actions: "choice",
  gamma: 0.5,
} as const satisfies ReplayOptions;

/** What one environment went through: rewards 1, 2, 4 …, observations 10, 11, 12 …; `ends` says after which steps, and how. */
function played(
  steps: number,
  ends: Readonly<Record<number, "terminated" | "truncated">>,
  options: Partial<ReplayOptions> = {},
): Replay {
  const replay = new Replay({ ...plain, ...options });
  let seen = 10;
  replay.begin([seen]);
  for (let t = 0; t < steps; t++) {
    const end = ends[t];
    seen++;
    const final = seen;
    if (end !== undefined) seen += 10; // another episode begins
    replay.add([t % 3], {
      rewards: [2 ** t],
      terminated: Uint8Array.of(end === "terminated" ? 1 : 0),
      truncated: Uint8Array.of(end === "truncated" ? 1 : 0),
      observations: [seen],
      finalObservations: [final],
    });
  }
  return replay;
}

/** The transition that begins where `observation` was seen, as a batch of one has it. */
function transition(replay: Replay, observation: number) {
  const batch = replay.batchOf(1);
  for (let index = 0; index < 20; index++) {
    const { observation: seen, last } = replay.row(index);
    if (seen[0] !== observation || last) continue;
    batch.indices[0] = index;
    const { actions, rewards, nextObservations, discounts } = replay.read(batch);
    return [actions[0], rewards[0], nextObservations[0], discounts[0]];
  }
  throw new Error(`no row with ${observation}`);
}

describe("one step: action, reward, what followed, γ", () => {
  const replay = played(6, { 2: "terminated", 4: "truncated" });
  test.each([
    ["in the middle of an episode", 10, [0, 1, 11, 0.5]],
    ["the world ends it: nothing follows", 12, [2, 4, 13, 0]],
    ["the first of the next episode", 23, [0, 8, 24, 0.5]],
    ["a time limit cuts it: the value of the last state counts", 24, [1, 16, 25, 0.5]],
    ["the newest, whose next observation nothing has answered", 35, [2, 32, 36, 0.5]],
  ])("%s", (_, observation, expected) => {
    expect(transition(replay, observation)).toEqual(expected);
  });

  test("last observations are rows, but no transitions", () => {
    expect(replay.size).toBe(6);
    expect([...replay.written]).toEqual([8]);
  });
});

describe("three steps: r₁ + γ r₂ + γ² r₃ and γ³, by hand", () => {
  const replay = played(7, { 2: "terminated", 5: "truncated" }, { nSteps: 3 });
  test.each([
    ["all three", 10, [0, 1 + 1 + 1, 13, 0]],
    ["two are left before the world ends the episode", 11, [1, 2 + 2, 13, 0]],
    ["the last of an episode is not lost", 12, [2, 4, 13, 0]],
    ["three before a time limit: γ³", 23, [0, 8 + 8 + 8, 26, 0.125]],
    ["two before it: γ²", 24, [1, 16 + 16, 26, 0.25]],
    ["one before it: γ", 25, [2, 32, 26, 0.5]],
    ["the newest: as many as there are", 36, [0, 64, 37, 0.5]],
  ])("%s", (_, observation, expected) => {
    expect(transition(replay, observation)).toEqual(expected);
  });
});

describe("the ring", () => {
  // capacity 8: seven rows are kept, one place is open
  const replay = played(30, { 9: "terminated", 28: "truncated" }, { capacity: 8, nSteps: 2 });

  test("keeps the last rows, and counts the transitions among them", () => {
    expect([...replay.written]).toEqual([32]);
    expect([...replay.state().rows.columns.observations]).toEqual([44, 45, 46, 47, 48, 49, 59]);
    expect(replay.size).toBe(6); // nothing was done about 49
  });

  test("every draw is one of them, each as likely", () => {
    const batch = replay.sample(6000, rng(1));
    const counts = new Map<number, number>();
    for (const o of batch.observations) counts.set(o, (counts.get(o) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual([44, 45, 46, 47, 48, 59]);
    // 1000 each; a deviation is √(6000 · 1/6 · 5/6) = 29
    for (const n of counts.values()) expect(Math.abs(n - 1000)).toBeLessThan(4 * 29);
  });

  test("a draw never looks past the newest row", () => {
    const { observations, nextObservations, indices } = replay.sample(1000, rng(2));
    for (let j = 0; j < indices.length; j++) {
      const [from, to] = [observations[j], nextObservations[j]];
      expect(to).toBe(from === 59 ? 60 : Math.min(from + 2, 49));
    }
  });
});

describe("several environments", () => {
  const replay = new Replay({ ...plain, environments: 2, capacity: 20 });
  replay.begin([10, 500]);
  const step = (rewards: number[], observations: number[], truncated: number[]): void =>
    replay.add([0, 1], {
      rewards,
      terminated: new Uint8Array(2),
      truncated: Uint8Array.from(truncated),
      observations,
      finalObservations: [0, 999],
    });
  step([1, 5], [11, 501], [0, 0]);
  step([2, 6], [12, 600], [0, 1]);
  step([3, 7], [13, 601], [0, 0]);

  test("each has rows of its own", () => {
    expect(replay.size).toBe(6);
    expect(transition(replay, 11)).toEqual([0, 2, 12, 0.5]);
    expect(transition(replay, 501)).toEqual([1, 6, 999, 0.5]);
    expect(transition(replay, 600)).toEqual([1, 7, 601, 0.5]);
  });

  test("transitions of all are drawn alike", () => {
    const counts = new Map<number, number>();
    for (const o of replay.sample(6000, rng(3)).observations)
      counts.set(o, (counts.get(o) ?? 0) + 1);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([10, 11, 12, 500, 501, 600]);
    for (const n of counts.values()) expect(Math.abs(n - 1000)).toBeLessThan(4 * 29);
  });
});

test("masks come with the observation that they belong to; after an end in the world nothing is forbidden", () => {
  const replay = new Replay({ ...plain, choices: 2 });
  replay.begin([10], Uint8Array.of(0, 1));
  const step = (terminated: number, truncated: number): void =>
    replay.add([1], {
      rewards: [1],
      terminated: Uint8Array.of(terminated),
      truncated: Uint8Array.of(truncated),
      observations: [20],
      finalObservations: [30],
      masks: Uint8Array.of(1, 1),
      finalMasks: Uint8Array.of(1, 0),
    });
  step(0, 1);
  step(1, 0);
  const batch = replay.batchOf(2);
  batch.indices.set([0, 2]);
  replay.read(batch);
  expect([...batch.masks]).toEqual([0, 1, 1, 1]);
  expect([...batch.nextMasks]).toEqual([1, 0, 1, 1]);
});

test("actions of several numbers are kept as float32 rows", () => {
  const replay = new Replay({ ...plain, actions: 2 });
  replay.begin([0]);
  replay.add([0.25, -1], {
    rewards: [0],
    terminated: new Uint8Array(1),
    truncated: new Uint8Array(1),
    observations: [1],
    finalObservations: [0],
  });
  expect(replay.sample(1, rng(1)).actions).toEqual(Float32Array.of(0.25, -1));
});

describe("sequences", () => {
  const replay = played(12, { 4: "terminated", 8: "truncated" }, { capacity: 20 });

  test("follow each other, pass over last observations, and say where an episode begins", () => {
    const { observations, starts, discounts } = replay.sampleSequences(200, 4, rng(1));
    const order = [10, 11, 12, 13, 14, 25, 26, 27, 28, 39, 40, 41];
    for (let b = 0; b < 200; b++) {
      const first = order.indexOf(observations[4 * b]);
      for (let t = 0; t < 4; t++) {
        const o = observations[4 * b + t];
        expect(o).toBe(order[first + t]);
        expect(starts[4 * b + t]).toBe(t === 0 || o === 25 || o === 39 ? 1 : 0);
        expect(discounts[4 * b + t]).toBe(o === 14 ? 0 : 0.5);
      }
    }
  });

  test("longer than what there is: one clear message", () => {
    expect(() => replay.sampleSequences(1, 13, rng(1))).toThrow(
      "No sequence of 13 steps is in the replay, which holds 12.",
    );
  });
});

test("stepsLeft counts to the end of the episode, or to the newest row", () => {
  const replay = played(6, { 3: "truncated" });
  expect([0, 1, 2, 3, 5, 6].map((i) => replay.stepsLeft(i))).toEqual([3, 2, 1, 0, 1, 0]);
});

describe("prioritised", () => {
  const make = (): Replay => played(30, { 9: "terminated" }, { capacity: 8, priority: 1 });

  test("rows that are gone, open, or without an action are never drawn", () => {
    const replay = make();
    const all = new Set(replay.sample(2000, rng(1)).observations);
    expect([...all].sort()).toEqual([43, 44, 45, 46, 47, 48, 49]);
  });

  test("a row that the critic is more wrong about is drawn more often, and weighs less", () => {
    const replay = make();
    const at = replay.batchOf(1).indices;
    for (let i = 0; i < 8; i++) if (replay.row(i).observation[0] === 45) at[0] = i;
    replay.prioritise(at, [6]); // the six others have 1
    const { observations, weights } = replay.sample(12_000, rng(1), 1);
    const drawn = observations.filter((o) => o === 45).length;
    expect(Math.abs(drawn - 6000)).toBeLessThan(10); // stratified: hardly any noise
    expect(weights[observations.indexOf(45)]).toBeCloseTo(1 / 6, 6);
    expect(weights[observations.indexOf(46)]).toBe(1);
  });
});

describe("state", () => {
  const cases: [string, Partial<ReplayOptions>][] = [
    ["half empty", { nSteps: 3 }],
    ["full", { capacity: 8 }],
    ["prioritised", { capacity: 8, priority: 0.6 }],
  ];
  test.each(cases)("restored, it draws the same batches: %s", (_, options) => {
    const ends = { 2: "terminated", 9: "truncated", 29: "truncated" } as const;
    const here = played(options.capacity === undefined ? 12 : 30, ends, options);
    if (options.priority !== undefined) {
      const { indices } = here.sample(4, rng(9));
      here.prioritise(indices, [0.5, 3, 2, 7]);
    }
    const there = new Replay({ ...plain, ...options });
    there.restore(structuredClone(here.state()));
    const step = {
      rewards: [3],
      terminated: Uint8Array.of(1),
      truncated: Uint8Array.of(0),
      observations: [700],
      finalObservations: [650],
    };
    for (const replay of [here, there]) {
      replay.add([1], step);
      replay.add([2], { ...step, terminated: Uint8Array.of(0) });
    }
    expect(there.size).toBe(here.size);
    expect(there.sample(50, rng(5))).toEqual(here.sample(50, rng(5)));
    expect(there.sampleSequences(5, 2, rng(6))).toEqual(here.sampleSequences(5, 2, rng(6)));
    expect(there.state()).toEqual(here.state());
  });

  test("of another capacity it is refused", () => {
    const saved = played(30, {}, { capacity: 8 }).state();
    expect(() => new Replay({ ...plain, capacity: 12 }).restore(saved)).toThrow(
      "holds 7 rows of 1 environments, this one has room for 11 of each of 1",
    );
  });

  test("rows never change once they are written", () => {
    const early = played(3, { 1: "truncated" }).state().rows.columns;
    const late = played(12, { 1: "truncated", 5: "terminated" }).state().rows.columns;
    const n = early.rewards.length;
    expect(late.observations.subarray(0, n)).toEqual(early.observations);
    expect(late.flags.subarray(0, n)).toEqual(early.flags);
    expect(late.rewards.subarray(0, n)).toEqual(early.rewards);
  });
});

describe("memory", () => {
  const types: [string, Space, unknown][] = [
    ["bytes", box(0, 255, [4], "uint8"), Uint8Array],
    ["bits", multiBinary(3), Uint8Array],
    ["few classes", discrete(256), Uint8Array],
    ["many classes", discrete(257), Int32Array],
    ["negative whole numbers", discrete(3, -1), Int32Array],
    ["real numbers", box(0, 1, [2], "float64"), Float32Array],
    ["both", dict({ a: box(0, 1, [1]), b: discrete(500) }), Float32Array],
    [
      "more classes than float32 counts",
      dict({ a: box(0, 1, [1]), b: discrete(2 ** 25) }),
      Float64Array,
    ],
  ];
  test.each(types)("%s lie in the smallest array that holds them", (_, space, type) => {
    expect(storageOf(space)).toBe(type);
  });

  test("is known before it is taken", () => {
    const options = { ...plain, capacity: 1000, observationSpace: box(0, 1, [100], "uint8") };
    expect(replayBytes({ ...options, choices: 4, priority: 0.6 })).toEqual({
      observations: 100_000,
      actions: 4000,
      rewards: 5000,
      masks: 4000,
      priorities: 16 * 1024,
      total: 129_384,
    });
  });

  test("more than the limit is refused, with the bytes and a capacity that fits", () => {
    const options = { ...plain, capacity: 1e6, observationSpace: box(0, 1, [84, 84, 4]) };
    expect(() => new Replay({ ...options })).toThrow(
      /A replay of 1000000 rows takes 112905000000 bytes \(100 % of them observations\), more than the 4\.00 GiB that are allowed\. Set capacity to \d+ or less/,
    );
    const [, fitting] =
      /Set capacity to (\d+)/.exec(String(caught(() => new Replay(options)))) ?? [];
    expect(replayBytes({ ...options, capacity: Number(fitting) }).total).toBeLessThanOrEqual(
      2 ** 32,
    );
    expect(Number(fitting)).toBeGreaterThan(18_000);
  });

  test("next to nothing is refused", () => {
    expect(() => new Replay({ ...plain, environments: 8 })).toThrow(
      "capacity is 20 rows of replay for 8 environments; each needs at least 4.",
    );
  });
});

test("drawing from nothing: one clear message", () => {
  expect(() => new Replay(plain).sample(1, rng(1))).toThrow("The replay is empty");
});

function caught(f: () => unknown): unknown {
  try {
    return f();
  } catch (error) {
    return error;
  }
}
