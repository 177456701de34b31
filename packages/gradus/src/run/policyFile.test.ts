/** A policy that was saved and loaded again acts as the one that was trained. */
import { describe, expect, test } from "vitest";
import { ppo } from "../agents/ppo.ts";
import { ValueError } from "../core/errors.ts";
import { rng } from "../core/random.ts";
import { box, discrete } from "../env/space.ts";
import type { AnyWorld } from "../env/world.ts";
import { frameStack } from "../env/wrappers/frameStack.ts";
import { makeWorld } from "../envs/make.ts";
import { linear } from "../nn/layers.ts";
import { module } from "../nn/module.ts";
import { readSafetensors, writeSafetensors } from "../nn/safetensors.ts";
import type { Algorithm } from "./algorithm.ts";
import { algorithmNamed, algorithms } from "./algorithms.ts";
import { actorOf } from "./evaluate.ts";
import { fitted } from "./fitted.ts";
import { small } from "./fixtures/small.ts";
import { learn, learnAsync } from "./learn.ts";
import { type Policy, policyOf, policyWorld } from "./policy.ts";
import { loadPolicy, savePolicy } from "./policyFile.ts";
import { policyOnnx } from "./policyOnnx.ts";

/** Plays an episode with a policy; returns its return. */
function episode(policy: Policy, world: AnyWorld, seed: number): number {
  const random = rng(seed);
  const state: unknown = world.create();
  const shown = world.stacked?.space ?? world.observationSpace;
  const size = shown.kind === "box" ? shown.low.length : 1;
  const seen = new Float64Array(world.observationSpace.low?.length ?? 1);
  const outcome = { reward: 0, terminated: false };
  world.reset(state, random);
  policy.begin();
  let total = 0;
  for (let t = 0; t < Math.min(world.maxSteps, 300) && !outcome.terminated; t++) {
    world.observe(state, seen, 0);
    const newest = seen.subarray(seen.length - size);
    world.step(state, policy.act(shown.kind === "box" ? newest : newest[0]), random, outcome);
    total += outcome.reward;
  }
  return total;
}

/** Weights of action values that were never learned are equal, and ties are broken at random: here none are. */
function untied(state: unknown): unknown {
  const saved = state as Readonly<Record<string, unknown>>;
  if (!("w" in saved) || "theta" in saved) return saved;
  const random = rng(5);
  return { ...saved, w: (saved["w"] as Float64Array).map(() => random.normal()) };
}

/** Algorithms for real-valued actions alone refuse CartPole. */
function takesCartPole(name: string, entry: Algorithm): boolean {
  try {
    entry.algorithm(fitted(entry, makeWorld("CartPole-v1")), small[name] ?? {}, rng(3)).next();
    return true;
  } catch (error) {
    if (error instanceof ValueError) return false;
    throw error;
  }
}

const acting = Object.entries(algorithms).filter(
  ([name, entry]) =>
    (entry.sees === "observation" || entry.sees === "features") &&
    entry.policy !== undefined &&
    takesCartPole(name, entry),
);

describe.each(acting)("%s", (name, entry) => {
  const world = [makeWorld("CartPole-v1"), makeWorld("Pendulum-v1")].find(
    (candidate) => entry.fits(candidate) === undefined,
  ) as AnyWorld;
  const size = world.observationSpace.low.length as number;

  test("the loaded policy plays the episodes of the live one", () => {
    const config = small[name] ?? {};
    const run = entry.algorithm(fitted(entry, world), config, rng(3));
    run.next();
    const { value: report } = run.next();
    const state = untied(report.state());
    report.state.restore?.(state as never);
    const loaded = loadPolicy(savePolicy({ algorithm: name, config, world, state, steps: 1 }));
    if (loaded.network !== undefined) expect(policyOnnx(loaded).length).toBeGreaterThan(500);
    const live = actorOf(entry, report.agent, fitted(entry, world));
    for (let i = 0; i < 300; i++) {
      const seen = Float32Array.from({ length: size }, () => rng([9, i]).uniform(-1, 1));
      if (i % 7 === 0) {
        loaded.begin(); // in between, policies with memory carry theirs on
        live.begin?.();
      }
      expect(loaded.act(seen)).toEqual(live(seen));
    }
  });
});

