/** The simple policy gradients, VPG and the cross-entropy method: limiting cases and numbers by hand. */
import { describe, expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { box, discrete } from "../env/space.ts";
import type { AnyWorld, World } from "../env/world.ts";
import { makeWorld } from "../envs/make.ts";
import { bestOf, cem, moments } from "./cem.ts";
import type { Snapshot } from "./parts/state.ts";
import { rewardToGo } from "./rewardToGo.ts";
import { simplePolicyGradient } from "./simplePolicyGradient.ts";
import { vpg } from "./vpg.ts";

const settings = { batch: 300, hidden: "8", rate: 0.01 };

/** Weights of the network after n reports. */
function weightsAfter(algorithm: typeof rewardToGo, world: AnyWorld, n: number) {
  const run = algorithm(world, settings, rng(1));
  for (let i = 1; i < n; i++) run.next();
  return weightsOf(nextOf(run));
}

/** The next report. */
function nextOf<R>(run: Generator<R>): R {
  return run.next().value;
}

function weightsOf({ state }: { readonly state: Snapshot }): Record<string, Float32Array> {
  return state()["net"] as Record<string, Float32Array>;
}

describe("simple policy gradient and reward-to-go", () => {
  test("are one algorithm, bit for bit, where all reward comes at the end of an episode", () => {
    const world = makeWorld("FrozenLake-v1");
    const whole = weightsAfter(simplePolicyGradient, world, 3);
    expect(weightsAfter(rewardToGo, world, 3)).toEqual(whole);
  });

  test("are not where it comes on the way", () => {
    const world = makeWorld("CartPole-v1");
    const whole = weightsAfter(simplePolicyGradient, world, 2);
    expect(weightsAfter(rewardToGo, world, 2)).not.toEqual(whole);
  });

  test("one update by hand: softmax over two arms, ∂/∂b = E[(1(a) − π) R], and Adam's first step is the rate", () => {
    // Arm 0 pays 1, arm 1 nothing: the gradient of b₀ − b₁ is positive, so b₀ rises and b₁ falls by the rate.
    const report = nextOf(simplePolicyGradient(arms, { batch: 100, hidden: "" }, rng(1)));
    const [b0, b1] = weightsOf(report)["action.logits.bias"]; // first 0, 0
    expect(b0).toBeCloseTo(0.01, 6);
    expect(b1).toBeCloseTo(-0.01, 6);
    // the share of arm 0 is the mean return, and −log π · R = log 2 there: weights are near 0 at first
    expect(report.policyLoss).toBeCloseTo(Math.LN2 * report.episodeReturn, 2);
    expect(report.entropy).toBeCloseTo(Math.LN2, 4);
  });
});

/** One step; arm 0 pays 1. */
const arms: World<Record<string, never>, ReturnType<typeof box>, ReturnType<typeof discrete>> = {
  id: "Arms-v0",
  title: "Two arms.",
  observationSpace: box(0, 1, [1]),
  actionSpace: discrete(2),
  maxSteps: 1,
  create: () => ({}),
  reset: () => undefined,
  step(_state, action, _random, outcome) {
    outcome.reward = action === 0 ? 1 : 0;
    outcome.terminated = true;
  },
  observe(_state, out, at) {
    out[at] = 1;
  },
};

describe("VPG", () => {
  test("by hand: the policy moves by the rate towards the arm that pays, the critic to its share", () => {
    const knobs = { horizon: 50, hidden: "", rate: 0.01, criticRate: 0.02 };
    const run = vpg(arms, knobs, rng(1));
    const [b0, b1] = weightsOf(nextOf(run))["action.logits.bias"];
    expect(b0).toBeCloseTo(0.01, 6);
    expect(b1).toBeCloseTo(-0.01, 6);
    const { agent, episodeReturn } = nextOf(run); // the share of the rollout that the critic saw last
    expect(Math.abs((agent.value?.([1])[0] ?? 0) - (episodeReturn ?? 0))).toBeLessThan(0.05);
  });
});

describe("the cross-entropy method", () => {
  test("the elite are the best; of equals the earlier", () => {
    expect(bestOf([1, 5, 3, 5, 2], 3)).toEqual([1, 3, 2]);
  });

  test("mean and variance by hand: (1, 10), (3, 10), (5, 40) → (3, 20), (8/3, 200)", () => {
    const { mean, variance } = moments([
      [1, 10],
      [3, 10],
      [5, 40],
    ]);
    expect([...mean]).toEqual([3, 20]);
    expect(variance[0]).toBeCloseTo(8 / 3, 12);
    expect(variance[1]).toBeCloseTo(200, 9);
  });

  test("without choice among the drawn (all are elite) the spread stays near the first, and added noise adds to it", () => {
    // Var of n draws, divided by n: σ² (n − 1)/n on average
    const knobs = { population: 2000, elite: 1, spread: 2, noise: 0 };
    const plain = nextOf(cem(arms, knobs, rng(1)));
    expect(plain.spread).toBeCloseTo(2, 1);
    const noisy = nextOf(cem(arms, { ...knobs, noise: 12 }, rng(1)));
    expect(noisy.spread).toBeCloseTo(4, 1); // √(4 + 12)
    expect(plain.steps).toBe(2000);
  });

  test("deviations of actions are not searched: they keep their first value", () => {
    const net = weightsOf(nextOf(cem(makeWorld("Pendulum-v1"), { population: 4 }, rng(1))));
    expect([...net["action.logStd"]]).toEqual([0]);
    expect(net["action.mean.weight"].every((w) => w !== 0)).toBe(true);
  });
});
