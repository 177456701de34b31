/** DDPG, TD3, SAC and hindsight by hand: exact solutions against other ways to them, and verdicts against mistakes. */

import { tensor } from "gradus";
import { exp, log, tanh } from "gradus/core";
import { tanhNormal } from "gradus/nn";
import { expect, test } from "vitest";
import { findLab } from "../../../src/registry/index.ts";
import { expectWhole } from "../../../test/expectWhole.ts";
import { regulatorSolution } from "./parts/regulator.ts";
import { entropyOf, expectation, rewardOf, softOptimum, softParts } from "./parts/softActor.ts";

test("Riccati's solution is the best of all linear policies, by adding up what each costs", () => {
  const [gamma, rho] = [0.9, 1];
  /** From s = 1 without noise: Σ γᵗ (s² + ρ a²). */
  const cost = (theta: number): number => {
    let [s, sum, weight] = [1, 0, 1];
    for (let t = 0; t < 400; t++) {
      const a = theta * s;
      sum += weight * (s * s + rho * a * a);
      s += a;
      weight *= gamma;
    }
    return sum;
  };
  const { theta, w } = regulatorSolution(gamma, rho, 0, false);
  for (const d of [-1e-3, 1e-3]) expect(cost(theta)).toBeLessThan(cost(theta + d));
  expect(cost(theta)).toBeCloseTo(-(w[0] + w[1] * theta + w[2] * theta * theta), 9);
});

test("undiscounted, the golden ratio: θ → −0.618", () => {
  expect(regulatorSolution(1 - 1e-9, 1, 0, false).theta).toBeCloseTo(-(Math.sqrt(5) - 1) / 2, 6);
});

test("the squashed density is that of gradus/nn, and integrates to 1", () => {
  const [u, mean, logStd] = [
    [0.3, -1.2],
    [0.1, 0.4],
    [-0.5, 0.2],
  ];
  const distribution = tanhNormal(tensor([mean]), tensor([logStd]));
  const theirs = distribution.logProb(tensor([u.map((x) => tanh(x))])).item();
  expect(softParts.squashedLogProb(u, mean, logStd)).toBeCloseTo(theirs, 4);
  // E[1/π(a)] over a ~ π is the width of the box
  const box = expectation((x) => exp(-softParts.squashedLogProb([x], [0], [0.5])), 0, 0.5);
  expect(box).toBeCloseTo(2, 2);
});

test("the best soft policy: no other policy of this entropy earns more", () => {
  const best = softOptimum(0.5, -1);
  expect(entropyOf(best.mean, best.logStd)).toBeCloseTo(-1, 6);
  for (const d of [-0.05, 0.05]) {
    const mean = best.mean + d;
    let [low, high] = [-6, -0.2];
    for (let k = 0; k < 60; k++) {
      const middle = (low + high) / 2;
      if (entropyOf(mean, middle) < -1) low = middle;
      else high = middle;
    }
    expect(expectation((u) => rewardOf(tanh(u), 0.5), mean, low)).toBeLessThan(best.reward);
  }
});

const regulated = {
  gamma: 0.9,
  "θ DDPG": -0.59,
  "θ TD3": -0.588,
  "w₄ DDPG": -0.15,
  "w₄ TD3": -1,
  "curve steps": [1, 2],
  "curve DDPG": [0, -0.59],
  "curve TD3": [0, -0.59],
};
const soft = {
  entropy: -1,
  reward: -0.0324,
  "target entropy": -1,
  "best reward": -0.0324,
  alpha: 0.07,
  "curve steps": [1, 2],
  "curve entropy": [0, -1],
};
const lit = {
  gamma: 0.98,
  "one light": 1,
  "two lights": 0.98,
  "success with": 0.98,
  "success without": 0.2,
  "curve episodes": [1, 2],
  "curve with": [0, 1],
  "curve without": [0, 0.2],
};

test.each([
  ["07/regulator", regulated, { "θ DDPG": -0.618 }, "no discount"],
  ["07/regulator", regulated, { "θ TD3": 0 }, "the actor does not learn"],
  ["07/regulator", regulated, { "w₄ TD3": -0.14 }, "no smoothing"],
  ["07/regulator", regulated, { "θ DDPG": Number.NaN }, "diverged"],
  ["07/soft-actor", soft, { entropy: -1.4 }, "the entropy is another one"],
  ["07/soft-actor", soft, { reward: -0.06 }, "the middle is wrong"],
  ["07/hindsight-lights", lit, { "success with": 0.5 }, "hindsight does not help"],
  ["07/hindsight-lights", lit, { "two lights": 1 }, "no discount"],
  ["07/hindsight-lights", lit, { "success without": 0.9 }, "nothing was missing"],
] as const)("%s accepts what is exact, and not: %#", (id, good, wrong, _fault) => {
  const { verdict, figure } = findLab(id);
  expect(verdict([good, good, good] as never, "quick").pass).toBe(true);
  const bad = { ...good, ...wrong };
  expect(verdict([bad, bad, bad] as never, "quick").pass).toBe(false);
  expectWhole(figure?.([good, good] as never) as never);
});

test("log 2 − |u| − log(1 + e^(−2|u|)) is half of log(1 − tanh² u), where that can be computed", () => {
  for (const u of [-2, -0.3, 0, 1.5]) {
    const half = Math.LN2 - Math.abs(u) - log(1 + exp(-2 * Math.abs(u)));
    expect(2 * half).toBeCloseTo(log(1 - tanh(u) ** 2), 10);
  }
});
