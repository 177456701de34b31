/** bsuite's own trajectories are the source (tools/fixtures/bsuite_worlds.py), and returns worked out by enumeration. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import type { AnyWorld } from "../../env/world.ts";
import { cartPole } from "../classicControl/cartPole.ts";
import { mountainCarContinuous } from "../classicControl/mountainCarContinuous.ts";
import { pendulum } from "../classicControl/pendulum.ts";
import {
  actionEqualsObservation,
  actionEqualsObservationContinuous,
} from "./actionEqualsObservation.ts";
import { bitFlipping } from "./bitFlipping.ts";
import { catchBall } from "./catch.ts";
import { deepSea, deepSeaTable } from "./deepSea.ts";
import { cartPoleHidden, mountainCarContinuousHidden, pendulumHidden } from "./hidden.ts";
import { memoryChain } from "./memoryChain.ts";
import { pointReach } from "./pointReach.ts";

interface Episode {
  readonly start: number | null;
  readonly observations: readonly (readonly number[])[];
  readonly actions: readonly number[];
  readonly rewards: readonly number[];
  readonly last: readonly boolean[];
}
const bsuite = JSON.parse(
  readFileSync(new URL("./bsuite.fixture.json", import.meta.url), "utf8"),
) as {
  readonly catch: readonly Episode[];
  readonly deepSea: Readonly<Record<string, readonly Episode[]>>;
  readonly memoryChain: Readonly<Record<string, readonly Episode[]>>;
};

/** Plays the actions of an episode; what is seen, earned and ended. */
function replay(world: AnyWorld, state: unknown, actions: readonly number[]) {
  const n = world.observationSpace.kind === "box" ? world.observationSpace.low.length : 1;
  const see = () => {
    const out = new Float32Array(n);
    world.observe(state, out, 0);
    return Array.from(out);
  };
  const seen = [see()];
  const outcome = { reward: 0, terminated: false };
  const rewards: number[] = [];
  const last: boolean[] = [];
  for (const a of actions) {
    world.step(state, a, rng(0), outcome);
    seen.push(see());
    rewards.push(outcome.reward);
    last.push(outcome.terminated);
  }
  return { seen, rewards, last };
}
const ones = (board: readonly number[]) => board.flatMap((v, i) => (v === 0 ? [] : [i]));

test("catch plays bsuite's games, board by board", () => {
  const world = catchBall();
  for (const { start, observations, actions, rewards, last } of bsuite.catch) {
    const state = world.create();
    world.reset(state, rng(1));
    state.ballColumn = start!;
    const played = replay(world, state, actions);
    expect(played.seen.map(ones)).toEqual(observations);
    expect(played.rewards).toEqual(rewards);
    expect(played.last).toEqual(last);
  }
});

test("deep sea plays bsuite's dives, with actions that mean the same everywhere", () => {
  for (const [size, episodes] of Object.entries(bsuite.deepSea)) {
    const world = deepSea({ size: Number(size), randomiseActions: false });
    for (const { observations, actions, rewards, last } of episodes) {
      const state = world.create();
      world.reset(state, rng(1));
      const played = replay(world, state, actions);
      expect(played.seen.map(ones)).toEqual(observations);
      expect(played.rewards).toEqual(rewards);
      expect(played.last).toEqual(last);
    }
  }
});

test("memory chain shows, asks and pays as bsuite does, without its doubled first step", () => {
  for (const [length, episodes] of Object.entries(bsuite.memoryChain)) {
    const world = memoryChain({ length: Number(length) });
    for (const { start, observations, actions, rewards, last } of episodes) {
      expect(observations[0]).toEqual(observations[1]); // bsuite's doubled step
      const state = world.create();
      world.reset(state, rng(1));
      state.context[0] = start!;
      const played = replay(world, state, actions.slice(1));
      expect(played.seen).toEqual(
        observations.slice(1).map((o) => Array.from(Float32Array.from(o))),
      );
      expect(played.rewards).toEqual(rewards.slice(1));
      expect(played.last).toEqual(last.slice(1));
    }
  }
});

