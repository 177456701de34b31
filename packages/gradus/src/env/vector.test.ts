import { describe, expect, test } from "vitest";
import { ShapeError, StateError, ValueError } from "../core/errors.ts";
import { rng } from "../core/random.ts";
import { Env } from "./env.ts";
import { counting, remembering } from "./fixtures/worlds.ts";
import { box, discrete, sample } from "./space.ts";
import { VectorEnv } from "./vector.ts";
import type { World } from "./world.ts";

test("environment i of seed s is seeded s + i, and steps as it would alone", () => {
  const vector = new VectorEnv(counting(6, 5), 3, { seed: 10 });
  vector.reset();
  const alone = [0, 1, 2].map((i) => new Env(counting(6, 5), { seed: 10 + i }));
  for (const env of alone) env.reset();
  const random = rng(1);
  for (let t = 0; t < 50; t++) {
    const actions = Array.from(alone, () => random.integer(3));
    vector.step(actions);
    alone.forEach((env, i) => {
      const { observation, reward, terminated, truncated, info } = env.step(actions[i]!);
      expect(vector.rewards[i]).toBe(reward);
      expect([vector.terminated[i], vector.truncated[i]]).toEqual([
        terminated ? 1 : 0,
        truncated ? 1 : 0,
      ]);
      if (terminated || truncated) {
        expect([...vector.finalObservations.subarray(2 * i, 2 * i + 2)]).toEqual([...observation]);
        expect(vector.finalInfos[i]).toEqual(info);
        env.reset();
      }
      expect([...vector.observations.subarray(2 * i, 2 * i + 2)]).toEqual([...env.observe()]);
    });
  }
});

describe("autoreset in the same step", () => {
  const vector = new VectorEnv(counting(3, 4), 2, { seed: 0 });
  vector.reset();
  vector.step([1, 0]);
  vector.step([1, 0]);
  vector.step([1, 0]);

  test("the batch shows the first observation of the next episode, the last one is kept", () => {
    const stream = rng(0);
    const [first, second] = [stream.random(), stream.random()];
    expect([...vector.finalObservations.subarray(0, 2)]).toEqual([3, first]);
    expect([...vector.observations.subarray(0, 2)]).toEqual([0, second]);
    expect([vector.terminated[0], vector.truncated[0], vector.rewards[0]]).toEqual([1, 0, 3]);
  });

  test("return and length of the episode are kept, and counting starts anew", () => {
    expect([vector.finalReturns[0], vector.finalLengths[0]]).toEqual([1 + 2 + 3, 3]);
    expect([vector.returns[0], vector.lengths[0]]).toEqual([0, 0]);
    expect([vector.returns[1], vector.lengths[1]]).toEqual([0, 3]);
  });

  test("the limit truncates and does not terminate", () => {
    vector.step([1, 0]);
    expect([vector.terminated[1], vector.truncated[1]]).toEqual([0, 1]);
    expect([vector.terminated[0], vector.truncated[0]]).toEqual([0, 0]);
    expect(vector.finalLengths[1]).toBe(4);
  });
});

test("a step before reset is an error", () => {
  expect(() => new VectorEnv(counting(3), 2).step([0, 0])).toThrow(StateError);
});

test.each([
  [
    [0, 3],
    ValueError,
    "the action of environment 1 is outside Discrete(3): 3 is not a whole number",
  ],
  [
    [0.5, 0],
    ValueError,
    "the action of environment 0 is outside Discrete(3): 0.5 is not a whole number",
  ],
  [[0, NaN], ValueError, "the action of environment 1 is outside Discrete(3): NaN is not"],
  [[0], ShapeError, "1 action numbers for 2 environments; expected 2"],
])("the actions %j are refused, and nothing has moved", (actions, kind, message) => {
  const vector = new VectorEnv(counting(5), 2);
  vector.reset();
  vector.step([1, 2]);
  expect(() => vector.step(actions)).toThrow(kind);
  expect(() => vector.step(actions)).toThrow(message);
  expect(vector.states.map(({ n }) => n)).toEqual([1, 2]);
});

test("actions of a Tuple come in flat form; a wrong part is named", () => {
  const vector = new VectorEnv(remembering(), 2);
  vector.reset();
  const shown = vector.step([2, 0.5, -1, 1, 0, 0, 1, 1, 0, 1]);
  expect([...shown]).toEqual([2, 0.5, -1, 1, 0, 0, 1, 1, 0, 1]);
  expect(() => vector.step([2, 0.5, -1, 1, 0, 0, 1, 1.5, 0, 1])).toThrow(
    "the action of environment 1 is outside Tuple(Discrete(3), Box([2], float32), MultiBinary(2)): part 1: element 1 is 1.5",
  );
  expect(() => vector.step([2, 0.5, -1, 1, 0, 0, 1, 1, 0, 0.5])).toThrow(ValueError);
});