test("an algorithm that only predicts has no policy to save", () => {
  const world = makeWorld("CartPole-v1");
  const { value } = algorithmNamed("semi-gradient-td").algorithm(world, {}, rng(1)).next();
  const source = {
    algorithm: "semi-gradient-td",
    config: {},
    world,
    state: value.state(),
    steps: 1,
  };
  expect(() => savePolicy(source)).toThrow(/what states are worth/);
});

test("Q-learning finds the way around the cliff, −13 (Sutton & Barto, example 6.6); the file holds it", () => {
  const found = learn("q-learning", "CliffWalking-v1", { steps: 30_000, knobs: { epsilon: 0.1 } });
  const loaded = loadPolicy<number>(found.save());
  expect(episode(loaded, makeWorld("CliffWalking-v1"), 1)).toBe(-13);
  expect(() => loaded.act(36, { deterministic: false })).toThrow(/best action of each state/);
  expect(() => loaded.act(48)).toThrow(/whole number from 0 to 47/);
});

test("value iteration plans on the model, which FrozenLake shows and Blackjack does not", () => {
  const ice = { knobs: { gamma: 0.99 }, steps: 1e9 };
  const loaded = loadPolicy<number>(learn("value-iteration", "FrozenLake-v1", ice).save());
  expect(loaded.act(0)).toBe(0); // left: slipping never leads into a hole
  expect(loaded.act(14)).toBe(1); // down, beside the goal, as everywhere in print
});

test("a table of several numbers: Blackjack's hands go in as the world shows them", () => {
  const loaded = loadPolicy<number>(learn("mc-control", "Blackjack-v1", { steps: 200_000 }).save());
  expect(loaded.act([20, 5, 0])).toBe(0); // stick on twenty
  expect(loaded.act([5, 10, 0])).toBe(1); // hit on five
});

test("frames: the policy stacks what it is shown, and forgets at the beginning of an episode", () => {
  const world = frameStack(makeWorld("Pendulum-v1") as never, 3) as AnyWorld;
  const config = { environments: 2, horizon: 32, normaliseObservations: true };
  const { value: report } = ppo(world, config, rng(1)).next();
  if (report === undefined) throw new Error("no report");
  const source = { algorithm: "ppo", config, world, state: report.state(), steps: 64 };
  const policy = loadPolicy<Float32Array>(savePolicy(source));
  const frames = [1, 2, 3, 4].map((k) => Float32Array.of(0.1 * k, -0.2 * k, 0.3));
  const stacked = (...at: number[]) => Float32Array.from(at.flatMap((i) => [...frames[i]]));
  const direct = (seen: Float32Array) => report.agent.act(seen, { deterministic: true });
  expect(policy.act(frames[0])).toEqual(direct(stacked(0, 0, 0)));
  expect(policy.act(frames[1])).toEqual(direct(stacked(0, 0, 1)));
  expect(policy.value?.(frames[2])).toBe(report.agent.value?.(stacked(0, 1, 2))[0]); // remembers nothing
  expect(policy.act(frames[2])).toEqual(direct(stacked(0, 1, 2)));
  expect(policy.act(frames[3])).toEqual(direct(stacked(1, 2, 3)));
  policy.begin();
  expect(policy.act(frames[3])).toEqual(direct(stacked(3, 3, 3)));
});

