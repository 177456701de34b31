/** Policies with parameters, and the methods of sections 13.6 and 13.7 that learn them. */
import { expect, test } from "vitest";
import { exp, log } from "../core/math.ts";
import { rng } from "../core/random.ts";
import { type Box, box, type Discrete, discrete, type Numbers } from "../env/space.ts";
import type { World } from "../env/world.ts";
import { accessControl, accessControlOptimum } from "../envs/book/accessControl.ts";
import { pendulum } from "../envs/classicControl/pendulum.ts";
import { actorCritic } from "./actorCritic.ts";
import { continuingActorCritic } from "./continuingActorCritic.ts";
import { featureAlgorithms } from "./featureRegistry.ts";
import { add, dot, oneHot } from "./features.ts";
import { corridor } from "./fixtures/corridor.ts";
import { after } from "./fixtures/runs.ts";
import { gaussianPolicy } from "./gaussianPolicy.ts";
import type { Action, LinearPolicy } from "./linearPolicy.ts";
import { reinforce } from "./reinforce.ts";
import { probabilities, softmaxPolicy } from "./softmaxPolicy.ts";
import { Trace } from "./traces.ts";

/** One step: the action a brings −(a − best)². */
function target(best: number, bound = 1e6): World<{ last: number }, Discrete, Box> {
  return {
    id: "Target-test",
    title: "Guess a number",
    observationSpace: discrete(1),
    actionSpace: box(-bound, bound, [1]),
    maxSteps: Infinity,
    create: () => ({ last: 0 }),
    reset() {},
    step(state, action, _, outcome) {
      state.last = action[0];
      outcome.reward = -(action[0] - best) * (action[0] - best);
      outcome.terminated = true;
    },
    observe(_, out: Numbers, at) {
      out[at] = 0;
    },
  };
}

const near = (a: ArrayLike<number>, expected: readonly number[], digits = 12): void => {
  expect(a.length).toBe(expected.length);
  for (const [i, v] of expected.entries()) expect(a[i], `entry ${i}`).toBeCloseTo(v, digits);
};

/** ∇ln π(a | s, θ) as a vector. */
function gradientOf<A extends Action>(policy: LinearPolicy<A>, x: Float64Array, a: A) {
  const g = new Float64Array(policy.theta.length);
  policy.gradient(x, a, (factor, from) => add(g, factor, x, from));
  return g;
}

/** The same by central differences of ln π. */
function differences(theta: Float64Array, logProbability: () => number): Float64Array {
  const h = 1e-5;
  return theta.map((v, i) => {
    theta[i] = v + h;
    const above = logProbability();
    theta[i] = v - h;
    const below = logProbability();
    theta[i] = v;
    return (above - below) / (2 * h);
  });
}

test("Gaussian by hand: μ = 0.5, σ = 2, a = 1.5 give (a − μ)/σ² = 1/4 and (a − μ)²/σ² − 1 = −3/4", () => {
  const policy = gaussianPolicy(1, box(-9, 9, [1]), 1, [0.5, Math.log(2)]);
  const x = Float64Array.of(1);
  near(gradientOf(policy, x, Float64Array.of(1.5)), [1 / 4, -3 / 4]);
  expect(policy.mean(x, 0)).toBe(0.5);
  expect(policy.deviation(x, 0)).toBeCloseTo(2, 12);
  const wide = gaussianPolicy(1, box(-9, 9, [1]), 3);
  expect(wide.deviation(x, 0)).toBeCloseTo(3, 12); // θ = 0 stands for σ₀
});

test("∇ln π equals the differences of ln π: Gaussian over two numbers, and softmax over three actions", () => {
  const random = rng(7);
  const x = random.fillUniform(new Float64Array(3));
  const theta = random.fillNormal(new Float64Array(12), 0, 0.5);
  const space = box(-9, 9, [2]);
  const gaussian = gaussianPolicy(3, space, 0.7, theta);
  const a = Float64Array.of(0.3, -1.1);
  const logDensity = () =>
    [0, 1].reduce((sum, d) => {
      const sigma = 0.7 * exp(dot(gaussian.theta, x, (2 + d) * 3));
      const z = (a[d] - dot(gaussian.theta, x, d * 3)) / sigma;
      return sum - log(sigma) - (z * z) / 2;
    }, 0);
  near(gradientOf(gaussian, x, a), [...differences(gaussian.theta, logDensity)], 7);
  const softmax = softmaxPolicy(3, 3, 0, theta.subarray(0, 9));
  const chosen = () => log(probabilities(softmax, x)[2]);
  near(gradientOf(softmax, x, 2), [...differences(softmax.theta, chosen)], 7);
});

