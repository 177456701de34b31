import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { randomWalk } from "../envs/book/randomWalk.ts";
import { windyGrid } from "../envs/book/windyGrid.ts";
import { constantAlphaMC } from "./constantAlphaMC.ts";
import { expectedSarsa } from "./expectedSarsa.ts";
import { corridor } from "./fixtures/corridor.ts";
import { after, startingFrom } from "./fixtures/runs.ts";
import { nStepExpectedSarsa, nStepSarsa, offPolicyNStepSarsa } from "./nStepSarsa.ts";
import { nStepTd } from "./nStepTd.ts";
import { qSigma, treeBackup } from "./qSigma.ts";
import { sarsa } from "./sarsa.ts";
import { td0 } from "./td0.ts";

test("n-step TD, by hand: n = 2 in a corridor of four, V = 10, 20, 30, 40 at first", () => {
  const world = corridor(4, 1, [1, 2, 3, 4]);
  const from = startingFrom(nStepTd(world, {}, rng(1)), { V: [10, 20, 30, 40, 99] });
  const { V } = after(1, nStepTd(world, { n: 2, alpha: 0.5, gamma: 0.5 }, rng(1), from));
  // G₀ = 1 + ½·2 + ¼·30 = 9.5; G₁ = 2 + ½·3 + ¼·40 = 13.5; G₂ = 3 + ½·4 = 5; G₃ = 4: the end counts nothing
  expect([...V]).toEqual([9.75, 16.75, 17.5, 22, 99]);
});

test("n = 1 is TD(0), bit for bit; n beyond the episode makes every target a full return", () => {
  const world = randomWalk({ states: 19, left: -1 });
  expect(after(20, nStepTd(world, { n: 1, alpha: 0.4 }, rng(5))).V).toEqual(
    after(20, td0(world, { alpha: 0.4 }, rng(5))).V,
  );
  const full = after(1, nStepTd(corridor(3), { n: 100, alpha: 0.5 }, rng(1))).V;
  expect(full).toEqual(after(1, constantAlphaMC(corridor(3), { alpha: 0.5 }, rng(1))).V);
});

test("a time limit still bootstraps: cut after two steps, the targets end in the third state's value", () => {
  const cut = corridor(3, 1, [], 2);
  const V = startingFrom(nStepTd(cut, {}, rng(1)), { V: [0, 0, -8, 0] });
  expect([...after(1, nStepTd(cut, { n: 4, alpha: 0.5 }, rng(1), V)).V]).toEqual([-5, -4.5, -8, 0]);
  const Q = startingFrom(nStepSarsa(cut, {}, rng(1)), { Q: [0, 0, -8, 0] });
  for (const method of [nStepSarsa, nStepExpectedSarsa, treeBackup, qSigma]) {
    expect(
      [...after(1, method(cut, { n: 4, alpha: 0.5 }, rng(1), Q)).Q.values],
      method.name,
    ).toEqual([-5, -4.5, -8, 0]);
  }
});

test("with n = 1, n-step Sarsa is Sarsa; Expected, tree backup and Q(σ) are Expected Sarsa", () => {
  const world = windyGrid();
  const one = { n: 1, alpha: 0.5, epsilon: 0.1 };
  const plain = { alpha: 0.5, epsilon: 0.1 };
  expect(after(10, nStepSarsa(world, one, rng(2))).Q.values).toEqual(
    after(10, sarsa(world, plain, rng(2))).Q.values,
  );
  // The others draw A′ before they update, so they meet other episodes than expectedSarsa, but on a fork the first update is the same.
  const fork = corridor(2, 2, [-1, 0]);
  const Q = startingFrom(expectedSarsa(fork, {}, rng(1)), { Q: [0, 0, 2, 4, 0, 0] });
  const first = (values: Float64Array) => values[0] + values[1];
  for (const method of [expectedSarsa, nStepExpectedSarsa, treeBackup, qSigma]) {
    const settings = {
      alpha: 0.5,
      gamma: 0.5,
      epsilon: 0.5,
      ...(method === expectedSarsa ? {} : { n: 1 }),
    };
    expect(first(after(1, method(fork, settings, rng(1), Q)).Q.values), method.name).toBe(0.375); // ½ (−1 + ½ (¾·4 + ¼·2))
  }
});

