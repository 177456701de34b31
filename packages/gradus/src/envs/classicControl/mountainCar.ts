/**
 * Mountain car: an engine too weak for the hill must first swing away from it.
 *
 * Moore 1990, as Gymnasium's MountainCar-v0. Actions: 0 left, 1 coast, 2 right. Each step costs 1.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { cos } from "../../core/math.ts";
import type { Rng } from "../../core/random.ts";
import { type Box, box, type Discrete, discrete, type Numbers } from "../../env/space.ts";
import type { Outcome, World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";
import { drawHill } from "./hill.ts";
import { checkStart, startKnobs } from "./start.ts";

export const mountainCarKnobs = {
  goalVelocity: { default: 0, doc: "Least velocity at the goal that counts as arriving." },
  ...startKnobs(-0.6, -0.4, "position"),
} as const satisfies Knobs;

export type MountainCarConfig = ConfigOf<typeof mountainCarKnobs>;

/** Ends at position 0.5, on the hill to the right. The observation is [position, velocity]. */
export interface MountainCarState {
  /** −1.2 … 0.6; the valley is at −π/6. */
  position: number;
  /** −0.07 … 0.07 a step */
  velocity: number;
}

const LOW = -1.2;
const HIGH = 0.6;
const MAX_SPEED = 0.07;
const GOAL = 0.5;
const FORCE = 0.001;
const GRAVITY = 0.0025;

export function mountainCar(
  overrides: Partial<MountainCarConfig> = {},
): World<MountainCarState, Box, Discrete> {
  const { goalVelocity, low, high } = configure(mountainCarKnobs, overrides);
  checkStart({ low, high });
  const scenery: WorldScenery = { family: "hill", goal: GOAL };
  return {
    id: "MountainCar-v0",
    title: "Drive a weak car out of a valley.",
    observationSpace: box([LOW, -MAX_SPEED], [HIGH, MAX_SPEED]),
    actionSpace: discrete(3),
    maxSteps: 200,
    solvedAt: -110,
    create: () => ({ position: 0, velocity: 0 }),
    reset(state: MountainCarState, random: Rng) {
      state.position = random.uniform(low, high);
      state.velocity = 0;
    },
    step(state: MountainCarState, action: number, _random: Rng, outcome: Outcome) {
      let { position, velocity } = state;
      velocity += (action - 1) * FORCE + cos(3 * position) * -GRAVITY;
      velocity = Math.min(Math.max(velocity, -MAX_SPEED), MAX_SPEED);
      position = Math.min(Math.max(position + velocity, LOW), HIGH);
      if (position === LOW && velocity < 0) velocity = 0;
      state.position = position;
      state.velocity = velocity;
      outcome.terminated = position >= GOAL && velocity >= goalVelocity;
      outcome.reward = -1;
    },
    observe(state: MountainCarState, out: Numbers, at: number) {
      out[at] = state.position;
      out[at + 1] = state.velocity;
    },
    text: ({ position }) => drawHill(position, GOAL),
    keys: { ArrowLeft: 0, ArrowDown: 1, ArrowRight: 2 },
    scenery,
  };
}
