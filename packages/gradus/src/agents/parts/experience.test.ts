import { describe, expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { episodesFrom, TransitionRecorder, type Transitions } from "../../data/transitions.ts";
import { box, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import { makeWorld } from "../../envs/make.ts";
import { Experience } from "./experience.ts";
import { encoder } from "./observations.ts";

/** Counts its steps: the observation is how many there were; each brings the action. Ends after three, by itself or by a limit. */
const counting = (end: number, maxSteps: number) =>
  ({
    id: "Counting-v0",
    title: "Counts.",
    observationSpace: box(0, 100, [1]),
    actionSpace: discrete(2, 5),
    maxSteps,
    create: () => ({ t: 0 }),
    reset(state) {
      state.t = 0;
    },
    step(state, action, _random, outcome) {
      state.t++;
      outcome.reward = action;
      outcome.terminated = state.t >= end;
    },
    observe(state, out, at) {
      out[at] = state.t;
    },
    mask(state, out, at) {
      out[at] = state.t === 3 ? 0 : 1;
      out[at + 1] = state.t === 0 ? 0 : 1;
    },
  }) satisfies World<{ t: number }, ReturnType<typeof box>, ReturnType<typeof discrete>>;

const bodyOf = (world: ReturnType<typeof counting>) => ({
  encoder: encoder(world.observationSpace),
  head: {
    width: 1,
    toWorld: (actions: ArrayLike<number>, out: { [i: number]: number }) => {
      for (let i = 0; i < actions.length; i++) out[i] = actions[i] + 5;
    },
    fromWorld: (actions: ArrayLike<number>, out: { [i: number]: number }) => {
      for (let i = 0; i < actions.length; i++) out[i] = actions[i] - 5;
    },
  },
});

const options = { environments: 1, capacity: 100, gamma: 0.9 };

describe.each([
  ["ended by the world", 3, 100, 0, [1, 1]],
  ["cut by a limit", 100, 3, Math.fround(0.9), [0, 1]],
] as const)("episodes of three steps, %s", (_, end, limit, discount, lastMask) => {
  const world = counting(end, limit);
  const D = new Experience(world, bodyOf(world), options, rng(1));
  for (let t = 0; t < 6; t++) D.step([D.env.masks?.[1] ?? 0]);

  test("counts steps, episodes, returns and lengths", () => {
    expect(D.figures()).toMatchObject({
      steps: 6,
      episodes: 2,
      episodeReturn: 17,
      episodeLength: 3,
    });
    expect(D.figures()).toMatchObject({ episodeReturn: null, episodeLength: null });
  });

  test("the last transition leads to the last observation, with what was allowed there", () => {
    const { observations, nextObservations, discounts, nextMasks, actions } = D.sample(200);
    const j = observations.indexOf(2);
    expect([nextObservations[j], discounts[j], actions[j]]).toEqual([3, discount, 1]);
    expect([...nextMasks.subarray(2 * j, 2 * j + 2)]).toEqual(lastMask);
  });
});

test("random actions are allowed ones, counted from 0", () => {
  const world = counting(3, 100);
  const D = new Experience(world, bodyOf(world), options, rng(1));
  const chosen = new Set<string>();
  for (let t = 0; t < 60; t++) {
    const a = D.randomActions()[0];
    chosen.add(`${D.env.observations[0]}:${a}`);
    D.step([a]);
  }
  expect([...chosen].sort()).toEqual(["0:0", "1:0", "1:1", "2:0", "2:1"]);
});

test("random numbers fill [−1, 1], whatever the bounds of the world", () => {
  const world = makeWorld("Pendulum-v1");
  const seen = new Float32Array(2000);
  const head = {
    width: 1,
    toWorld(actions: ArrayLike<number>, out: { [i: number]: number }) {
      out[0] = 2 * actions[0];
    },
    fromWorld: () => {},
  };
  const D = new Experience(
    world,
    { encoder: encoder(world.observationSpace), head },
    options,
    rng(1),
  );
  for (let t = 0; t < seen.length; t++) {
    seen[t] = D.randomActions()[0];
    D.step([seen[t]]);
  }
  expect(Math.min(...seen)).toBeLessThan(-0.99);
  expect(Math.max(...seen)).toBeGreaterThan(0.99);
  expect(Math.max(...seen.map(Math.abs))).toBeLessThanOrEqual(1);
  expect(D.sample(500).actions.every((a) => seen.includes(a))).toBe(true);
});

test("batches are scaled with the statistics of now, and the replay keeps what was shown", () => {
  const world = { ...counting(3, 100) };
  const body = { ...bodyOf(world), encoder: encoder(world.observationSpace, { normalise: true }) };
  const D = new Experience(world, body, options, rng(1));
  for (let t = 0; t < 30; t++) D.step(D.randomActions());
  const batch = D.sample(20);
  const raw = D.replay.batchOf(20);
  const scaled = body.encoder.encode(raw.observations, new Float32Array(20));
  expect(batch.observations).toEqual(scaled);
  expect(Math.max(...raw.observations)).toBe(2);
  const { mean } = body.encoder.normaliser?.moments ?? { mean: [] };
  expect(mean[0]).toBeGreaterThan(0.5); // observations 0, 1, 2 in turn: each is looked at once
  expect(mean[0]).toBeLessThan(1.5);
});

test("restored, it goes on bit for bit", () => {
  const world = makeWorld("CartPole-v1");
  const make = () => {
    const body = {
      encoder: encoder(world.observationSpace, { normalise: true }),
      head: {
        width: 1,
        toWorld: (a: ArrayLike<number>, out: { set(a: ArrayLike<number>): void }) => out.set(a),
        fromWorld: () => {},
      },
    };
    return new Experience(
      world,
      body,
      { ...options, environments: 3, nSteps: 3, priority: 0.5 },
      rng(7),
    );
  };
  const [here, there] = [make(), make()];
  for (let t = 0; t < 60; t++) here.step(here.randomActions());
  here.figures();
  there.restore(structuredClone(here.state()));
  for (const D of [here, there]) for (let t = 0; t < 40; t++) D.step(D.randomActions());
  expect(there.sample(64)).toEqual(here.sample(64));
  expect(there.figures()).toEqual(here.figures());
  expect(there.state()).toEqual(here.state());
});

describe("a replay that begins with what somebody else lived through", () => {
  /** Steps of an experience, and the same written down as a data set. */
  function lived(end: number, limit: number, steps: number) {
    const world = counting(end, limit);
    const D = new Experience(world, bodyOf(world), options, rng(1));
    const recorder = new TransitionRecorder(world);
    for (let t = 0; t < steps; t++) {
      const { env } = D;
      const [observation, mask] = [env.observations.slice(), env.masks?.slice()];
      const choice = env.masks?.[1] ?? 0;
      D.step([choice]);
      const isOver = (env.terminated[0] | env.truncated[0]) === 1;
      recorder.add({
        observation,
        mask,
        action: [choice + 5],
        reward: env.rewards[0],
        terminated: env.terminated[0] === 1,
        truncated: env.truncated[0] === 1,
        nextObservation: isOver ? env.finalObservations : env.observations,
        nextMask: isOver && env.truncated[0] === 1 ? env.finalMasks : env.masks,
      });
    }
    recorder.cut();
    return { world, D, data: recorder.done({ world: {}, policy: {}, seed: 1 }) };
  }
  const filled = (world: ReturnType<typeof counting>, data: Transitions, more = {}) => {
    const D = new Experience(world, bodyOf(world), { ...options, ...more }, rng(1));
    D.fill(data);
    return D;
  };

  test.each([
    ["ended by the world", 3, 100],
    ["cut by a limit", 100, 3],
  ])("equals one that lived through it, %s: the same rows, drawn alike", (_, end, limit) => {
    const { world, D, data } = lived(end, limit, 12);
    const other = filled(world, data);
    expect(other.replay.state()).toEqual(D.replay.state());
    expect(other.replay.sample(50, rng(3))).toEqual(D.replay.sample(50, rng(3)));
    expect([other.steps, other.episodes]).toEqual([0, 0]);
  });

  test("what the environment shows stays where it was, and its own steps follow", () => {
    const { world, data } = lived(3, 100, 3);
    const D = filled(world, data);
    D.step([0]);
    const { observations, rewards, nextObservations } = D.replay.sample(100, rng(1));
    const own = rewards.indexOf(5); // the data have 6 and 6 and 6, this step has the other action
    expect([D.replay.size, observations[own], nextObservations[own]]).toEqual([4, 0, 1]);
  });

  test("several environments share the episodes, and several steps are added up within one", () => {
    const { world, data } = lived(3, 100, 9);
    const D = filled(world, data, { environments: 2, nSteps: 3 });
    expect([...D.replay.written]).toEqual([8, 4]);
    expect(D.replay.size).toBe(9);
    const { observations, rewards } = D.replay.sample(300, rng(1));
    const first = rewards[observations.indexOf(0)];
    expect(first).toBeCloseTo(5 + 0.9 * 6 + 0.81 * 6, 5);
  });

  test("what cannot be right is refused, with the number that would be", () => {
    const { world, data } = lived(100, 3, 9);
    const { finalMasks: _, ...without } = data;
    const { masks: __, ...bare } = without;
    expect(() => filled({ ...world, id: "Other-v0" } as never, data)).toThrow(
      "The data set is of Counting-v0, not of Other-v0.",
    );
    expect(() => filled(world, without)).toThrow("3 episodes of the data set were cut");
    expect(() => filled(world, bare)).toThrow("it has no masks");
    expect(() => filled(world, data, { capacity: 12 })).toThrow(
      "that takes 13 rows of replay, and capacity is 12. Set capacity to 13",
    );
    expect(filled(world, data, { capacity: 13 }).replay.size).toBe(9);
    expect(filled(world, episodesFrom(data, [2, 0])).replay.size).toBe(6);
  });
});
