/** The methods around a learner's update are the library's methods, when the update is right. */
import { rng } from "gradus/core";
import { cliffWalking, dynaMaze, randomWalk } from "gradus/envs/book";
import * as tabular from "gradus/tabular";
import { expect, test } from "vitest";
import { td0 } from "./13-td0/reference.ts";
import { nStepReturn } from "./18-n-step-return/reference.ts";
import { tdLambda } from "./26-td-lambda/reference.ts";
import { trueOnlineTD } from "./27-true-online-td/reference.ts";
import { episodic, linear, offPolicy, planning, prediction } from "./methods.ts";
import { type Step, step } from "./worlds.ts";

const walk = () => randomWalk({ states: 19, left: -1 });

/** The numbers after some reports of a run. */
function after<R>(run: Generator<R>, reports: number, numbers: (report: R) => ArrayLike<number>) {
  let last: number[] = [];
  for (let k = 0; k < reports; k++) last = Array.from(numbers(run.next().value as R));
  return last;
}

const equal = (xs: readonly number[]) => xs.map((x) => expect.closeTo(x, 12));

test("TD(0): the same values on the same walks as the library's", () => {
  const knobs = { alpha: 0.1, initial: 0.5 };
  expect(after(prediction(td0)(walk(), knobs, rng(100)), 20, ({ V }) => V)).toEqual(
    equal(after(tabular.td0(walk(), knobs, rng(100)), 20, ({ V }) => V)),
  );
});

test("n-step TD: updates after the episode, in order, give what updates during it give", () => {
  const knobs = { alpha: 0.3, n: 4 };
  const method = episodic((V, S, R, n, alpha) => {
    S.forEach((s, t) => {
      const path = S.map((x) => V[x]);
      V[s] += alpha * (nStepReturn(R, path, t, n, 1) - V[s]);
    });
  });
  expect(after(method(walk(), knobs, rng(101)), 20, ({ V }) => V)).toEqual(
    equal(after(tabular.nStepTd(walk(), knobs, rng(101)), 20, ({ V }) => V)),
  );
});

test("TD(λ) and true online TD(λ): the same weights as the library's", () => {
  const knobs = { alpha: 0.2, lambda: 0.8 };
  const parts = { features: tabular.oneHot(21) };
  const traces = linear((size) => {
    const z = new Array<number>(size).fill(0);
    return (V, { S, R, next, terminated }, alpha, lambda) =>
      tdLambda(V, z, step(S, 0, R, next, { terminated }), alpha, 1, lambda);
  });
  const dutch = linear((size) => {
    const z = new Array<number>(size).fill(0);
    let old = 0;
    return (w, { x, R, nextX, terminated }, alpha, lambda) => {
      const end = terminated ? x.map(() => 0) : nextX;
      old = trueOnlineTD(w, z, x, R, end, old, alpha, 1, lambda);
    };
  });
  for (const [own, theirs] of [
    [traces, tabular.tdLambda],
    [dutch, tabular.trueOnlineTd],
  ] as const) {
    expect(after(own(walk(), knobs, rng(102), undefined, parts), 10, ({ w }) => w)).toEqual(
      equal(after(theirs(walk(), knobs, rng(102), undefined, parts), 10, ({ w }) => w)),
    );
  }
});

test("an update that leads nowhere ends with a sentence, not with a run for ever", () => {
  const stuck = offPolicy(() => (Q, { S, A }) => {
    Q[S][A] = A === 0 ? 1 : 0; // always up
  });
  const run = stuck(cliffWalking(), { alpha: 0.5, epsilon: 0 }, rng(103));
  expect(() => {
    for (let k = 0; k < 10; k++) run.next();
  }).toThrow("finished only 0 episodes: the values lead nowhere");
});

test("planning counts every change of Q: as many as the update makes", () => {
  let made = 0;
  const twice = planning(() => (Q, { S, A }) => {
    Q[S][A] += 1;
    Q[S][A] -= 1;
    made += 2;
  });
  const run = twice(dynaMaze(), { alpha: 0.5, epsilon: 1 }, rng(104));
  const reported = [run.next(), run.next()].map(({ value }) => value.updates);
  expect(reported[1]).toBe(made);
  expect(reported[0]).toBeGreaterThan(0);
});

test("an update that puts new rows in the place of the old ones learns the same, and is counted", () => {
  const knobs = { alpha: 0.5, epsilon: 0.1, gamma: 0.95 };
  const target = (Q: number[][], { R, next, terminated }: Step) =>
    R + (terminated ? 0 : 0.95 * Math.max(...Q[next]));
  const inPlace = planning(() => (Q, one) => {
    Q[one.S][one.A] += 0.5 * (target(Q, one) - Q[one.S][one.A]);
  });
  const anew = planning(() => (Q, one) => {
    const to = target(Q, one);
    Q[one.S] = Q[one.S].map((q, a) => (a === one.A ? q + 0.5 * (to - q) : q));
  });
  const [first, second] = [inPlace, anew].map((method) => {
    const run = method(dynaMaze(), knobs, rng(105));
    const { Q, updates } = [1, 2, 3, 4, 5].map(() => run.next().value).at(-1)!;
    return [Array.from(Q.values), updates];
  });
  expect(second).toEqual(first);
});
