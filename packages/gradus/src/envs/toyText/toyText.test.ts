import { describe, expect, test } from "vitest";
import { ValueError } from "../../core/errors.ts";
import { rng } from "../../core/random.ts";
import { Env } from "../../env/env.ts";
import type { Mdp } from "../../env/mdp.ts";
import { flatArray } from "../../env/space.ts";
import type { AnyWorld } from "../../env/world.ts";
import { blackjack } from "./blackjack.ts";
import { blackjackState } from "./blackjackModel.ts";
import { cliffWalking } from "./cliffWalking.ts";
import { frozenLake } from "./frozenLake.ts";
import { randomLake } from "./lakeMap.ts";
import { taxi } from "./taxi.ts";

test.each([
  ["FFF/FHF/FFG", "has no start S"],
  ["SFF/FHF/FFF", "has no goal G"],
  ["SFF/FH/FFG", "has 2 tiles in row 2 and 3 in the first"],
  ["SFH/FHF/HFG", "has no way from its start to a goal"],
  ["SFX/FHF/FFG", 'has a tile "X"'],
  ["", "is empty"],
  ["4x5", 'has a tile "4"'],
])("the map %j %s: one clear error", (map, message) => {
  expect(() => frozenLake({ map })).toThrow(ValueError);
  expect(() => frozenLake({ map })).toThrow(`FrozenLake: the map "${map}" ${message}.`);
});

test("a map is a name, text with slashes, or a list of rows", () => {
  const size = (map: string | string[]) => frozenLake({ map }).observationSpace.n;
  expect([size("4x4"), size("8x8"), size("SFF/FFG"), size(["SF", "FF", "FG"])]).toEqual([
    16, 64, 6, 6,
  ]);
});

test("every start must reach a goal, not only the first", () => {
  expect(() => frozenLake({ map: "SGH/HHS" })).toThrow("has no way from its start");
  expect(frozenLake({ map: "SGS" }).observationSpace.n).toBe(3);
});

test.each([
  [1, 0.8, "size is 1"],
  [4, 0, "frozen is 0"],
  [4, 1.1, "frozen is 1.1"],
])("randomLake(%s, %s) is refused", (size, frozen, message) => {
  expect(() => randomLake(size, frozen, rng(0))).toThrow(message);
});

test.each([
  [() => frozenLake({ successRate: 1.2 }), "successRate is 1.2; it must lie in [0, 1]"],
  [() => taxi({ rainyProbability: -1 }), "rainyProbability is -1"],
  [
    () => taxi({ isRany: true } as never),
    'Unknown hyper-parameter "isRany". Did you mean "isRainy"?',
  ],
])("options outside their range are refused: %#", (make, message) => {
  expect(make).toThrow(message);
});

/** v∗ of the start, by value iteration in place until nothing moves. */
function best({ states, actions, start, transitions }: Mdp, gamma: number): number {
  const V = new Float64Array(states);
  for (let change = 1; change > 1e-12; ) {
    change = 0;
    for (let s = 0; s < states; s++) {
      const q = Array.from({ length: actions }, (_, a) =>
        transitions[s]![a]!.reduce(
          (sum, t) => sum + t.probability * (t.reward + (t.terminated ? 0 : gamma * V[t.next]!)),
          0,
        ),
      );
      const v = Math.max(...q);
      change = Math.max(change, Math.abs(v - V[s]!));
      V[s] = v;
    }
  }
  return V.reduce((sum, v, s) => sum + v * start[s]!, 0);
}

test.each([
  [true, 0.95, 0.18047],
  [true, 0.99, 0.54203],
  [true, 1, 14 / 17],
  [false, 0.95, 0.95 ** 5],
  [false, 0.99, 0.99 ** 5],
])("FrozenLake 4x4, slippery %s, γ = %s: v∗ of the start is %s", (isSlippery, gamma, value) => {
  expect(best(frozenLake({ isSlippery }).model!(), gamma)).toBeCloseTo(value, 5);
});

test("the short way along the cliff costs 13: Sutton & Barto, Example 6.6", () => {
  expect(best(cliffWalking().model!(), 1)).toBe(-13);
});

/** Sutton & Barto, Example 5.1: the player who sticks on 20 and 21 only. Exact values, no naturals. */
test.each([
  [20, 10, false, 0.435],
  [12, 10, false, -0.5705],
  [21, 10, true, 0.8886],
  [21, 1, false, 0.6384],
])("sticking on 20 and 21: v(%s, dealer %s, usable ace %s) = %s", (sum, open, ace, value) => {
  const { transitions } = blackjack().model!();
  const V = new Float64Array(transitions.length);
  const reached = (s: number, a: number) =>
    transitions[s]![a]!.reduce(
      (q, t) => q + t.probability * (t.reward + (t.terminated ? 0 : V[t.next]!)),
      0,
    );
  for (let sweep = 0; sweep < 30; sweep++) {
    for (let low = 21; low >= 4; low--) {
      for (const soft of [false, true]) {
        const s = blackjackState(low, open, soft, false);
        V[s] = reached(s, low >= 20 ? 0 : 1);
      }
    }
  }
  expect(V[blackjackState(sum, open, ace, false)]).toBeCloseTo(value, 4);
});

