import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { maximisationBias } from "../envs/book/maximisationBias.ts";
import { randomWalk, randomWalkValues } from "../envs/book/randomWalk.ts";
import { windyGrid } from "../envs/book/windyGrid.ts";
import { batchMC, batchTd } from "./batchPrediction.ts";
import { constantAlphaMC } from "./constantAlphaMC.ts";
import { doubleExpectedSarsa, doubleQ } from "./doubleQ.ts";
import { expectedSarsa } from "./expectedSarsa.ts";
import { corridor } from "./fixtures/corridor.ts";
import { after, startingFrom } from "./fixtures/runs.ts";
import { qLearning } from "./qLearning.ts";
import { sarsa } from "./sarsa.ts";
import { td0 } from "./td0.ts";

const ofThree = corridor(3); // −1 per step: v = −3, −2, −1

test("TD(0), by hand: two episodes through a corridor with α = ½", () => {
  expect([...after(1, td0(ofThree, { alpha: 0.5 }, rng(1))).V]).toEqual([-0.5, -0.5, -0.5, 0]);
  // V(0) ← −½ + ½ (−1 − ½ + ½), V(1) likewise, V(2) ← −½ + ½ (−1 + ½)
  expect([...after(2, td0(ofThree, { alpha: 0.5 }, rng(1))).V]).toEqual([-1, -1, -0.75, 0]);
});

test("constant-α MC, by hand: every state moves half way to its return", () => {
  expect([...after(1, constantAlphaMC(ofThree, { alpha: 0.5 }, rng(1))).V]).toEqual([
    -1.5, -1, -0.5, 0,
  ]);
  const { V } = after(1, constantAlphaMC(ofThree, { alpha: 1, gamma: 0.5 }, rng(1)));
  expect([...V]).toEqual([-1.75, -1.5, -1, 0]);
});

test("a time limit still bootstraps: cut after two steps, the third state's value counts", () => {
  const cut = corridor(3, 1, [], 2);
  const from = startingFrom(td0(cut, {}, rng(1)), { V: [0, 0, -8, 0] });
  expect([...after(1, td0(cut, { alpha: 0.5 }, rng(1), from)).V]).toEqual([-0.5, -4.5, -8, 0]);
  expect([...after(1, constantAlphaMC(cut, { alpha: 0.5 }, rng(1), from)).V]).toEqual([
    -5, -4.5, -8, 0,
  ]);
});

test("TD(0) and MC find the values of the random walk: 1/6, 2/6, 3/6, 4/6, 5/6 (Example 6.2)", () => {
  const wanted = randomWalkValues();
  for (const method of [td0, constantAlphaMC]) {
    const { V } = after(20_000, method(randomWalk(), { alpha: 0.001, initial: 0.5 }, rng(1)));
    for (let s = 1; s <= 5; s++)
      expect(Math.abs(V[s] - wanted[s]), `${method.name}, state ${s}`).toBeLessThan(0.05);
  }
});

/** Example 6.4, "You are the Predictor": eight episodes A 0 B 0 | B 1 (six times) | B 0. */
test("batch TD says V(A) = ¾ where batch Monte Carlo says 0 (Example 6.4)", () => {
  const episodes: readonly (readonly number[])[] = [[0, 0], [1], [1], [1], [1], [1], [1], [0]];
  const script = {
    ...corridor(2),
    create: () => ({ at: 0, episode: -1 }),
    reset(state: { at: number; episode: number }) {
      state.episode++;
      state.at = 2 - episodes[state.episode].length; // A is state 0, B state 1
    },
    step(
      state: { at: number; episode: number },
      _: number,
      __: unknown,
      outcome: { reward: number; terminated: boolean },
    ) {
      const rewards = episodes[state.episode];
      outcome.reward = rewards[state.at - (2 - rewards.length)];
      state.at++;
      outcome.terminated = state.at === 2;
    },
  };
  const td = after(8, batchTd(script, {}, rng(1))).V;
  expect(td[0]).toBeCloseTo(0.75, 12);
  expect(td[1]).toBeCloseTo(0.75, 12);
  const mc = after(8, batchMC(script, {}, rng(1))).V;
  expect([mc[0], mc[1]]).toEqual([0, 0.75]);
});

test("batch TD is where sweeps of TD(0) over the same episodes settle", () => {
  const world = randomWalk();
  const { V } = after(12, batchTd(world, { initial: 0.5 }, rng(7)));
  const steps: [number, number, number][] = []; // the same twelve episodes, by a TD(0) that does not learn
  const watched = {
    ...world,
    step: (...[s, a, r, o]: Parameters<typeof world.step>) => {
      const from = s.at;
      world.step(s, a, r, o);
      steps.push([from, o.reward, s.at]);
    },
  };
  after(12, td0(watched, { alpha: 0 }, rng(7)));
  const swept = new Float64Array(7).fill(0.5);
  for (let sweep = 0; sweep < 20_000; sweep++) {
    const change = new Float64Array(7);
    for (const [s, R, next] of steps)
      change[s] += 0.01 * (R + (next % 6 === 0 ? 0 : swept[next]) - swept[s]);
    for (let s = 1; s <= 5; s++) swept[s] += change[s];
  }
  for (let s = 1; s <= 5; s++) expect(V[s], `state ${s}`).toBeCloseTo(swept[s], 6);
});

