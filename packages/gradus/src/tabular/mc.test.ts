import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { mdp } from "../env/mdp.ts";
import { mdpWorld } from "../env/mdpWorld.ts";
import type { Discrete } from "../env/space.ts";
import type { World } from "../env/world.ts";
import { infiniteVariance } from "../envs/book/infiniteVariance.ts";
import { FirstVisits } from "./episodes.ts";
import { corridor } from "./fixtures/corridor.ts";
import { after, startingFrom } from "./fixtures/runs.ts";
import { mcControl } from "./mcControl.ts";
import { mcExploringStarts, startingAnywhere } from "./mcExploringStarts.ts";
import { mcPrediction } from "./mcPrediction.ts";
import { offPolicyControl } from "./offPolicyControl.ts";
import { offPolicyPrediction } from "./offPolicyPrediction.ts";

/** States visited in a given order, whatever one does; then the end. */
function script(
  order: readonly number[],
  rewards: readonly number[],
  actions = 1,
): World<{ t: number }, Discrete, Discrete> {
  const { id, title, observationSpace, actionSpace, maxSteps } = corridor(
    Math.max(...order),
    actions,
  );
  return {
    id,
    title,
    observationSpace,
    actionSpace,
    maxSteps,
    create: () => ({ t: 0 }),
    reset: (state) => {
      state.t = 0;
    },
    step: (state, _, __, outcome) => {
      outcome.reward = rewards[state.t++];
      outcome.terminated = state.t === order.length;
    },
    observe: ({ t }, out, at) => {
      out[at] = order[Math.min(t, order.length - 1)];
    },
  };
}

test("first and every visit, by hand: state 0 at t = 0 and 2 with returns 1 + 2 + 3 and 3 (Exercise 5.5's question)", () => {
  const world = script([0, 1, 0], [1, 2, 3]);
  expect([...after(1, mcPrediction(world, { visits: "first" }, rng(1))).V]).toEqual([6, 5]);
  expect([...after(1, mcPrediction(world, { visits: "every" }, rng(1))).V]).toEqual([4.5, 5]);
  expect([...after(1, mcPrediction(world, { gamma: 0.5 }, rng(1))).V]).toEqual([
    1 + 1 + 0.75,
    2 + 1.5,
  ]);
});

test("first visits are those of the episode, not of the run", () => {
  const firsts = new FirstVisits(3);
  const seen = (keys: number[]) => {
    firsts.mark(keys.length, (t) => keys[t]);
    return keys.map((_, t) => firsts.isFirst(t));
  };
  expect(seen([0, 1, 0, 2])).toEqual([true, true, false, true]);
  expect(seen([0, 0])).toEqual([true, false]);
});

test("an episode that a time limit cuts is completed with the value of where it stopped", () => {
  const cut = corridor(3, 1, [], 2); // two steps of −1, then state 2
  const from = startingFrom(mcPrediction(cut, {}, rng(1)), { V: [0, 0, -8, 0], N: [0, 0, 1, 0] });
  expect([...after(1, mcPrediction(cut, {}, rng(1), from)).V]).toEqual([-10, -9, -8, 0]);
});

/** In the only state, action 1 pays 1, action 0 nothing; both end. */
const obvious = (actions: number) =>
  mdpWorld(
    mdp({
      states: 1,
      actions,
      start: 0,
      transitions: (_, a) => [
        { probability: 1, next: 0, reward: a === 1 ? 1 : 0, terminated: true },
      ],
    }),
    {
      id: "Obvious-test",
      title: "One action pays",
    },
  );

test("every control method finds the one action that pays", () => {
  for (const [name, run] of [
    ["on-policy", mcControl(obvious(4), {}, rng(1))],
    ["exploring starts", mcExploringStarts(obvious(4), {}, rng(1))],
    ["off-policy", offPolicyControl(obvious(4), { epsilon: 0.5 }, rng(1))],
  ] as const) {
    const { agent, Q } = after(200, run);
    expect(agent.act(0, { deterministic: true }), name).toBe(1);
    expect([...Q.values], name).toEqual([0, 1, 0, 0]);
  }
});

test("GLIE: with N₀ = 1 the second visit explores half as often as the first, which always does", () => {
  const first = Array.from({ length: 400 }, (_, seed) =>
    after(1, mcControl(obvious(2), { n0: 1 }, rng(seed))),
  );
  const tried = first.filter(({ Q }) => Q.values[1] === 1).length;
  expect(Math.abs(tried - 200)).toBeLessThan(4 * 10); // a fair coin, ± 4 deviations
  const greedyLater = after(2000, mcControl(obvious(2), { n0: 1 }, rng(1)));
  expect(greedyLater.agent.act(0, { deterministic: true })).toBe(1);
});