test("the file holds the policy alone, with PyTorch's names and shapes: 2·4·8 + 8·2 + … numbers, no optimiser", () => {
  const knobs = { hidden: "8", environments: 2, horizon: 16, normaliseObservations: true };
  const found = learn("ppo", "CartPole-v1", { steps: 32, knobs });
  const { tensors, metadata } = readSafetensors(found.save());
  const shapes = Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]));
  expect(shapes).toEqual({
    "net.actor.0.weight": [8, 4],
    "net.actor.0.bias": [8],
    "net.critic.0.weight": [8, 4],
    "net.critic.0.bias": [8],
    "net.action.logits.weight": [2, 8],
    "net.action.logits.bias": [2],
    "net.value.weight": [1, 8],
    "net.value.bias": [1],
    "experience.normaliser.mean": [4],
    "experience.normaliser.variance": [4],
    "policy.world.observationSpace.low": [4],
    "policy.world.observationSpace.high": [4],
  });
  expect(metadata["format"]).toBe("gradus-policy");
});

test("trunks of one's own come back with the same trunks, and are missed without them", () => {
  const trunk = (inputs: number, random: ReturnType<typeof rng>) => {
    const wide = linear(inputs, 5, random);
    return Object.assign(
      module({ wide }, (x: Parameters<typeof wide.forward>[0]) => wide.forward(x).relu()),
      { width: 5 },
    );
  };
  const networks = { actor: trunk, critic: trunk };
  const knobs = { environments: 2, horizon: 16 };
  const found = learn<number>("ppo", "CartPole-v1", { steps: 32, knobs, networks });
  const bytes = found.save();
  const seen = [0.3, -0.2, 0.05, 0.4];
  expect(loadPolicy<number>(bytes, { networks }).value?.(seen)).toBe(found.policy.value?.(seen));
  expect(() => loadPolicy(bytes)).toThrow(/another network/);
});

describe("what is wrong is said in a sentence", () => {
  const cart = learn<number>("ppo", "CartPole-v1", {
    steps: 32,
    knobs: { environments: 2, horizon: 16, hidden: "8" },
  });
  const bytes = cart.save();

  test("observations: too short, NaN, no list", () => {
    const policy = loadPolicy(bytes);
    expect(() => policy.act([1, 2, 3])).toThrow(/has 3 numbers.*Box\(\[4\], float32\).*4 numbers/);
    expect(() => policy.act([0, 0, NaN, 0])).toThrow(/has NaN at place 2/);
    expect(() => policy.act(7)).toThrow(/is 7/);
    expect(() => policy.act(undefined)).toThrow(/is undefined/);
    expect(() => policy.act([0, 0, "1", 0])).toThrow(/has 1 at place 2/);
    expect(() => policy.act([0, 0, 0, 0], { mask: [1] })).toThrow(/mask has 1 entries.*give 2/);
    expect(policy.act([0, 0, 0, 0])).toBe(cart.policy.act([0, 0, 0, 0])); // refused ones leave no trace
  });

  test("files: cut off, of something else, of a newer version", () => {
    expect(() => loadPolicy(bytes.subarray(0, 100))).toThrow(/not a policy file, or it is damaged/);
    expect(() => loadPolicy(new TextEncoder().encode("no policy at all"))).toThrow(
      /not a policy file/,
    );
    const other = writeSafetensors(new Map([["w", { shape: [1], data: Float32Array.of(1) }]]));
    expect(() => loadPolicy(other)).toThrow(/not one of a policy.*gradus export/);
    const { tensors, metadata } = readSafetensors(bytes);
    const newer = writeSafetensors(tensors, { ...metadata, version: "2" });
    expect(() => loadPolicy(newer)).toThrow(/version 2.*reads up to 1.*Update/);
    const hollow = writeSafetensors(tensors, {
      ...metadata,
      policy: '{"policy":{"algorithm":"ppo"}}',
    });
    expect(() => loadPolicy(hollow)).toThrow(/does not say which algorithm/);
  });
});

