/** Gymnasium's own trajectories are the source: tools/fixtures/gymnasium_worlds.py. */
import { readFileSync } from "node:fs";
import { describe } from "vitest";
import type { AnyWorld } from "../../env/world.ts";
import { fields, type Layout, type Recorded, testParity } from "../testing/gymnasium.ts";
import { worlds as table } from "../worlds.ts";

const file = new URL("./gymnasium.fixture.json", import.meta.url);
const fixture: { readonly worlds: readonly Recorded[] } = JSON.parse(readFileSync(file, "utf8"));

/** Gymnasium's names of options, and ours. */
const ours: Record<string, string> = {
  sutton_barto_reward: "suttonBartoReward",
  goal_velocity: "goalVelocity",
  g: "gravity",
};

const layouts: Record<string, Layout> = {
  CartPole: fields("x", "xDot", "theta", "thetaDot"),
  MountainCar: fields("position", "velocity"),
  MountainCarContinuous: fields("position", "velocity"),
  Acrobot: fields("theta1", "theta2", "theta1Dot", "theta2Dot"),
  Pendulum: fields("theta", "thetaDot"),
};

describe.each(
  fixture.worlds.map((w) => {
    const steps = `${w.isRandom ? "random" : "driven"}, ${w.trajectory.reward.shape[0]} steps`;
    return [w.id, JSON.stringify(w.options), steps, w] as const;
  }),
)("%s %s, %s", (id, _, __, recorded) => {
  const options = Object.entries(recorded.options).map(([k, v]) => [ours[k]!, v]);
  const world: AnyWorld = table[id as keyof typeof table].create(Object.fromEntries(options));
  testParity(world, recorded, layouts[id.split("-")[0]!]!, 1e-6);
});