/** Values by backward induction over the chance of actions: mean return of random play and best return, from a given state. */
function returns(
  world: AnyWorld,
  state: unknown,
  actions: number,
): { random: number; best: number } {
  const outcome = { reward: 0, terminated: false };
  const after = Array.from({ length: actions }, (_, a) => {
    const copy = structuredClone(state);
    world.step(copy, a, rng(0), outcome);
    const { reward, terminated } = outcome;
    const later = terminated ? { random: 0, best: 0 } : returns(world, copy, actions);
    return { random: reward + later.random, best: reward + later.best };
  });
  return {
    random: after.reduce((sum, { random }) => sum + random, 0) / actions,
    best: Math.max(...after.map(({ best }) => best)),
  };
}
const averaged = (all: readonly { random: number; best: number }[]) => ({
  random: all.reduce((sum, { random }) => sum + random, 0) / all.length,
  best: all.reduce((sum, { best }) => sum + best, 0) / all.length,
});

test("catch: the best player always catches, random play in one game of five columns: −0.6", () => {
  const world = catchBall({ rows: 7 }); // the claim holds for any height of at least 3 rows; 3⁶ games here
  const games = [0, 1, 2, 3, 4].map((ballColumn) => {
    const state = world.create();
    world.reset(state, rng(1));
    return returns(world, { ...state, ballColumn }, 3);
  });
  expect(averaged(games).best).toBe(1);
  expect(averaged(games).random).toBeCloseTo(-0.6, 12);
});

test.each([2, 3, 5, 8])("deep sea of %i: best 0.99, random 2⁻ᴺ − 0.005", (size) => {
  const world = deepSea({ size });
  const { best, random } = returns(world, world.create(), 2);
  expect(best).toBeCloseTo(0.99, 12);
  expect(random).toBeCloseTo(0.5 ** size - 0.005, 12);
});

test("deep sea: the meanings of the actions follow the seed, and both occur", () => {
  const meanings = (mappingSeed: number) =>
    (deepSea({ mappingSeed }).scenery as unknown as { isRight: number[] }).isRight;
  expect(meanings(42)).toEqual(meanings(42));
  expect(meanings(42)).not.toEqual(meanings(43));
  const right = meanings(42).filter((v) => v === 1).length;
  expect(right).toBeGreaterThan(30); // 100 fair draws: 50 ± 4 standard deviations of 5
  expect(right).toBeLessThan(70);
});

test("deep sea as a table has the model that its steps follow", () => {
  const world = deepSeaTable({ size: 4 });
  const { transitions } = world.model!();
  const outcome = { reward: 0, terminated: false };
  for (let row = 0; row < 4; row++)
    for (let column = 0; column <= row; column++)
      for (let a = 0; a < 2; a++) {
        const state = { row, column };
        const [{ next, reward, terminated }] = transitions[world.modelState!(state)][a];
        world.step(state, a, rng(0), outcome);
        expect({ next: world.modelState!(state), ...outcome }).toEqual({
          next,
          reward,
          terminated,
        });
      }
});

test("memory chain: with memory 1, by chance 0; without memory 0 at best", () => {
  const world = memoryChain({ length: 4 });
  const chains = [0, 1].map((bit) => {
    const state = world.create();
    world.reset(state, rng(1));
    state.context[0] = bit;
    return returns(world, state, 2);
  });
  expect(averaged(chains)).toEqual({ random: 0, best: 1 });
  // What is seen when it counts is the same whatever was shown.
  const asked = [0, 1].map((bit) => {
    const out = new Float32Array(3);
    world.observe({ time: 3, context: Uint8Array.of(bit), query: 0 }, out, 0);
    return Array.from(out);
  });
  expect(asked[0]).toEqual(asked[1]);
});

test("the right action is the observation: best 1, random 1 / n, in one step", () => {
  for (const n of [1, 2, 7]) {
    const world = actionEqualsObservation({ n });
    const all = Array.from({ length: n }, (_, shown) => returns(world, { shown }, n));
    expect(averaged(all).best).toBe(1);
    expect(averaged(all).random).toBeCloseTo(1 / n, 12);
  }
});

test("its continuous twin: 0 at best, −2/3 by chance", () => {
  const world = actionEqualsObservationContinuous();
  const outcome = { reward: 0, terminated: false };
  const n = 64; // midpoints: the mean of (a − o)² over them is 2/3 · (1 − 1/n²), exactly
  const points = Array.from({ length: n }, (_, i) => (2 * i + 1) / n - 1);
  let sum = 0;
  for (const o of points)
    for (const a of points) {
      world.step({ shown: Float32Array.of(o) }, Float32Array.of(a), rng(0), outcome);
      expect(outcome.terminated).toBe(true);
      if (a === o) expect(outcome.reward).toBe(0);
      sum += outcome.reward;
    }
  expect(sum / (n * n)).toBeCloseTo((-2 / 3) * (1 - 1 / (n * n)), 12);
  const two = actionEqualsObservationContinuous({ size: 2 }); // by hand: −(0.5² + 1²)
  two.step({ shown: Float32Array.of(0.5, -0.5) }, Float32Array.of(0, 0.5), rng(0), outcome);
  expect(outcome.reward).toBe(-1.25);
});

