import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { mdp } from "../env/mdp.ts";
import { branchingTask } from "../envs/book/branchingTask.ts";
import { blockingMaze, dynaMaze, fineMaze, shortcutMaze } from "../envs/book/maze.ts";
import { randomWalk } from "../envs/book/randomWalk.ts";
import { windyGrid } from "../envs/book/windyGrid.ts";
import { cliffWalking } from "../envs/toyText/cliffWalking.ts";
import { fewestSteps } from "./fewestSteps.ts";
import { after } from "./fixtures/runs.ts";
import { rtdp } from "./rtdp.ts";
import { trajectorySampling } from "./trajectorySampling.ts";

/** State 0: action 0 ends with 1; action 1 leads to state 1 or back, half each. State 1: both actions end with 4. */
const small = mdp({
  states: 2,
  actions: 2,
  start: 0,
  transitions: (s, a) =>
    s === 1
      ? [{ probability: 1, next: 0, reward: 4, terminated: true }]
      : a === 0
        ? [{ probability: 1, next: 0, reward: 1, terminated: true }]
        : [
            { probability: 0.5, next: 1, reward: 0, terminated: false },
            { probability: 0.5, next: 0, reward: -1, terminated: false },
          ],
});

test("uniform expected updates, by hand: two sweeps over two states", () => {
  const run = trajectorySampling(small, { order: "uniform", every: 4, gamma: 0.5 }, rng(1));
  // (0,0): 1; (0,1): ½·½·0 + ½ (−1 + ½·1) = −¼; (1,·): 4
  expect([...after(1, run).Q.values]).toEqual([1, -0.25, 4, 4]);
  // (0,1): ½·½·4 + ½ (−1 + ½·1) = ¾
  expect([...after(1, run).Q.values]).toEqual([1, 0.75, 4, 4]);
});

test("a trajectory begins anew at the start: what lies beyond an end is never updated", () => {
  const ends = (reward: number) => [{ probability: 1, next: 1, reward, terminated: true }];
  const model = mdp({ states: 2, actions: 2, start: 0, transitions: (s) => ends(s + 1) });
  const { Q } = after(
    1,
    trajectorySampling(model, { order: "on-policy", every: 50, epsilon: 1 }, rng(1)),
  );
  expect([...Q.values]).toEqual([1, 1, 0, 0]);
});

test("both orders end at the same optimal values where every state is met", () => {
  const task = branchingTask(20, 3, rng(8));
  const run = (order: "uniform" | "on-policy") =>
    after(60, trajectorySampling(task, { order, every: 1000, epsilon: 0.5 }, rng(1))).Q.values;
  const [uniform, onPolicy] = [run("uniform"), run("on-policy")];
  uniform.forEach((q, i) => {
    expect(onPolicy[i]).toBeCloseTo(q, 6);
  });
});

test("real-time DP finds the 13 steps along the cliff and hardly looks at the far corners", () => {
  const { V, updates, episodeReturn } = after(300, rtdp(cliffWalking(), {}, rng(1)));
  expect(V[36]).toBe(-13);
  expect(episodeReturn).toBe(-13);
  expect(V.reduce((worst, v) => Math.max(worst, Math.abs(v)), 0)).toBeLessThanOrEqual(14); // optimistic: never below v*
  expect(updates[0] + updates[11]).toBeLessThan(updates[25]);
});

test("worlds without a model are refused with the remedy", () => {
  expect(() => after(1, rtdp(randomWalk(), {}, rng(1)))).toThrow("RandomWalk5-v1");
  expect(() => after(1, trajectorySampling(randomWalk(), {}, rng(1)))).toThrow("needs a model");
});

test("shortest ways: windy 15 and 7 (Example 6.5, Exercise 6.9), Dyna maze 14, blocking maze 10 then 16, shortcut maze 16 then 10", () => {
  expect(fewestSteps(windyGrid())).toBe(15);
  expect(fewestSteps(windyGrid({ moves: 8 }))).toBe(7);
  expect(fewestSteps(windyGrid({ moves: 9 }))).toBe(7);
  expect(fewestSteps(dynaMaze())).toBe(14);
  expect([fewestSteps(blockingMaze()), fewestSteps(blockingMaze(0))]).toEqual([10, 16]);
  expect([fewestSteps(shortcutMaze()), fewestSteps(shortcutMaze(0))]).toEqual([16, 10]);
});

test("finer mazes have 47, 188, 423 … states and ways that are as many times longer, or a little shorter", () => {
  for (const factor of [1, 2, 3, 4]) {
    const world = fineMaze(factor);
    const walls = (world.text?.(world.create()) ?? "").split("█").length - 1;
    expect(world.observationSpace.n - walls).toBe(47 * factor * factor);
    const way = fewestSteps(world);
    expect(way).toBeLessThanOrEqual(14 * factor);
    expect(way).toBeGreaterThan(13 * factor - factor);
  }
});
