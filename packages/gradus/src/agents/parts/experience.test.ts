import { describe, expect, test } from "vitest";
import { rng } from "../../core/random.ts";
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
