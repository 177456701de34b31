/**
 * The preset of DQN on CartPole learns with double Q-learning, over two seeds that were neither tuned on nor reported: mean of 100 episodes by the best actions.
 * The threshold is the goal of before the run, with room for one poor seed.
 */
import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { makeWorld } from "../envs/make.ts";
import { algorithmNamed } from "./algorithms.ts";
import { actorOf, evaluate } from "./evaluate.ts";
import { fitted } from "./fitted.ts";
import { presetFor } from "./presets.ts";

test("double DQN learns CartPole-v1: 300", { timeout: 600_000 }, () => {
  const entry = algorithmNamed("dqn");
  const preset = presetFor("dqn", "CartPole-v1");
  if (preset === undefined) throw new Error("there is no preset for dqn on CartPole-v1");
  const world = fitted(entry, makeWorld("CartPole-v1"));
  const settings = { ...preset.knobs, totalSteps: preset.steps, doubleQ: true };
  const returns = [6, 7].flatMap((seed) => {
    for (const { steps, agent } of entry.algorithm(world, settings, rng(seed))) {
      if (steps < preset.steps) continue;
      return [...evaluate(actorOf(entry, agent, world), world, { episodes: 100, seed: 1_000_000 })];
    }
    return [];
  });
  expect(returns.reduce((a, b) => a + b) / returns.length).toBeGreaterThanOrEqual(300);
});
