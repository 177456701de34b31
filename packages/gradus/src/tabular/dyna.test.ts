import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { blockingMaze, dynaMaze } from "../envs/book/maze.ts";
import { dynaQ } from "./dynaQ.ts";
import { dynaQPlus } from "./dynaQPlus.ts";
import { corridor } from "./fixtures/corridor.ts";
import { after } from "./fixtures/runs.ts";
import { LearnedModel } from "./learnedModel.ts";
import { prioritisedSweeping } from "./prioritisedSweeping.ts";
import { PriorityQueue } from "./priorityQueue.ts";
import { qLearning } from "./qLearning.ts";

const prize = corridor(3, 1, [0, 0, 1]);

test("Dyna-Q without planning is Q-learning, bit for bit", () => {
  const settings = { alpha: 0.1, gamma: 0.95, epsilon: 0.1 };
  expect(after(20, dynaQ(dynaMaze(), { ...settings, n: 0 }, rng(4))).Q.values).toEqual(
    after(20, qLearning(dynaMaze(), settings, rng(4))).Q.values,
  );
});

test("by hand: one episode of Dyna-Q carries the prize back through the corridor, Q-learning only one cell", () => {
  const settings = { alpha: 1, gamma: 0.5 };
  expect([...after(1, dynaQ(prize, { ...settings, n: 0 }, rng(1))).Q.values]).toEqual([0, 0, 1, 0]);
  const { Q, updates } = after(1, dynaQ(prize, { ...settings, n: 100 }, rng(1)));
  expect([...Q.values]).toEqual([0.25, 0.5, 1, 0]);
  expect(updates).toBe(303);
});

test("imagined ends are ends: a first value of 9 in the terminal state does not count", () => {
  for (const method of [dynaQ, prioritisedSweeping]) {
    const settings = { alpha: 1, gamma: 0.5, initial: 9 };
    const { Q } = after(20, method(prize, { ...settings, n: 100 }, rng(1)));
    expect([...Q.values], method.name).toEqual([0.25, 0.5, 1, 9]);
  }
});

test("by hand: prioritised sweeping needs three updates for the same, and none for errors up to θ", () => {
  const settings = { alpha: 1, gamma: 0.5, n: 5 };
  const all = after(1, prioritisedSweeping(prize, { ...settings, theta: 0 }, rng(1)));
  expect([...all.Q.values, all.updates]).toEqual([0.25, 0.5, 1, 0, 3]);
  const coarse = after(1, prioritisedSweeping(prize, { ...settings, theta: 0.3 }, rng(1)));
  expect([...coarse.Q.values, coarse.updates]).toEqual([0, 0.5, 1, 0, 2]);
});

test("by hand: Dyna-Q+ imagines κ√τ for what it did not try, also for actions it never took", () => {
  const { Q } = after(
    1,
    dynaQPlus(corridor(1, 2, [0]), { alpha: 1, gamma: 0, kappa: 0.5, n: 60 }, rng(1)),
  );
  // One step: the action taken was tried 0 steps ago, the other has waited for 1
  expect([...Q.values.subarray(0, 2)].sort()).toEqual([0, 0.5]);
  // Counted from the first visit, which is this very step, it has waited for 0
  const seen = after(
    1,
    dynaQPlus(
      corridor(1, 2, [0]),
      { alpha: 1, gamma: 0, kappa: 0.5, n: 60, untried: "seen" },
      rng(1),
    ),
  );
  expect([...seen.Q.values.subarray(0, 2)]).toEqual([0, 0]);
  // The untried action leads back: with γ = ½ its value settles at κ + ½ max Q = 2κ
  const back = after(
    1,
    dynaQPlus(corridor(1, 2, [0]), { alpha: 1, gamma: 0.5, kappa: 0.5, n: 400 }, rng(1)),
  );
  expect(Math.max(...back.Q.values)).toBeCloseTo(1, 12);
});

test("after the way is blocked, Dyna-Q+ finds the new one sooner than Dyna-Q (figure 8.4), in each of five runs", () => {
  const prizes = (method: typeof dynaQ, seed: number) => {
    let count = 0;
    for (const { steps } of method(blockingMaze(), { n: 10, alpha: 1, gamma: 0.95 }, rng(seed))) {
      if (steps > 3000) return count;
      count++;
    }
    return count;
  };
  for (let seed = 100; seed < 105; seed++)
    expect(prizes(dynaQPlus as typeof dynaQ, seed), `seed ${seed}`).toBeGreaterThan(
      prizes(dynaQ, seed),
    );
});

test("all three find the 14 steps of the Dyna maze within 50 episodes", () => {
  for (const method of [dynaQ, dynaQPlus, prioritisedSweeping]) {
    const run = method(dynaMaze(), { n: 20, alpha: 0.5, gamma: 0.95 }, rng(2));
    let shortest = Infinity;
    for (let i = 0, before = 0; i < 50; i++) {
      const { steps } = after(1, run);
      shortest = Math.min(shortest, steps - before);
      before = steps;
    }
    expect(shortest, method.name).toBe(14);
  }
});

test("the model forgets who led where when a world has changed", () => {
  const model = new LearnedModel(3, 2);
  model.learn(0, 1, 5, 2, false);
  model.learn(1, 0, 6, 2, true);
  expect(model.leadingTo(2)).toEqual([1, 2]);
  model.learn(0, 1, 7, 1, false);
  expect(model.leadingTo(2)).toEqual([2]);
  expect(model.leadingTo(1)).toEqual([1]);
  const copy = new LearnedModel(3, 2);
  copy.restore(structuredClone(model.save()));
  expect(copy.save()).toEqual(model.save());
  expect([copy.leadingTo(1), copy.leadingTo(2)]).toEqual([[1], [2]]);
});

test("the queue gives back what sorting gives, also when priorities rise meanwhile", () => {
  const random = rng(9);
  const queue = new PriorityQueue(200);
  const highest = new Map<number, number>();
  for (let i = 0; i < 1000; i++) {
    const [entry, priority] = [random.integer(200), random.random()];
    queue.insert(entry, priority);
    highest.set(entry, Math.max(priority, highest.get(entry) ?? 0));
    if (random.integer(4) > 0) continue;
    const best = [...highest].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
    expect(queue.first()).toBe(best);
    highest.delete(best);
    expect(queue.size).toBe(highest.size);
  }
  const copy = new PriorityQueue(200);
  copy.restore(structuredClone(queue.save()));
  const sorted = [...highest].sort((a, b) => b[1] - a[1]).map(([entry]) => entry);
  expect(sorted.map(() => queue.first())).toEqual(sorted);
  expect(sorted.map(() => copy.first())).toEqual(sorted);
});
