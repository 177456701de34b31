/** PPO and A2C by hand: each derivative against finite differences, each piece against the library's, verdicts against mistakes. */
import { explainedVariance, gae } from "gradus/agents";
import { exp, log, rng } from "gradus/core";
import { expect, test } from "vitest";
import { findLab } from "../../../src/registry/index.ts";
import { expectWhole } from "../../../test/expectWhole.ts";
import { handParts, softmax } from "./parts/byHand.ts";

const slopeOf = (f: (x: number) => number, x: number): number => (f(x + 1e-5) - f(x - 1e-5)) / 2e-5;

/** Clear of the corners ratio = 1 ± ε, V = V_old ± limit, where the slope jumps. */
test.each([
  [0.7, 1],
  [1.1, 1],
  [1.3, 2],
  [0.7, -1],
  [0.9, -1],
  [1.3, -2],
])("the slope of the surrogate at r = %d, Â = %d, by finite differences", (r, A) => {
  const { slope } = handParts.surrogate(r, A, 0.2);
  expect(slope).toBeCloseTo(
    slopeOf((x) => handParts.surrogate(x, A, 0.2).value, r),
    8,
  );
});

test.each([
  [1, 0, 3, 0],
  [1, 0, 3, 0.5],
  [1, 0, -3, 0.5],
  [0.3, 0, 3, 0.5],
  [-2, 0, 0.1, 0.5],
])("the slope of the value loss at V = %d, V_old = %d, R = %d, limit %d", (V, old, R, limit) => {
  const { slope } = handParts.valueLoss(V, old, R, limit);
  expect(slope).toBeCloseTo(
    slopeOf((x) => handParts.valueLoss(x, old, R, limit).value, V),
    8,
  );
});

test("the slopes of entropy and of A2C's loss, by finite differences in each logit", () => {
  const h = [0.3, -1, 2];
  const moved = (k: number, d: number) => softmax(h.map((x, i) => (i === k ? x + d : x)));
  const loss = (p: number[]) => -(log(p[1]) * 1.5 + 0.1 * handParts.entropy(p).value);
  const { logits, value } = handParts.a2cSlopes(softmax(h), 1, 1.5, 2, 5, 0.5, 0.1);
  for (const k of [0, 1, 2]) {
    const entropy = (d: number) => handParts.entropy(moved(k, d)).value;
    expect(handParts.entropy(softmax(h)).slope[k]).toBeCloseTo(slopeOf(entropy, 0), 8);
    expect(logits[k]).toBeCloseTo(
      slopeOf((d) => loss(moved(k, d)), 0),
      8,
    );
  }
  expect(value).toBe(0.5 * (2 - 5));
});

test("advantages and explained variance are the library's", () => {
  const random = rng(3);
  const list = () => Array.from({ length: 12 }, () => Math.fround(random.normal()));
  const [rewards, values, nextValues] = [list(), list(), list()];
  const ends = rewards.map((_, t) => t % 5 === 4);
  const own = handParts.gae(rewards, values, nextValues, ends, 0.9, 0.8);
  const theirs = gae({ rewards, values, nextValues, ends: ends.map(Number) }, 0.9, 0.8);
  own.forEach((a, t) => {
    expect(a).toBeCloseTo(theirs[t], 5);
  });
  expect(handParts.explainedVariance(values, rewards)).toBeCloseTo(
    explainedVariance(values, rewards),
    10,
  );
});

test("running moments are mean and variance of all that was seen", () => {
  const m = { count: 0, mean: [0], squares: [0] };
  for (const x of [2, 4, 4, 4, 5, 5, 7, 9]) handParts.updateMoments(m, [x]);
  expect([m.count, m.mean[0], m.squares[0] / m.count]).toEqual([8, 5, 4]);
});

test("the three estimates of the divergence, for one action in two: exactly", () => {
  // π_old = (½, ½), π = (¾, ¼): log r = log 1.5 and log 0.5, one each
  const { k1, k2, k3 } = handParts.approxKl([log(1.5), log(0.5)]);
  const exact = -0.5 * (log(1.5) + log(0.5));
  expect(k1).toBeCloseTo(exact, 12);
  expect(k2).toBeCloseTo((log(1.5) ** 2 + log(0.5) ** 2) / 4, 12);
  expect(k3).toBeCloseTo((exp(log(1.5)) + exp(log(0.5))) / 2 - 1 + exact, 12);
});

test("a minibatch of everything, drawn twice from equal streams, is every row once", () => {
  const drawn = () => {
    const random = rng(5);
    return handParts.minibatches(10, 4, (n) => random.integer(n));
  };
  const batches = drawn();
  expect(batches.map((b) => b.length)).toEqual([4, 4, 2]);
  expect(batches.flat().sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(drawn()).toEqual(batches);
});

test("the verdict accepts nearly 200 and rejects a policy that stops short", () => {
  const of = (final: number) => ({
    final,
    approxKl: 0.01,
    clipFraction: 0.1,
    fit: 0.8,
    "curve steps": [1, 2],
    "curve return": [20, 200],
    "curve fit": [0, 0.8],
    "curve entropy": [0.6, 0.5],
  });
  for (const id of ["07/ppo-by-hand", "07/a2c-by-hand"]) {
    const { verdict, figure } = findLab(id);
    expect(verdict([of(200), of(185), of(190)], "quick").pass, id).toBe(true);
    expect(verdict([of(200), of(110), of(190)], "quick").pass, id).toBe(false);
    const fit = id === "07/ppo-by-hand" ? 0.1 : 1.2;
    expect(verdict([{ ...of(200), fit }], "quick").pass, id).toBe(false);
    expectWhole(figure?.([of(200), of(190)]) as never);
  }
});