test("ordinary importance sampling, by hand: k times left with b = ½ has ρ = 2ᵏ, weighted says the return itself", () => {
  // In Example 5.5 only left can end with +1; ρG of an episode of k lefts is 2ᵏ.
  const target = Float64Array.of(1, 0);
  let before = 0;
  for (const { steps, episodes, episodeReturn, ratio } of offPolicyPrediction(
    infiniteVariance(),
    { weighting: "ordinary" },
    rng(1),
    undefined,
    { target },
  )) {
    const length = steps - before;
    before = steps;
    expect(ratio).toBe(episodeReturn === 1 ? 2 ** length : 0);
    if (episodes === 50) break;
  }
  expect(
    after(50, offPolicyPrediction(infiniteVariance(), {}, rng(1), undefined, { target })).V[0],
  ).toBe(1);
});

test("with equal policies importance sampling is plain Monte Carlo, bit for bit", () => {
  const world = () => startingAnywhere(obvious(3));
  const plain = after(100, mcPrediction(world(), {}, rng(3)));
  expect(after(100, offPolicyPrediction(world(), { weighting: "ordinary" }, rng(3))).V).toEqual(
    plain.V,
  );
  const weighted = after(100, offPolicyPrediction(world(), { weighting: "weighted" }, rng(3)));
  for (const [s, v] of weighted.V.entries()) expect(v).toBeCloseTo(plain.V[s], 12);
});

test("off-policy control, by hand: W is 1/b after each step that π would have taken, and learning stops at the first other one", () => {
  // Two states, two actions that change nothing; rewards 0 then 1. π takes action 0 everywhere (Q = 0 < 1 later).
  const world = script([0, 1], [0, 1], 2);
  for (let seed = 0; seed < 20; seed++) {
    const { tail, Q, state } = after(
      1,
      offPolicyControl(world, { epsilon: 1, initial: 0 }, rng(seed)),
    );
    const C = state()["C"] as Float64Array;
    const lastAction = C[2] > 0 ? 0 : 1;
    expect(Q.values[2 + lastAction]).toBe(1);
    expect(C[2 + lastAction]).toBe(1);
    // its action is greedy now in either case (1 > 0), so the first step is learned too, with W = 1/½
    expect(tail).toBe(2);
    expect(C[0] + C[1]).toBe(2);
  }
});

test("exploring starts begin anywhere that is not an end", () => {
  const chain = mdp({
    states: 3,
    actions: 1,
    start: 0,
    transitions: (s) => [
      { probability: 1, next: Math.min(s + 1, 2), reward: s === 2 ? 0 : -1, terminated: s >= 1 },
    ],
  });
  const seen = new Set<number>();
  const anywhere = startingAnywhere(mdpWorld(chain, { id: "Chain-test", title: "" }));
  const state = anywhere.create();
  const random = rng(1);
  for (let i = 0; i < 100; i++) {
    anywhere.reset(state, random);
    seen.add(state.state);
  }
  expect([...seen].sort()).toEqual([0, 1]);
});

test("every control method averages the discounted returns of first visits, by hand", () => {
  const world = script([0, 1, 0], [1, 2, 4]); // returns 1 + ½ (2 + ½ 4) = 3 and 2 + ½ 4 = 4; state 0 again with 4
  const settings = { gamma: 0.5 };
  expect([...after(1, mcControl(world, settings, rng(1))).Q.values]).toEqual([3, 4]);
  expect([
    ...after(1, mcControl(world, { ...settings, visits: "every" }, rng(1))).Q.values,
  ]).toEqual([3.5, 4]);
  expect([...after(1, mcExploringStarts(world, settings, rng(1))).Q.values]).toEqual([3, 4]);
});

test("GLIE: exploration dies out with the visits of the state", () => {
  let lost = 0;
  for (const { episodes, episodeReturn } of mcControl(obvious(2), { n0: 10 }, rng(1))) {
    if (episodes > 1000) lost += 1 - (episodeReturn ?? 0);
    if (episodes === 3000) break;
  }
  expect(lost).toBeLessThan(25); // Σ ½ · 10 / (10 + n) for n = 1000 … 3000 is 5.5; a constant ε = 1 would lose 1000
});

test("exploring starts try every pair, however bad", () => {
  const N = after(400, mcExploringStarts(obvious(4), {}, rng(1))).state()["N"] as Float64Array;
  for (const n of N) expect(Math.abs(n - 100)).toBeLessThan(4 * Math.sqrt(400 * 0.25 * 0.75));
});

test("off-policy control learns nothing from before an action that π would not have taken", () => {
  // with Q₀ = 10 what was done is worth less than what was not, so π leaves the last action at once
  const { tail, state } = after(
    1,
    offPolicyControl(script([0, 1], [0, 1], 2), { epsilon: 1, initial: 10 }, rng(1)),
  );
  const C = state()["C"] as Float64Array;
  expect(tail).toBe(1);
  expect([C[0] + C[1], C[2] + C[3]]).toEqual([0, 1]);
});

test("ordinary importance sampling is the mean of ρG over all episodes", () => {
  let sum = 0;
  const target = Float64Array.of(1, 0);
  const run = offPolicyPrediction(
    infiniteVariance(),
    { weighting: "ordinary" },
    rng(5),
    undefined,
    { target },
  );
  for (const { V, ratio, episodes, episodeReturn } of run) {
    sum += ratio * (episodeReturn ?? 0);
    expect(V[0]).toBeCloseTo(sum / episodes, 9);
    if (episodes === 40) break;
  }
});