test.each([
  ["CartPole", cartPole(), cartPoleHidden(), [0, 2], 1],
  ["Pendulum", pendulum(), pendulumHidden(), [0, 1], Float32Array.of(0.7)],
  ["MountainCar", mountainCarContinuous(), mountainCarContinuousHidden(), [0], Float32Array.of(1)],
] as [string, AnyWorld, AnyWorld, number[], never][])(
  "%s hidden: the same world, without its velocities",
  (_, full, hidden, shown, action) => {
    const [a, b] = [full.create(), hidden.create()];
    full.reset(a, rng(5));
    hidden.reset(b, rng(5));
    const [one, two] = [
      { reward: 0, terminated: false },
      { reward: 0, terminated: false },
    ];
    for (let t = 0; t < 8; t++) {
      const all = new Float64Array(full.observationSpace.low.length);
      const part = new Float64Array(shown.length);
      full.observe(a, all, 0);
      hidden.observe(b, part, 0);
      expect(Array.from(part)).toEqual(shown.map((i) => all[i]));
      full.step(a, action, rng(0), one);
      hidden.step(b, action, rng(0), two);
      expect(two).toEqual(one);
      expect(b).toEqual(a);
    }
  },
);

test("bit flipping: who flips what differs needs as many steps, and pays for all but the last", () => {
  const world = bitFlipping({ n: 6 });
  const state = world.create();
  const outcome = { reward: 0, terminated: false };
  for (let seed = 1; seed <= 20; seed++) {
    world.reset(state, rng(seed));
    const wrong = [0, 1, 2, 3, 4, 5].filter((i) => state.bits[i] !== state.goal[i]);
    expect(wrong.length).toBeGreaterThan(0);
    let total = 0;
    wrong.forEach((i, t) => {
      expect(outcome.terminated && t > 0).toBe(false);
      world.step(state, i, rng(1), outcome);
      total += outcome.reward;
    });
    expect(outcome.terminated).toBe(true);
    expect(total).toBe(1 - wrong.length);
    outcome.terminated = false;
  }
  const seen = new Uint8Array(18);
  world.observe(state, seen, 0);
  expect([...seen.subarray(0, 6)]).toEqual([...seen.subarray(6, 12)]); // where it is, twice
  expect([...seen.subarray(12)]).toEqual([...state.goal]);
});

test("reaching, by hand: v ← 0.8 v + 0.05 a, x ← x + v; a wall stops the point; within 0.05 a step is free", () => {
  const world = pointReach();
  const state = world.create();
  const outcome = { reward: 0, terminated: false };
  const step = (...a: number[]): void => world.step(state, Float32Array.from(a), rng(1), outcome);
  state.position.set([0, 0.99]);
  state.velocity.set([0.1, 0]);
  state.goal.set([0.13, 1]);
  step(1, 1); // v = (0.13, 0.05): x = 0.13, and the wall at 1
  expect(state.position[0]).toBeCloseTo(0.13, 6);
  expect(state.position[1]).toBe(1);
  expect(state.velocity[0]).toBeCloseTo(0.13, 6);
  expect(state.velocity[1]).toBe(0);
  expect(outcome).toEqual({ reward: 0, terminated: false });
  step(-1, 0); // v = 0.104 − 0.05
  expect(state.position[0]).toBeCloseTo(0.184, 6);
  expect(outcome.reward).toBe(-1);
});

test("reaching: at random 0.2 % of the steps are free, within a half", () => {
  const world = pointReach();
  const state = world.create();
  const random = rng(7);
  const outcome = { reward: 0, terminated: false };
  let free = 0;
  for (let episode = 0; episode < 4000; episode++) {
    world.reset(state, random);
    for (let t = 0; t < 50; t++) {
      world.step(
        state,
        Float32Array.of(random.uniform(-1, 1), random.uniform(-1, 1)),
        random,
        outcome,
      );
      if (outcome.reward === 0) free++;
    }
  }
  expect(free / 200_000).toBeGreaterThan(0.001);
  expect(free / 200_000).toBeLessThan(0.003);
});
