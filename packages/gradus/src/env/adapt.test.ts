/** Objects in Gymnasium's manner as worlds: the same episodes, pure state where they can tell theirs, an honest cut where they cannot. */
import { describe, expect, test } from "vitest";
import { type Rng, type RngState, rng } from "../core/random.ts";
import { type EnvLike, worldOf } from "./adapt.ts";
import { checkWorld } from "./check.ts";
import { Env } from "./env.ts";
import { box, discrete } from "./space.ts";
import { VectorEnv } from "./vector.ts";

/** Walks left or right with a random push; ends at ±3, is cut by itself after 20 steps. */
class Walk implements EnvLike {
  observationSpace = box(-4, 4, [1]);
  actionSpace = discrete(2);
  x = 0;
  t = 0;
  random: Rng = rng(0);
  reset({ seed }: { seed: number }) {
    this.random = rng(seed);
    this.x = this.random.uniform(-1, 1);
    this.t = 0;
    return { observation: [this.x] };
  }
  step(action: number) {
    this.t++;
    this.x += (action === 1 ? 0.3 : -0.3) + this.random.uniform(-0.5, 0.5);
    const terminated = Math.abs(this.x) > 3;
    return { observation: [this.x], reward: this.x, terminated, truncated: this.t === 20 };
  }
}

/** The same, and it can tell its state. */
class OpenWalk extends Walk {
  getState() {
    return { x: this.x, t: this.t, random: this.random.state() };
  }
  setState({ x, t, random }: { x: number; t: number; random: RngState }) {
    Object.assign(this, { x, t, random: rng.from(random) });
  }
}

/** Rewards and ends of `steps` steps in three environments that always go right. */
function rolled(env: VectorEnv<unknown, never, never>, steps: number) {
  return Array.from({ length: steps }, () => {
    env.step([1, 1, 1]);
    return [...env.rewards, ...env.terminated, ...env.truncated];
  });
}
const started = (world: ReturnType<typeof worldOf>) => {
  const env = new VectorEnv(world, 3, { seed: 1 });
  env.reset(1);
  return env as never as VectorEnv<unknown, never, never>;
};

test("an episode is the object's own: equal to stepping it by hand", () => {
  const env = new Env(worldOf(Walk), { seed: 5 });
  const observation = env.reset().observation as Float32Array;
  const byHand = new Walk();
  expect(observation[0]).toBeCloseTo(
    byHand.reset({ seed: rng(5).integer(2 ** 31) }).observation[0],
    6,
  );
  for (let t = 1; t <= 20; t++) {
    const [ours, theirs] = [env.step(1), byHand.step(1)];
    expect(ours.reward).toBe(theirs.reward);
    expect([ours.terminated, ours.truncated]).toEqual([
      theirs.terminated,
      !theirs.terminated && theirs.truncated,
    ]);
    if (ours.terminated || ours.truncated) break;
  }
});

test("its own limit truncates: the last observation is kept, and no episode is longer", () => {
  const env = started(worldOf(Walk));
  let cut = 0;
  for (let t = 0; t < 200; t++) {
    env.step([t % 2, t % 2, t % 2] as never);
    for (let i = 0; i < 3; i++) {
      cut += env.truncated[i];
      expect(env.lengths[i]).toBeLessThan(20);
    }
  }
  expect(cut).toBeGreaterThan(10);
});

test("with and without getState the episodes are the same", () => {
  expect(rolled(started(worldOf(OpenWalk)), 60)).toEqual(rolled(started(worldOf(Walk)), 60));
});

describe("from a checkpoint", () => {
  test("with getState it goes on as if it had never stopped", () => {
    const env = started(worldOf(OpenWalk));
    rolled(env, 7);
    const saved = env.state();
    const expected = rolled(env, 40);
    const other = started(worldOf(OpenWalk));
    other.restore(saved);
    expect(rolled(other, 40)).toEqual(expected);
  });

  test("without it the running episodes are cut at their next step, and new ones begin", () => {
    const env = started(worldOf(Walk));
    rolled(env, 3);
    const saved = env.state();
    const other = started(worldOf(Walk));
    other.restore(saved);
    const [first, second] = rolled(other, 2);
    expect(first).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1]);
    expect(second.slice(3)).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...other.lengths]).toEqual([1, 1, 1]);
  });
});

test("both keep the contract of worlds, and one says that it cannot be copied", () => {
  const errors = (world: ReturnType<typeof worldOf>) =>
    checkWorld(world).filter(({ severity }) => severity === "error");
  expect(errors(worldOf(OpenWalk))).toEqual([]);
  expect(errors(worldOf(Walk))).toEqual([]);
  expect([worldOf(Walk).cannotCopy, worldOf(OpenWalk).cannotCopy]).toEqual([true, undefined]);
});

test("a function that makes one will do, and a world stays what it is", () => {
  const world = worldOf(() => new Walk());
  expect(world.id).toBe("Walk");
  expect(worldOf(world)).toBe(world);
});

describe("what is neither is refused", () => {
  test("an object without a step", () => {
    const half = { observationSpace: box(0, 1, [1]), actionSpace: discrete(2), reset: () => {} };
    expect(() => worldOf(half as never)).toThrow("this one has no step");
  });
  test("a single object that keeps its state to itself", () => {
    expect(() => worldOf(new Walk())).toThrow("give its class");
    expect(worldOf(new OpenWalk()).id).toBe("OpenWalk");
  });
  test("an observation outside its space", () => {
    class Far extends Walk {
      override reset() {
        return { observation: [7] };
      }
    }
    expect(() => new Env(worldOf(Far)).reset()).toThrow("reset() gave an observation outside");
  });
});