test("drawn actions have the mean and the deviation of the policy", () => {
  const n = 20_000;
  const policy = gaussianPolicy(1, box(-99, 99, [2]), 1, [3, -1, log(2), log(0.5)]);
  const x = Float64Array.of(1);
  const random = rng(3);
  const sums = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    policy.draw(x, random).forEach((a, d) => {
      sums[d] += a / n;
      sums[2 + d] += (a * a) / n;
    });
  }
  [3, -1].forEach((mean, d) => {
    const sigma = [2, 0.5][d];
    expect(Math.abs(sums[d] - mean)).toBeLessThan((4 * sigma) / Math.sqrt(n));
    const second = mean * mean + sigma * sigma; // variance of a²: 2σ⁴ + 4μ²σ²
    const spread = Math.sqrt(2 * sigma * sigma * sigma * sigma + 4 * mean * mean * sigma * sigma);
    expect(Math.abs(sums[2 + d] - second)).toBeLessThan((4 * spread) / Math.sqrt(n));
  });
  near(policy.best(x), [3, -1]);
});

test("REINFORCE follows the true gradient: J = −(μ − 2)² − σ² has slopes 4 and −2 at μ = 0, σ = 1", () => {
  const [n, alpha] = [40_000, 1e-9]; // so small that θ stays where it is
  const { theta } = after(n, reinforce(target(2), { alpha }, rng(1)));
  const slopes = theta.map((t) => t / (alpha * n));
  // Var[R z] = E[(z − 2)⁴ z²] − 16 = 87 and Var[R (z² − 1)] = E[(z − 2)⁴ (z² − 1)²] − 4 = 346, z standard normal
  expect(Math.abs(slopes[0] - 4)).toBeLessThan(4 * Math.sqrt(87 / n));
  expect(Math.abs(slopes[1] + 2)).toBeLessThan(4 * Math.sqrt(346 / n));
});

test("actor–critic finds the best number and grows certain of it", () => {
  for (const seed of [1, 2, 3]) {
    const overrides = { alpha: 0.005, valueAlpha: 0.1 };
    const { theta } = after(20_000, actorCritic(target(2), overrides, rng(seed)));
    expect(Math.abs(theta[0] - 2), `μ, seed ${seed}`).toBeLessThan(0.1);
    expect(exp(theta[1]), `σ, seed ${seed}`).toBeLessThan(0.2);
  }
});

test("the world gets an action within its bounds; the agent's, too", () => {
  const world = target(2, 1);
  let done = Number.NaN;
  const watched: typeof world = {
    ...world,
    step(state, action, random, outcome) {
      done = action[0];
      world.step(state, action, random, outcome);
    },
  };
  const parts = { theta: [5, -20] };
  const { agent } = after(1, reinforce(watched, { alpha: 0 }, rng(1), undefined, parts));
  expect(done).toBe(1);
  expect(agent.act([0])).toEqual(Float64Array.of(1));
  expect(agent.act([0], { deterministic: true })).toEqual(Float64Array.of(1));
});

test("continuing actor–critic by hand: two steps of a corridor that begins again", () => {
  const settings = { alpha: 0.1, valueAlpha: 0.5, valueLambda: 0.5, beta: 0.1, reportEvery: 1 };
  const run = continuingActorCritic(corridor(2, 1, [1, 2]), settings, rng(1), undefined, {
    features: oneHot(3),
  });
  const first = after(1, run); // δ = 1 − 0 + 0 − 0
  expect(first.averageReward).toBeCloseTo(0.1, 12);
  near(first.w, [0.5, 0, 0]);
  const second = after(1, run); // δ = 2 − 0.1 + 0.5 − 0: what follows the end is the first state
  expect(second.averageReward).toBeCloseTo(0.34, 12);
  near(second.w, [0.5 + 0.5 * 2.4 * 0.5, 0.5 * 2.4, 0]);
  expect(second.meanReward).toBe(2);
  near(second.theta, [0, 0, 0]); // one action: nothing to learn
});