/** Three cells, two actions; Q(1, ·) = [2, 4], Q(2, ·) = [8, 16] are given; all rewards −1. */
const fork3 = corridor(3, 2);
const given = [0, 0, 2, 4, 8, 16, 0, 0];
/** What the first state's entry became, and which action was taken in the second. */
function firstUpdate(method: typeof treeBackup, settings: Record<string, number>, seed: number) {
  const chosen: number[] = [];
  const watched = {
    ...fork3,
    step: (...[s, a, r, o]: Parameters<typeof fork3.step>) => {
      chosen.push(a);
      fork3.step(s, a, r, o);
    },
  };
  const from = startingFrom(method(fork3, {}, rng(seed)), { Q: given });
  const { values } = after(
    1,
    method(watched, { n: 2, gamma: 1, epsilon: 0.5, alpha: 1, ...settings }, rng(seed), from),
  ).Q;
  return { value: values[0] + values[1], next: chosen[1], last: chosen[2] };
}
const seeds = Array.from({ length: 20 }, (_, i) => i);

test("tree backup, by hand: the branch that was not taken keeps its estimate", () => {
  const nexts = seeds.map((seed) => {
    const { value, next } = firstUpdate(treeBackup, { explore: 1 }, seed);
    // π = (¼, ¾): beyond the taken action lies −1 + ¼·8 + ¾·16 = 13; the other keeps 2 or 4
    expect(value).toBeCloseTo(
      next === 0 ? -1 + 0.25 * 13 + 0.75 * 4 : -1 + 0.25 * 2 + 0.75 * 13,
      12,
    );
    return next;
  });
  expect(new Set(nexts).size).toBe(2);
});

test("Q(σ), by hand: σ = 1 weights by ρ, σ = ½ by the mean of ρ and π", () => {
  for (const seed of seeds) {
    for (const sigma of [1, 0.5]) {
      const { value, next } = firstUpdate(qSigma as typeof treeBackup, { explore: 1, sigma }, seed);
      const [pi, Q] = next === 0 ? [0.25, 2] : [0.75, 4];
      const weight = sigma * (pi / 0.5) + (1 - sigma) * pi;
      expect(value).toBeCloseTo(-1 + weight * (13 - Q) + 0.25 * 2 + 0.75 * 4, 12);
    }
  }
});

test("off-policy n-step Sarsa, by hand: the target is weighted by ρ of every action but the first", () => {
  for (const seed of seeds) {
    const { value, next, last } = firstUpdate(
      offPolicyNStepSarsa as typeof treeBackup,
      { explore: 1, alpha: 0.125 },
      seed,
    );
    const [rho1, rho2] = [next, last].map((a) => [0.5, 1.5][a]); // (¼ or ¾) / ½
    expect(value).toBeCloseTo(0.125 * rho1 * rho2 * (-2 + [8, 16][last]), 12);
  }
});

test("n-step methods learn the windy gridworld: the best of 300 episodes takes at most 17 steps, 15 being optimal", () => {
  const runs = [
    nStepSarsa(windyGrid(), { n: 4, alpha: 0.3 }, rng(3)),
    nStepExpectedSarsa(windyGrid(), { n: 4, alpha: 0.3 }, rng(3)),
    offPolicyNStepSarsa(windyGrid(), { n: 2, alpha: 0.2, epsilon: 0.05, explore: 0.15 }, rng(3)),
    treeBackup(windyGrid(), { n: 4, alpha: 0.5 }, rng(3)),
    qSigma(windyGrid(), { n: 4, alpha: 0.3 }, rng(3)),
  ];
  for (const [i, run] of runs.entries()) {
    const returns = Array.from({ length: 300 }, () => run.next().value?.episodeReturn ?? -Infinity);
    expect(Math.max(...returns), `run ${i}`).toBeGreaterThanOrEqual(-17);
    expect(Math.max(...returns), `run ${i}`).toBeLessThanOrEqual(-15);
  }
});
