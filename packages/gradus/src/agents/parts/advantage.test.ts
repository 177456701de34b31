import { describe, expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { episodeReturns, explainedVariance, gae, rewardsToGo } from "./advantage.ts";

describe("gae", () => {
  // One episode of three steps that ends in the world: r = 1, 2, 3; V = 4, 2, 6; γ = ½, λ = ½.
  const episode = { rewards: [1, 2, 3], values: [4, 2, 6], nextValues: [2, 6, 0], ends: [0, 0, 1] };

  test("by hand: δ = −2, 3, −3 and Â = −2 + ¼ (3 + ¼ (−3)), 3 + ¼ (−3), −3", () => {
    expect([...gae(episode, 0.5, 0.5)]).toEqual([-1.4375, 2.25, -3]);
  });

  test("λ = 0 is the one-step TD error", () => {
    expect([...gae(episode, 0.5, 0)]).toEqual([-2, 3, -3]);
  });

  test("λ = 1 is the return minus the value: 1 + 2/2 + 3/4 − 4, 2 + 3/2 − 2, 3 − 6", () => {
    expect([...gae(episode, 0.5, 1)]).toEqual([-1.25, 1.5, -3]);
  });

  test("a time limit still bootstraps, and stops the sum there", () => {
    const cut = { rewards: [1, 1], values: [0, 0], nextValues: [10, 4], ends: [1, 0] };
    expect([...gae(cut, 0.5, 1)]).toEqual([6, 3]); // 1 + ½·10, without the 3 of the next episode
  });

  test("environments side by side do not mix", () => {
    const other = { rewards: [0, 7, 1], values: [1, 1, 1], nextValues: [1, 0, 5], ends: [0, 1, 0] };
    const weave = (a: number[], b: number[]) => a.flatMap((v, t) => [v, b[t]]);
    const both = gae(
      {
        rewards: weave(episode.rewards, other.rewards),
        values: weave(episode.values, other.values),
        nextValues: weave(episode.nextValues, other.nextValues),
        ends: weave(episode.ends, other.ends),
        count: 2,
      },
      0.5,
      0.5,
    );
    const alone = weave([...gae(episode, 0.5, 0.5)], [...gae(other, 0.5, 0.5)]);
    expect([...both]).toEqual(alone);
  });

  test("equals the sum Σ (γλ)^l δ of its definition, term by term, on 200 random steps", () => {
    const random = rng(1);
    const n = 200;
    const draw = () => Array.from({ length: n }, () => random.normal());
    const [rewards, values, nextValues] = [draw(), draw(), draw()];
    const ends = Array.from({ length: n }, () => (random.random() < 0.1 ? 1 : 0));
    const [gamma, lambda] = [0.97, 0.9];
    const direct = rewards.map((_, t) => {
      let sum = 0;
      let weight = 1;
      for (let k = t; k < n; k++) {
        sum += weight * (rewards[k] + gamma * nextValues[k] - values[k]);
        weight *= gamma * lambda;
        if (ends[k] === 1) break;
      }
      return sum;
    });
    const found = gae({ rewards, values, nextValues, ends }, gamma, lambda);
    direct.forEach((A, t) => {
      expect(found[t]).toBeCloseTo(A, 4);
    });
  });

  test("arrays of different lengths are refused with their lengths", () => {
    expect(() => gae({ ...episode, values: [1, 2] }, 0.5, 0.5)).toThrow(
      "gae: 3 rewards, 2 values, 3 next values, 3 ends",
    );
  });
});

test("explained variance: 1 for a perfect critic, 0 for a constant, negative for the reverse", () => {
  expect(explainedVariance([1, 2, 3], [1, 2, 3])).toBe(1);
  expect(explainedVariance([2, 2, 2], [1, 2, 3])).toBe(0);
  expect(explainedVariance([3, 2, 1], [1, 2, 3])).toBe(-3); // errors −2, 0, 2: four times the variance
  expect(explainedVariance([0, 1], [5, 5])).toBe(0);
});

describe("weights of whole episodes", () => {
  // Two episodes: rewards 1, 2, 3 and 4, 5.
  const rewards = [1, 2, 3, 4, 5];
  const ends = [0, 0, 1, 0, 1];

  test("the return of the episode at each of its steps: 6, 6, 6, 9, 9", () => {
    expect([...episodeReturns(rewards, ends, 1)]).toEqual([6, 6, 6, 9, 9]);
  });

  test("discounted from its first step: 1 + 2/2 + 3/4, 4 + 5/2", () => {
    expect([...episodeReturns(rewards, ends, 0.5)]).toEqual([2.75, 2.75, 2.75, 6.5, 6.5]);
  });

  test("rewards to go: 6, 5, 3, 9, 5; with γ = ½: 1 + 3.5/2, 2 + 3/2, 3, 4 + 5/2, 5", () => {
    expect([...rewardsToGo(rewards, ends, 1)]).toEqual([6, 5, 3, 9, 5]);
    expect([...rewardsToGo(rewards, ends, 0.5)]).toEqual([2.75, 3.5, 3, 6.5, 5]);
  });
});