test("a forbidden answer of a table gives way to an allowed action", () => {
  const world = { ...policyWorld(makeWorld("FrozenLake-v1")), masked: true };
  const always2 = { act: () => 2 };
  const policy = policyOf<number>(
    "q-learning",
    algorithmNamed("q-learning"),
    always2,
    world,
    rng(1),
  );
  expect(policy.act(0, { mask: [1, 1, 1, 1] })).toBe(2);
  const drawn = Array.from({ length: 50 }, () => policy.act(0, { mask: [1, 0, 0, 1] }));
  expect(new Set(drawn)).toEqual(new Set([0, 3]));
});

describe("learn", () => {
  const knobs = { environments: 2, horizon: 32 };

  test("equal seeds give equal policies, whether the event loop turns or not", async () => {
    const once = learn("ppo", "CartPole-v1", { steps: 256, seed: 4, knobs });
    const again = await learnAsync("ppo", "CartPole-v1", { steps: 256, seed: 4, knobs });
    expect(again.save()).toEqual(once.save());
    expect(learn("ppo", "CartPole-v1", { steps: 256, seed: 5, knobs }).save()).not.toEqual(
      once.save(),
    );
  });

  test("the event loop turns while it learns", async () => {
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns++;
      if (!isOver) setTimeout(count, 0);
    };
    setTimeout(count, 0);
    await learnAsync("ppo", "CartPole-v1", { steps: 4000 });
    isOver = true;
    expect(turns).toBeGreaterThan(3);
  });

  test("the preset of the world applies, knobs go before it, and a report can end it", () => {
    const steps: number[] = [];
    const report = ({ steps: now }: { readonly steps: number }): boolean => {
      steps.push(now);
      return steps.length < 3;
    };
    const found = learn("ppo", "CartPole-v1", { knobs: { epochs: 2 }, report });
    expect(found.config).toMatchObject({
      horizon: 32,
      lambda: 0.8,
      epochs: 2,
      totalSteps: 100_000,
    });
    expect(steps).toEqual([256, 512, 768]); // 8 environments of 32 steps
    expect(found.steps).toBe(768);
  });

  test("progress is told at the end at the latest, and episodes are counted", () => {
    const told: number[] = [];
    const found = learn("q-learning", "CliffWalking-v1", {
      steps: 3000,
      progress: ({ steps }) => void told.push(steps),
    });
    expect(told.at(-1)).toBe(found.steps);
    expect(found.episodes).toBeGreaterThan(10);
    expect(found.return).toBeLessThan(0);
  });

  test("a world of one's own: the right action is the observation", () => {
    const mirror: AnyWorld = {
      id: "Mirror-v0",
      title: "Do what you see.",
      observationSpace: box(0, 1, [1]),
      actionSpace: discrete(2),
      maxSteps: 20,
      create: () => ({ shown: 0 }),
      reset: (state: { shown: number }, random) => {
        state.shown = random.integer(2);
      },
      step: (state: { shown: number }, action: number, random, outcome) => {
        outcome.reward = action === state.shown ? 1 : 0;
        state.shown = random.integer(2);
      },
      observe: (state: { shown: number }, out, at) => {
        out[at] = state.shown;
      },
    };
    const { policy, evaluate } = learn<number>("ppo", mirror, { steps: 8192 });
    expect([policy.act([0]), policy.act([1])]).toEqual([0, 1]);
    expect(evaluate({ episodes: 10 }).meanReturn).toBe(20);
  });

  test("wrong use is named", () => {
    expect(() => learn("pppo", "CartPole-v1")).toThrow(/Did you mean "ppo"/);
    expect(() => learn("ppo", "CartPol-v1")).toThrow(/Did you mean "CartPole-v1"/);
    expect(() => learn("ppo", "CartPole-v1", { knobs: { gama: 0.9 } })).toThrow(/gamma/);
    expect(() => learn("ppo", "CartPole-v1", { steps: 0 })).toThrow(/steps is 0/);
  });
});
