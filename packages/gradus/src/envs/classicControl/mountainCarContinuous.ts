/**
 * Mountain car with a throttle: as mountainCar.ts, with a force in [−1, 1] whose square is the cost.
 *
 * Gymnasium's MountainCarContinuous-v0. It keeps its state in 32-bit floats, and so does this one:
 * every operation is rounded as NumPy rounds it. Arriving earns 100.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { cos } from "../../core/math.ts";
import type { Rng } from "../../core/random.ts";
import { type Box, box, type Numbers } from "../../env/space.ts";
import type { Outcome, World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";
import { drawHill } from "./hill.ts";
import type { MountainCarState } from "./mountainCar.ts";
import { checkStart, startKnobs } from "./start.ts";

export const mountainCarContinuousKnobs = {
  goalVelocity: { default: 0, doc: "Least velocity at the goal that counts as arriving." },
  ...startKnobs(-0.6, -0.4, "position"),
} as const satisfies Knobs;

export type MountainCarContinuousConfig = ConfigOf<typeof mountainCarContinuousKnobs>;

const LOW = Math.fround(-1.2);
const HIGH = Math.fround(0.6);
const MAX_SPEED = Math.fround(0.07);
const GOAL = Math.fround(0.45);
const POWER = Math.fround(0.0015);

export function mountainCarContinuous(
  overrides: Partial<MountainCarContinuousConfig> = {},
): World<MountainCarState, Box, Box> {
  const { goalVelocity, low, high } = configure(mountainCarContinuousKnobs, overrides);
  checkStart({ low, high });
  const leastVelocity = Math.fround(goalVelocity);
  const scenery: WorldScenery = { family: "hill", goal: GOAL };
  return {
    id: "MountainCarContinuous-v0",
    title: "Drive a weak car out of a valley, sparing the throttle.",
    observationSpace: box([LOW, -MAX_SPEED], [HIGH, MAX_SPEED]),
    actionSpace: box(-1, 1, [1]),
    maxSteps: 999,
    solvedAt: 90,
    create: () => ({ position: 0, velocity: 0 }),
    reset(state: MountainCarState, random: Rng) {
      state.position = random.uniform(low, high);
      state.velocity = 0;
    },
    step(state: MountainCarState, action: Numbers, _random: Rng, outcome: Outcome) {
      const force = Math.fround(action[0]!);
      let { position, velocity } = state;
      const slope = Math.fround(0.0025 * cos(tripled(position)));
      velocity = Math.fround(velocity + Math.fround(Math.fround(force * POWER) - slope));
      velocity = Math.min(Math.max(velocity, -MAX_SPEED), MAX_SPEED);
      position = Math.fround(Math.min(Math.max(position + velocity, LOW), HIGH));
      if (position === LOW && velocity < 0) velocity = 0;
      state.position = position;
      state.velocity = velocity;
      outcome.terminated = position >= GOAL && velocity >= leastVelocity;
      outcome.reward = (outcome.terminated ? 100 : 0) - force * force * 0.1;
    },
    observe(state: MountainCarState, out: Numbers, at: number) {
      out[at] = state.position;
      out[at + 1] = state.velocity;
    },
    text: ({ position }) => drawHill(position, GOAL),
    keys: {
      ArrowLeft: Float32Array.of(-1),
      ArrowDown: Float32Array.of(0),
      ArrowRight: Float32Array.of(1),
    },
    scenery,
  };
}

/** 3x in the number type of x: the first position of an episode is a double, all later ones are floats. */
function tripled(x: number): number {
  return x === Math.fround(x) ? Math.fround(3 * x) : 3 * x;
}
