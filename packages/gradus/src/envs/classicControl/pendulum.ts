/**
 * Pendulum: swing a rod up with a torque too weak to lift it at once, and hold it there.
 *
 * Gymnasium's Pendulum-v1. Action: the torque, −2 … 2 N·m, for 0.05 s. Never ends by itself.
 *
 *     θ̈ = 3g / 2l · sin θ + 3 / ml² · u         reward = −(θ² + 0.1 θ̇² + 0.001 u²),  θ in [−π, π)
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { cos, sin, sinCos } from "../../core/math.ts";
import type { Rng } from "../../core/random.ts";
import { type Box, box, type Numbers } from "../../env/space.ts";
import { Sheet } from "../../env/text.ts";
import type { Outcome, World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

/** Gymnasium's argument g, and its reset options x_init and y_init. */
export const pendulumKnobs = {
  gravity: { default: 10, symbol: "g", unit: "m/s²", doc: "Acceleration of free fall." },
  maxTheta: { default: Math.PI, unit: "rad", doc: "The first angle is uniform between ± this." },
  maxThetaDot: { default: 1, unit: "rad/s", doc: "The first velocity is uniform between ± this." },
} as const satisfies Knobs;

export type PendulumConfig = ConfigOf<typeof pendulumKnobs>;

/** The observation is [cos θ, sin θ, θ̇]. */
export interface PendulumState {
  /** Angle from upright, rad; counts turns. */
  theta: number;
  /** rad/s, −8 … 8 */
  thetaDot: number;
  /** N·m; for pictures */
  torque: number;
  /** sin θ and cos θ of the angle `trigOf`, kept so that they are computed once a step. */
  sin: number;
  cos: number;
  trigOf: number;
}

const MAX_SPEED = 8;
const MAX_TORQUE = 2;
const DT = 0.05; // s
const MASS = 1; // kg
const LENGTH = 1; // m
const TWO_PI = 2 * Math.PI;
const TORQUE_COST = Math.fround(0.001); // NumPy multiplies the float32 action with a float32

export function pendulum(overrides: Partial<PendulumConfig> = {}): World<PendulumState, Box, Box> {
  const { gravity, maxTheta, maxThetaDot } = configure(pendulumKnobs, overrides);
  const fall = (3 * gravity) / (2 * LENGTH);
  const trig = new Float64Array(2); // room for sin θ and cos θ
  const keepTrig = (state: PendulumState): void => {
    sinCos(state.theta, trig);
    state.sin = trig[0]!;
    state.cos = trig[1]!;
    state.trigOf = state.theta;
  };
  const lift = 3 / (MASS * LENGTH * LENGTH);
  const scenery: WorldScenery = { family: "pendulum" };
  return {
    id: "Pendulum-v1",
    title: "Swing a pendulum up and hold it upright.",
    observationSpace: box([-1, -1, -MAX_SPEED], [1, 1, MAX_SPEED]),
    actionSpace: box(-MAX_TORQUE, MAX_TORQUE, [1]),
    maxSteps: 200,
    create: () => ({ theta: 0, thetaDot: 0, torque: 0, sin: 0, cos: 1, trigOf: 0 }),
    reset(state: PendulumState, random: Rng) {
      state.theta = random.uniform(-maxTheta, maxTheta);
      state.thetaDot = random.uniform(-maxThetaDot, maxThetaDot);
      state.torque = 0;
      keepTrig(state);
    },
    step(state: PendulumState, action: Numbers, _random: Rng, outcome: Outcome) {
      if (state.trigOf !== state.theta) keepTrig(state); // someone has set the angle
      const { theta, thetaDot } = state;
      const u = Math.fround(action[0]!);
      const angle = wrapped(theta);
      const effort = Math.fround(TORQUE_COST * Math.fround(u * u));
      const accelerated = thetaDot + (fall * state.sin + Math.fround(lift * u)) * DT;
      const thetaDotNext = Math.min(Math.max(accelerated, -MAX_SPEED), MAX_SPEED);
      state.theta = theta + thetaDotNext * DT;
      state.thetaDot = thetaDotNext;
      state.torque = u;
      keepTrig(state);
      outcome.reward = -(angle * angle + 0.1 * (thetaDot * thetaDot) + effort);
      outcome.terminated = false;
    },
    observe(state: PendulumState, out: Numbers, at: number) {
      const isKept = state.trigOf === state.theta;
      out[at] = isKept ? state.cos : cos(state.theta);
      out[at + 1] = isKept ? state.sin : sin(state.theta);
      out[at + 2] = state.thetaDot;
    },
    text: draw,
    keys: {
      ArrowLeft: Float32Array.of(MAX_TORQUE),
      ArrowDown: Float32Array.of(0),
      ArrowRight: Float32Array.of(-MAX_TORQUE),
    },
    scenery,
  };
}

/** The angle in [−π, π). The first two cases are what the remainder gives, faster. */
function wrapped(theta: number): number {
  const turned = theta + Math.PI;
  if (turned >= 0 && turned < TWO_PI) return turned - Math.PI;
  if (turned >= TWO_PI && turned < 2 * TWO_PI) return turned - TWO_PI - Math.PI; // exact
  const rest = turned % TWO_PI;
  return (rest < 0 ? rest + TWO_PI : rest) - Math.PI;
}

function draw({ theta, torque }: PendulumState): string {
  const sheet = new Sheet(27, 13, [-1.1, -1.1], [1.1, 1.1]);
  sheet.line(0, 0, -sin(theta), cos(theta), "●").put(0, 0, "+");
  return `${sheet}torque ${torque.toFixed(2)} N·m\n`;
}
