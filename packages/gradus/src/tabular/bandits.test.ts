import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { bernoulliBandit, kArmedBandit } from "../envs/book/bandits.ts";
import { epsilonGreedyBandit } from "./epsilonGreedyBandit.ts";
import { corridor } from "./fixtures/corridor.ts";
import { after } from "./fixtures/runs.ts";
import { gradientBandit } from "./gradientBandit.ts";
import { beta, gamma, thompsonBandit } from "./thompsonBandit.ts";
import { ucbBandit } from "./ucbBandit.ts";

/** Arms that pay what they are told, without noise. */
const certain = (values: readonly number[], steps: number) => ({
  ...kArmedBandit({ arms: values.length, steps }),
  reset: ({ values: q }: { values: Float64Array }) => q.set(values),
  step: (
    { values: q }: { values: Float64Array },
    a: number,
    _: unknown,
    outcome: { reward: number; terminated: boolean },
  ) => {
    outcome.reward = q[a];
    outcome.terminated = false;
  },
});

test("the sample average is the mean of all rewards; a constant step forgets: (1 − α)³ Q₁ + α Σ (1 − α)³⁻ⁱ Rᵢ (2.6)", () => {
  const rewards = [4, 8, 6];
  let t = 0;
  const script = () => ({
    ...certain([0], 3),
    step: (
      _: unknown,
      __: number,
      ___: unknown,
      outcome: { reward: number; terminated: boolean },
    ) => {
      outcome.reward = rewards[t++ % 3];
      outcome.terminated = false;
    },
  });
  expect(after(1, epsilonGreedyBandit(script(), {}, rng(1))).Q.values[0]).toBe(6);
  expect(
    after(1, epsilonGreedyBandit(script(), { alpha: 0.5, initial: 2 }, rng(1))).Q.values[0],
  ).toBe(2 / 8 + 4 / 8 + 8 / 4 + 6 / 2);
});

test("optimism tries every arm before it repeats one", () => {
  const { N } = after(
    1,
    epsilonGreedyBandit(certain([0, 1, 2, 3], 4), { epsilon: 0, alpha: 0.1, initial: 5 }, rng(1)),
  );
  expect([...N]).toEqual([1, 1, 1, 1]);
});

test("UCB, by hand: after each of two arms once, step 3 takes the better, and c large enough the other at step 4", () => {
  // bounds at t = 4 with N = (2, 1): 1 + c √(ln 4 / 2) and 0 + c √(ln 4): the second is higher if c > 1 / (√ln 4 (1 − 1/√2)) = 2.9
  expect([...after(1, ucbBandit(certain([1, 0], 4), { c: 2.8 }, rng(1))).N]).toEqual([3, 1]);
  expect([...after(1, ucbBandit(certain([1, 0], 4), { c: 3 }, rng(1))).N]).toEqual([2, 2]);
});

test("the gradient bandit, by hand: without baseline one reward of 1 moves the preferences by α (1 − π) and −α π", () => {
  const { Q, N } = after(
    1,
    gradientBandit(certain([1, 1], 1), { alpha: 0.4, baseline: false }, rng(1)),
  );
  const taken = N[0] === 1 ? 0 : 1;
  expect(Q.values[taken]).toBeCloseTo(0.2, 15);
  expect(Q.values[1 - taken]).toBeCloseTo(-0.2, 15);
  // with the baseline the first reward is its own average, and nothing moves
  expect([
    ...after(1, gradientBandit(certain([1, 1], 1), { alpha: 0.4 }, rng(1))).Q.values,
  ]).toEqual([0, 0]);
});

test("preferences always sum to nothing", () => {
  const { Q } = after(1, gradientBandit(kArmedBandit({ mean: 4 }), {}, rng(1)));
  expect(Q.values.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 9);
});

test("Gamma(k) has mean and variance k, Beta(a, b) mean a/(a + b): 20 000 draws, four standard errors", () => {
  const n = 20_000;
  for (const k of [0.5, 1, 4]) {
    const random = rng(1);
    const xs = Array.from({ length: n }, () => gamma(k, random));
    const mean = xs.reduce((a, b) => a + b, 0) / n;
    const variance = xs.reduce((a, b) => a + (b - mean) * (b - mean), 0) / n;
    expect(Math.abs(mean - k)).toBeLessThan(4 * Math.sqrt(k / n));
    expect(Math.abs(variance - k)).toBeLessThan(4 * Math.sqrt((2 * k * k + 6 * k) / n)); // fourth cumulant 6k
  }
  const random = rng(2);
  const mean = Array.from({ length: n }, () => beta(2, 6, random)).reduce((a, b) => a + b, 0) / n;
  expect(Math.abs(mean - 0.25)).toBeLessThan(4 * Math.sqrt((2 * 6) / (64 * 9) / n));
});

test("Thompson sampling finds the best of Bernoulli arms and stays with it", () => {
  const { N } = after(
    1,
    thompsonBandit(bernoulliBandit({ probabilities: [0.2, 0.8, 0.5], steps: 2000 }), {}, rng(1)),
  );
  expect(N[1]).toBeGreaterThan(1850);
});

test("a new problem begins anew, the same one goes on", () => {
  const run = epsilonGreedyBandit(kArmedBandit({ steps: 10 }), {}, rng(1));
  for (let i = 0; i < 3; i++) expect(after(1, run).N.reduce((a, b) => a + b, 0)).toBe(10);
  const oneByOne = corridor(1, 3); // ends after every pull; its second state is never shown before the end
  const same = epsilonGreedyBandit(
    {
      ...oneByOne,
      observationSpace: { kind: "discrete", n: 1, start: 0 },
      observe: (_, out, at) => void (out[at] = 0),
    },
    {},
    rng(1),
  );
  expect(after(7, same).N.reduce((a, b) => a + b, 0)).toBe(7);
});

test("worlds that do not fit are refused: several states, rewards that are not 0 or 1", () => {
  expect(() => after(1, ucbBandit(corridor(3), {}, rng(1)))).toThrow(
    "a single state, and this world has 4",
  );
  expect(() => after(1, thompsonBandit(kArmedBandit(), {}, rng(1)))).toThrow("rewards of 0 or 1");
});

test("UCB has no favourite among arms that were never tried", () => {
  const firsts = Array.from(
    { length: 300 },
    (_, seed) => after(1, ucbBandit(certain([0, 0, 0], 1), {}, rng(seed))).N,
  );
  for (const a of [0, 1, 2])
    expect(Math.abs(firsts.filter((N) => N[a] === 1).length - 100)).toBeLessThan(
      4 * Math.sqrt(300 * (2 / 9)),
    );
});

test("Thompson, exactly: after one success it takes the same of two arms again with probability E[Beta(2, 1)] = 2/3, after a failure 1/3", () => {
  const n = 1500;
  for (const [pays, again] of [
    [1, 2 / 3],
    [0, 1 / 3],
  ]) {
    const twice = Array.from(
      { length: n },
      (_, seed) => after(1, thompsonBandit(certain([pays, pays], 2), {}, rng(seed))).N,
    );
    const share = twice.filter((N) => N[0] !== 1).length / n;
    expect(Math.abs(share - again)).toBeLessThan(4 * Math.sqrt(2 / 9 / n));
  }
});