// Two cells, two actions that both lead on. Q(1, ·) = [2, 4] is given, so the first update shows what the target is.
const fork = corridor(2, 2, [-1, 0]);
const given = [0, 0, 2, 4, 0, 0];
const first = (Q: Float64Array) => Q[0] + Q[1]; // whichever action was taken

test("by hand: Q-learning takes the maximum, Expected Sarsa the mean over π", () => {
  const q = startingFrom(qLearning(fork, {}, rng(1)), { Q: given });
  expect(first(after(1, qLearning(fork, { alpha: 0.5, gamma: 0.5 }, rng(1), q)).Q.values)).toBe(
    0.5,
  ); // ½ (−1 + ½·4)
  const e = startingFrom(expectedSarsa(fork, {}, rng(1)), { Q: given });
  const { values } = after(
    1,
    expectedSarsa(fork, { alpha: 0.5, gamma: 0.5, epsilon: 0.5 }, rng(1), e),
  ).Q;
  expect(first(values)).toBe(0.375); // ½ (−1 + ½ (¾·4 + ¼·2))
});

test("by hand: Sarsa takes the value of the action that it takes next", () => {
  const seen = new Set<number>();
  for (let seed = 0; seed < 20; seed++) {
    const from = startingFrom(sarsa(fork, {}, rng(seed)), { Q: given });
    const { values } = after(1, sarsa(fork, { alpha: 0.5, epsilon: 1 }, rng(seed), from)).Q;
    const next = values[2] !== 2 ? 0 : 1; // the one that moved: its own target is 0
    expect(first(values)).toBe(next === 0 ? 0.5 : 1.5); // ½ (−1 + 2) or ½ (−1 + 4)
    seen.add(next);
  }
  expect(seen.size).toBe(2);
});

test("by hand: Double Q lets one table choose and the other judge", () => {
  const run = (method: typeof doubleQ, seed: number) => {
    const from = startingFrom(method(fork, {}, rng(seed)), {
      Q1: given,
      Q2: [0, 0, 7, 1, 0, 0],
      Q: [0, 0, 4.5, 2.5, 0, 0],
    });
    const { Q1, Q2 } = after(1, method(fork, { alpha: 0.5, epsilon: 0 }, rng(seed), from));
    return [first(Q1.values), first(Q2.values)];
  };
  // Q₁ chooses action 1, which Q₂ thinks worth 1: ½ (−1 + 1). Q₂ chooses action 0, which Q₁ thinks worth 2: ½ (−1 + 2).
  const outcomes = new Set(Array.from({ length: 20 }, (_, seed) => String(run(doubleQ, seed))));
  expect(outcomes).toEqual(new Set(["0,0", "0,0.5"]));
  const expected = new Set(
    Array.from({ length: 20 }, (_, seed) => String(run(doubleExpectedSarsa, seed))),
  );
  expect(expected).toEqual(new Set(["0,0", "0,0.5"])); // with ε = 0 the mean over π is the greedy action
});

test("forbidden actions are neither taken nor counted: the maximisation-bias world has two in A and ten in B", () => {
  const world = maximisationBias();
  const tried = new Set<string>();
  const watched = {
    ...world,
    step: (...[s, a, r, o]: Parameters<typeof world.step>) => {
      tried.add(`${s.at}${a}`);
      world.step(s, a, r, o);
    },
  };
  after(2000, qLearning(watched, { epsilon: 1, initial: 5 }, rng(1)));
  expect([...tried].filter((t) => t[0] === "0").sort()).toEqual(["00", "01"]);
  expect([...tried].filter((t) => t[0] === "1")).toHaveLength(10);
});

test("control methods learn the windy gridworld: the best of 300 episodes takes at most 17 steps, 15 being optimal (Example 6.5)", () => {
  for (const method of [sarsa, expectedSarsa, qLearning, doubleQ, doubleExpectedSarsa]) {
    let best = -Infinity;
    let count = 0;
    for (const { episodeReturn } of method(windyGrid(), { epsilon: 0.1, alpha: 0.5 }, rng(3))) {
      best = Math.max(best, episodeReturn ?? -Infinity);
      if (++count === 300) break;
    }
    expect(best, method.name).toBeGreaterThanOrEqual(-17);
    expect(best, method.name).toBeLessThanOrEqual(-15);
  }
});