test("the book's policy: with a hard 16 hit against a 7, stick against a 6; with a usable ace and 18 hit against a 9", () => {
  const { transitions } = blackjack().model!();
  const V = new Float64Array(transitions.length);
  const q = (s: number, a: number) =>
    transitions[s]![a]!.reduce(
      (sum, t) => sum + t.probability * (t.reward + (t.terminated ? 0 : V[t.next]!)),
      0,
    );
  for (let sweep = 0; sweep < 30; sweep++)
    for (let s = 0; s < V.length; s++) V[s] = Math.max(q(s, 0), q(s, 1));
  const choice = (sum: number, open: number, ace: boolean) => {
    const s = blackjackState(sum, open, ace, false);
    return q(s, 1) > q(s, 0) ? "hit" : "stick";
  };
  expect([
    choice(16, 7, false),
    choice(16, 6, false),
    choice(18, 9, true),
    choice(18, 8, true),
    choice(12, 4, false),
    choice(12, 3, false),
  ]).toEqual(["hit", "stick", "hit", "stick", "stick", "hit"]);
});

/**
 * How often (s, a) → (s′, r) happened in the world against the model, as χ² over its degrees of freedom.
 */
function misfit(
  world: AnyWorld,
  steps: number,
): { chi2: number; freedom: number; strange: number } {
  const model: Mdp = world.model!();
  const env = new Env(world, { maxSteps: Infinity, seed: 3 });
  const random = rng(4);
  const seen = new Map<string, number>();
  const taken = new Map<string, number>();
  const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  env.reset();
  for (let t = 0; t < steps; t++) {
    const s = world.modelState!(env.state);
    const a = random.integer(model.actions);
    const { reward, terminated } = env.step(a as never);
    // In blackjack a terminal state of the model is the one that was left; only its reward matters.
    const next = terminated ? "end" : world.modelState!(env.state);
    count(taken, `${s},${a}`);
    count(seen, `${s},${a},${next},${reward}`);
    if (terminated) env.reset();
  }
  let [chi2, freedom] = [0, 0];
  for (const [key, n] of taken) {
    const [s, a] = key.split(",").map(Number);
    const p = new Map<string, number>();
    for (const t of model.transitions[s!]![a!]!) {
      const outcome = `${key},${t.terminated ? "end" : t.next},${t.reward}`;
      p.set(outcome, (p.get(outcome) ?? 0) + t.probability);
    }
    const isLarge = [...p.values()].every((v) => n * v >= 5 || v === 0);
    for (const [outcome, v] of p) {
      const observed = seen.get(outcome) ?? 0;
      seen.delete(outcome);
      if (isLarge && v > 0 && v < 1) chi2 += (observed - n * v) ** 2 / (n * v);
    }
    if (isLarge) freedom += [...p.values()].filter((v) => v > 0).length - 1;
  }
  return { chi2, freedom, strange: seen.size };
}

describe.each([
  ["FrozenLake, slippery", frozenLake()],
  ["CliffWalking, slippery", cliffWalking({ isSlippery: true })],
  ["Taxi in rain", taxi({ isRainy: true })],
  ["Taxi with a fickle passenger", taxi({ ficklePassenger: true, fickleProbability: 0.9 })],
  ["Blackjack by the book", blackjack()],
  ["Blackjack with naturals", blackjack({ sab: false, natural: true })],
] as const)("%s", (_, world) => {
  test("what happens has the model's probabilities: χ² within 4 standard deviations, nothing unforeseen", () => {
    const { chi2, freedom, strange } = misfit(world, 60_000);
    expect(strange).toBe(0);
    if (freedom > 0) expect(Math.abs(chi2 - freedom)).toBeLessThan(4 * Math.sqrt(2 * freedom));
  });
  test("first states have the model's probabilities", () => {
    const model: Mdp = world.model!();
    const state = world.create();
    const random = rng(9);
    const n = 20_000;
    const counts = new Float64Array(model.states);
    for (let k = 0; k < n; k++) {
      world.reset(state as never, random);
      counts[world.modelState!(state as never)]!++;
    }
    let [chi2, freedom] = [0, -1];
    for (const [s, p] of model.start.entries()) {
      if (p === 0) expect(counts[s]).toBe(0);
      else {
        chi2 += (counts[s]! - n * p) ** 2 / (n * p);
        freedom++;
      }
    }
    expect(chi2 - freedom).toBeLessThan(4 * Math.sqrt(2 * freedom) + 1e-9);
  });
});

test("a natural looks like any 21, and is a state of its own in the model", () => {
  const world = blackjack();
  const state = world.create();
  Object.assign(state.player, { sum: 11, cards: 2, hasAce: true });
  state.open = 5;
  const shown = flatArray(world.observationSpace);
  world.observe(state, shown, 0);
  expect([...shown]).toEqual([21, 5, 1]);
  expect(world.modelState!(state)).toBe(blackjackState(21, 5, true, true));
  state.player.cards = 3;
  expect(world.modelState!(state)).toBe(blackjackState(21, 5, true, false));
});
