import { expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { branchingTask } from "./branchingTask.ts";
import { blockingMaze, dynaMaze, maze } from "./maze.ts";

const outcome = { reward: 0, terminated: false };

test("maze: walls and edges hold, the goal pays 1 and ends", () => {
  const world = maze({ id: "Two", title: "Two rows", map: ["S#", ".G"] });
  const state = world.create();
  for (const a of [0, 1, 3]) {
    world.step(state, a, rng(0), outcome);
    expect([state.at, outcome.reward, outcome.terminated]).toEqual([0, 0, false]);
  }
  world.step(state, 2, rng(0), outcome);
  world.step(state, 1, rng(0), outcome);
  expect([state.at, outcome.reward, outcome.terminated]).toEqual([3, 1, true]);
});

test("the time of change is part of the state: it runs on over episodes, and a copy takes it along", () => {
  const world = blockingMaze(5);
  const state = world.create();
  for (let i = 0; i < 5; i++) {
    world.reset(state, rng(0));
    world.step(state, 0, rng(0), outcome);
  }
  const before = { ...state, at: 26, time: 4 }; // (2, 8), above the way on the right
  world.step(before, 2, rng(0), outcome);
  expect(before.at).toBe(35);
  const later = { ...structuredClone(state), at: 26 };
  expect(later.time).toBe(5);
  world.step(later, 2, rng(0), outcome);
  expect(later.at).toBe(26);
});

test("a map without start, without goal or with ragged rows is refused", () => {
  const make =
    (...map: string[]) =>
    () =>
      maze({ id: "Mine", title: "", map });
  expect(make(".G")).toThrow("Mine: a map needs exactly one start, S.");
  expect(make("S.")).toThrow("the map has no goal");
  expect(make("S..", "G")).toThrow("row 1 is not");
  expect(make()).toThrow("Mine");
});

test("the Dyna maze is drawn with the agent in it", () => {
  const world = dynaMaze();
  expect(world.text?.(world.create()).split("\n")[2]).toBe("● · █ · · · · █ ·");
});

test("branching tasks: b next states with 0.9 / b each, 0.1 for the end; one seed, one task", () => {
  const task = branchingTask(50, 3, rng(1));
  for (const row of task.transitions.flat()) {
    expect(row).toHaveLength(4);
    expect(row.map((t) => t.probability)).toEqual(
      [0.3, 0.3, 0.3, 0.1].map((p) => expect.closeTo(p, 12)),
    );
    expect(row.map((t) => t.terminated)).toEqual([false, false, false, true]);
  }
  expect(branchingTask(50, 3, rng(1))).toEqual(task);
  expect(branchingTask(50, 3, rng(2))).not.toEqual(task);
});