test("continuing actor–critic by hand: a time limit still bootstraps, and the traces begin anew", () => {
  const settings = { alpha: 0.1, valueAlpha: 0.5, valueLambda: 0.5, beta: 0.1, reportEvery: 1 };
  const cut = corridor(3, 1, [1, 1, 1], 1); // one step from the first state, again and again
  const run = continuingActorCritic(cut, settings, rng(1), undefined, { features: oneHot(4) });
  near(after(1, run).w, [0.5, 0, 0, 0]); // δ = 1
  const { w, averageReward } = after(1, run); // δ = 1 − 0.1 + v̂(S′) − 0.5 = 0.4, S′ the second state
  near(w, [0.5 + 0.5 * 0.4, 0, 0, 0]);
  expect(averageReward).toBeCloseTo(0.14, 12);
});

test("continuing actor–critic by hand, two actions: the trace of ln π fades by λ alone", () => {
  const settings = { alpha: 0.1, valueAlpha: 0, lambda: 0.5, beta: 0, reportEvery: 1 };
  const actions: number[] = [];
  const world = corridor(2, 2, [1, 3]);
  const watched: typeof world = {
    ...world,
    step(state, action, random, outcome) {
      actions.push(action);
      world.step(state, action, random, outcome);
    },
  };
  const parts = { features: oneHot(3) };
  const { theta } = after(2, continuingActorCritic(watched, settings, rng(1), undefined, parts));
  const [a, b] = actions.map((k) => (k === 0 ? 1 : -1) / 2); // block 0 of ∇ln π: (1 if 0, less ½)
  near(theta.subarray(0, 3), [0.1 * 1 * a + 0.1 * 3 * 0.5 * a, 0.1 * 3 * b, 0]);
});

test("continuing actor–critic comes within a tenth of the best reward per step of the access-control queue", () => {
  const { averageReward: best } = accessControlOptimum(); // 2.7476, by relative value iteration
  const settings = { alpha: 0.02, valueAlpha: 0.05, beta: 0.002, reportEvery: 100_000 };
  const { meanReward, averageReward } = after(
    3,
    continuingActorCritic(accessControl(), settings, rng(1)),
  );
  expect(meanReward).toBeGreaterThan(0.9 * best);
  expect(meanReward).toBeLessThan(1.01 * best);
  expect(Math.abs(averageReward - meanReward)).toBeLessThan(0.2);
});

test("a trace is saved and put back whole", () => {
  const z = new Trace(4);
  z.add(2, Int32Array.of(1, 3));
  z.decay(0.5);
  const other = new Trace(4);
  other.add(7, Int32Array.of(0));
  other.restore(z.save());
  near(other.z, [0, 1, 0, 1]);
  other.decay(0.5);
  near(other.z, [0, 0.5, 0, 0.5]);
});

const policies = ["reinforce", "reinforce-baseline", "actor-critic", "continuing-actor-critic"];
test.each(policies)("%s swings a pendulum: resumed, it equals a run that never stopped", (name) => {
  const { algorithm, knobs } = featureAlgorithms[name];
  const ours = { alpha: 1e-5, lambda: 0.9, valueLambda: 0.8, reportEvery: 70 };
  const settings = Object.fromEntries(Object.entries(ours).filter(([knob]) => knob in knobs));
  const whole = after(4, algorithm(pendulum() as never, settings, rng(1)));
  const half = after(2, algorithm(pendulum() as never, settings, rng(1))).state();
  const resumed = after(2, algorithm(pendulum() as never, settings, rng(9), half));
  expect(resumed.state()).toEqual(whole.state());
  const action = resumed.agent.act([1, 0, 0]) as Float64Array;
  expect(Math.abs(action[0])).toBeLessThanOrEqual(2);
});
