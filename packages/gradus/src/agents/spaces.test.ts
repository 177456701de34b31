/** PPO in worlds of every kind of space: say what you see. Whoever confuses two parts of an action or observation fails here. */
import { describe, expect, test } from "vitest";
import { rng } from "../core/random.ts";
import {
  box,
  dict,
  discrete,
  flatArray,
  multiBinary,
  multiDiscrete,
  type Numbers,
  type Space,
  sampleInto,
  tuple,
  writeFlat,
} from "../env/space.ts";
import { VectorEnv } from "../env/vector.ts";
import type { AnyWorld } from "../env/world.ts";
import { ppo } from "./ppo.ts";

/**
 * An observation is drawn from its space; the reward is `score` of the action beside it, both in flat form. One step long.
 *
 * @param allowed for Discrete actions: whether an action may be taken when this is seen
 */
function echo(
  observationSpace: Space,
  actionSpace: Space,
  score: (action: Numbers, seen: Numbers) => number,
  allowed?: (action: number, seen: Numbers) => boolean,
): AnyWorld {
  const answer = flatArray(actionSpace);
  const world: AnyWorld = {
    id: "Echo-v0",
    title: "Say what you see.",
    observationSpace,
    actionSpace,
    maxSteps: 1,
    create: () => ({ seen: Float64Array.from(flatArray(observationSpace)) }),
    reset({ seen }: { seen: Float64Array }, random) {
      const drawn = flatArray(observationSpace);
      sampleInto(observationSpace, random, drawn, 0);
      seen.set(drawn);
    },
    step({ seen }: { seen: Float64Array }, action, _random, outcome) {
      writeFlat(actionSpace, action as never, answer, 0);
      if (allowed !== undefined && !allowed(answer[0], seen)) throw new Error("forbidden");
      outcome.reward = score(answer, seen);
      outcome.terminated = true;
    },
    observe({ seen }: { seen: Float64Array }, out, at) {
      out.set(seen, at);
    },
  };
  if (allowed === undefined || actionSpace.kind !== "discrete") return world;
  return {
    ...world,
    mask({ seen }: { seen: Float64Array }, out, at) {
      for (let a = 0; a < actionSpace.n; a++) out[at + a] = allowed(a, seen) ? 1 : 0;
    },
  };
}

const mean = (score: (a: number, o: number) => number, action: Numbers, seen: Numbers): number =>
  Array.from(action, (a, i) => score(a, seen[i])).reduce((x, y) => x + y) / action.length;
/** The share of numbers that are equal. */
const equals = (action: Numbers, seen: Numbers): number =>
  mean((a, o) => (a === o ? 1 : 0), action, seen);
/** Minus the mean square of the differences. */
const near = (action: Numbers, seen: Numbers): number =>
  -mean((a, o) => (a - o) ** 2, action, seen);

/** Mean score of the best actions over 400 observations, after learning. */
function learned(world: AnyWorld, steps: number, seed = 1): number {
  const knobs = {
    environments: 16,
    horizon: 16,
    batch: 64,
    epochs: 4,
    rate: 0.003,
    gamma: 0,
    entropyWeight: 0.02,
  };
  for (const { steps: made, agent } of ppo(world, knobs, rng(seed))) {
    if (made < steps) continue;
    const env = new VectorEnv(world, 400);
    env.reset(1000 + seed);
    env.step(agent.act(env.observations, { deterministic: true, mask: env.masks }));
    return env.rewards.reduce((a, b) => a + b) / env.count;
  }
  throw new Error("ended");
}

// what guessing scores: 1/4, (1/2 + 1/3)/2, 1/2; −(1/3 + 1/3) = −0.67 for numbers that are drawn like what is seen
const actions: [string, Space, typeof equals, number][] = [
  ["Discrete from 5", discrete(4, 5), equals, 0.98],
  ["MultiDiscrete", multiDiscrete([2, 3]), equals, 0.98],
  ["MultiBinary", multiBinary(3), equals, 0.98],
  ["Box of two numbers", box(-1, 1, [2]), near, -0.05],
  ["Tuple of two choices", tuple([discrete(3), discrete(2, 1)]), equals, 0.98],
  ["Dict of bits and choices", dict({ lamp: multiBinary(2), gear: discrete(3, 1) }), equals, 0.98],
];

describe("PPO learns to repeat", () => {
  test.each(actions)("%s", (_, space, score, least) => {
    expect(learned(echo(space, space, score), 12_288)).toBeGreaterThan(least);
  });

  test("a choice and a number at once, each from its own part of the observation", () => {
    const space = tuple([discrete(2), box(-1, 1, [1])]);
    const score = (a: Numbers, o: Numbers): number => (a[0] === o[0] ? 1 : 0) - (a[1] - o[1]) ** 2;
    expect(learned(echo(space, space, score), 16_384)).toBeGreaterThan(0.95); // guessing: 1/2 − 2/3
  });

  test("with a mask: the choice that is allowed and not shown", () => {
    // three choices, of which the shown one is best but forbidden; of the others the next one (mod 3) brings 1
    const world = echo(
      discrete(3),
      discrete(3),
      (a, o) => (a[0] === (o[0] + 1) % 3 ? 1 : 0),
      (a, o) => a !== o[0], // `step` throws for a forbidden one
    );
    expect(learned(world, 8192)).toBe(1);
  });
});

describe("PPO sees every part of", () => {
  const bit = discrete(2);
  const observations: [string, Space, number][] = [
    ["a MultiDiscrete", multiDiscrete([3, 2, 4]), 1],
    ["a Tuple", tuple([box(-1, 1, [2]), discrete(2), discrete(3)]), 2],
    ["a Dict of a Dict", dict({ deep: dict({ sign: discrete(2, 3) }), noise: box(0, 1, [2]) }), 0],
  ];
  test.each(observations)("%s", (_, space, at) => {
    const first = at === 0 ? 3 : 0;
    const world = echo(space, bit, (a, o) => (a[0] === o[at] - first ? 1 : 0));
    expect(learned(world, 8192)).toBe(1);
  });

  test("an image-shaped Box: whether the pixel in the middle is bright", () => {
    const world = echo(box(0, 1, [3, 3, 1]), bit, (a, o) =>
      a[0] === (o[4] > 0.5 ? 1 : 0) ? 1 : 0,
    );
    expect(learned(world, 12_288)).toBeGreaterThan(0.95);
  });
});