test("a Float64 action that rounds to its bound in float32 is accepted, one beyond it is not", () => {
  const world: World<{ a: number }, ReturnType<typeof box>, ReturnType<typeof box>> = {
    id: "Echo-v0",
    title: "",
    observationSpace: box(-1, 1, [1]),
    actionSpace: box(-0.1, 0.1, [1]),
    maxSteps: 9,
    create: () => ({ a: 0 }),
    reset: (s) => void (s.a = 0),
    step: (s, [a]) => void (s.a = a!),
    observe: (s, out, at) => void (out[at] = s.a),
  };
  const vector = new VectorEnv(world, 1);
  vector.reset();
  expect(vector.step([0.1])[0]).toBe(Math.fround(0.1));
  expect(() => vector.step([0.1001])).toThrow(
    "element 0 is 0.10010000318288803; it must lie in [-0.10000000149011612,",
  );
  expect(() => vector.step([NaN])).toThrow(ValueError);
});

test("a saved state goes on bit for bit, in another VectorEnv as well", () => {
  const make = () => new VectorEnv(counting(6, 5), 3, { seed: 4 });
  const vector = make();
  vector.reset();
  const random = rng(5);
  const actions = Array.from({ length: 40 }, () => [
    random.integer(3),
    random.integer(3),
    random.integer(3),
  ]);
  for (const a of actions.slice(0, 20)) vector.step(a);
  const saved = structuredClone(vector.state());
  const run = (env: ReturnType<typeof make>) =>
    actions
      .slice(20)
      .map((a) => [[...env.step(a)], [...env.rewards], [...env.terminated], [...env.returns]]);
  const ahead = run(vector);
  const other = make();
  other.restore(saved);
  expect(run(other)).toEqual(ahead);
  vector.restore(saved);
  expect(run(vector)).toEqual(ahead);
  expect(() => new VectorEnv(counting(6), 2).restore(saved)).toThrow(
    "the saved state has 3 environments, this one 2",
  );
});

test("sampleActions draws like sample, environment after environment", () => {
  for (const world of [counting(5), remembering()]) {
    const vector = new VectorEnv(world as ReturnType<typeof counting>, 7);
    vector.reset();
    const [a, b] = [rng(3), rng(3)];
    for (let t = 0; t < 20; t++) {
      const expected = Array.from({ length: 7 }, () =>
        [sample(world.actionSpace as never, b)]
          .flat()
          .flatMap((v) => (typeof v === "number" ? v : [...(v as number[])])),
      );
      expect([...vector.sampleActions(a)]).toEqual(expected.flat());
    }
    vector.step(vector.sampleActions(a));
  }
});

test("with a mask, allowed actions only are sampled, and masks follow the states", () => {
  const masked: ReturnType<typeof counting> = {
    ...counting(100),
    mask: ({ n }, out, at) => out.set(n % 2 === 0 ? [0, 1, 0] : [1, 0, 1], at),
  };
  const vector = new VectorEnv(masked, 4);
  vector.reset();
  expect([...vector.masks!.subarray(0, 3)]).toEqual([0, 1, 0]);
  expect([...vector.sampleActions(rng(1))]).toEqual([1, 1, 1, 1]);
  vector.step([1, 1, 2, 2]);
  expect([...vector.masks!]).toEqual([1, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 0]);
  for (let t = 0; t < 30; t++) {
    const odd = [...vector.states].map(({ n }) => n % 2);
    vector.sampleActions(rng(t)).forEach((a, i) => {
      expect(a % 2).toBe(odd[i] === 1 ? 0 : 1);
    });
    vector.step(vector.sampleActions(rng(t)));
  }
});

test.each([0, 1.5, -1])("a count of %s is refused", (count) => {
  expect(() => new VectorEnv(counting(3), count)).toThrow(
    "it must be a whole number of at least 1",
  );
});

test("a discrete space that does not start at 0 is checked against its own ends", () => {
  const vector = new VectorEnv({ ...counting(99), actionSpace: discrete(2, 5) }, 1);
  vector.reset();
  vector.step([6]);
  expect(() => vector.step([1])).toThrow(
    "Discrete(2, from 5): 1 is not a whole number from 5 to 6",
  );
});
