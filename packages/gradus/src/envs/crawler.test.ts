import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { crawl, crawler, crawlerBestSpeed } from "./crawler.ts";

const STATES = 117;

/** The mean reward of a step in the long run, of the policy that is greedy for a discount. */
function speedOfDiscount(gamma: number): number {
  const V = new Float64Array(STATES);
  const q = (s: number, a: number) => crawl(s, a).reward + gamma * V[crawl(s, a).next];
  for (let sweep = 0; sweep < 12 / (1 - gamma); sweep++)
    for (let s = 0; s < STATES; s++) V[s] = Math.max(q(s, 0), q(s, 1), q(s, 2), q(s, 3));
  let s = 58;
  let forward = 0;
  const steps = 40_000;
  for (let t = 0; t < steps; t++) {
    const values = [0, 1, 2, 3].map((a) => q(s, a));
    const { next, reward } = crawl(s, values.indexOf(Math.max(...values)));
    s = next;
    forward += reward;
  }
  return forward / steps;
}

test("Karp's best cycle is what value iteration finds as γ → 1", () => {
  const best = crawlerBestSpeed();
  expect(best).toBeCloseTo(3.458, 3);
  expect(speedOfDiscount(0.998)).toBeCloseTo(best, 2);
  expect(speedOfDiscount(0.8)).toBeLessThan(best - 1); // a short-sighted crawler takes short steps
});

test("with the hand in the air nothing moves; pushing and taking back in place cancel out", () => {
  expect(crawl(8 * 13 + 12, 1).reward).toBe(0); // arm at its highest, hand stretched out: far above the ground
  for (let s = 0; s < STATES; s++) {
    for (const [a, back] of [
      [0, 1],
      [1, 0],
      [2, 3],
      [3, 2],
    ]) {
      const { next, reward } = crawl(s, a);
      if (next !== s) expect(reward + crawl(next, back).reward).toBeCloseTo(0, 9);
      else expect(reward).toBe(0);
    }
  }
});

test("the body's place is the sum of the rewards, and is not observed", () => {
  const world = crawler();
  const state = world.create();
  const outcome = { reward: 0, terminated: false };
  const random = rng(1);
  world.reset(state, random);
  let sum = 0;
  for (let t = 0; t < 500; t++) {
    world.step(state, random.integer(4), random, outcome);
    sum += outcome.reward;
    expect(outcome.terminated).toBe(false);
  }
  expect(world.info?.(state)["x"]).toBeCloseTo(sum, 9);
  const seen = new Int32Array(1);
  world.observe(state, seen, 0);
  expect(seen[0]).toBe(13 * state.arm + state.hand);
});
