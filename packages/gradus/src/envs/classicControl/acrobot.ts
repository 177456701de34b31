/**
 * Acrobot: two links, a motor only at the joint between them; swing the tip above the bar.
 *
 * Sutton 1996, with the equations of Sutton & Barto's book, as Gymnasium's Acrobot-v1: one
 * Runge–Kutta step of 0.2 s. Actions: torque −1, 0, 1 N·m. Each step costs 1 until the tip is up.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { cos, sin } from "../../core/math.ts";
import type { Rng } from "../../core/random.ts";
import { type Box, box, type Discrete, discrete, type Numbers } from "../../env/space.ts";
import { Sheet } from "../../env/text.ts";
import type { Outcome, World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";
import { checkStart, startKnobs } from "./start.ts";

export const acrobotKnobs = {
  ...startKnobs(-0.1, 0.1, "four numbers of the state"),
} as const satisfies Knobs;

export type AcrobotConfig = ConfigOf<typeof acrobotKnobs>;

/** Ends when −cos θ₁ − cos(θ₁ + θ₂) > 1. The observation is [cos θ₁, sin θ₁, cos θ₂, sin θ₂, θ̇₁, θ̇₂]. */
export interface AcrobotState {
  /** Angle of the first link from hanging, rad. */
  theta1: number;
  /** Angle of the second link from the first, rad. */
  theta2: number;
  /** rad/s, −4π … 4π */
  theta1Dot: number;
  /** rad/s, −9π … 9π */
  theta2Dot: number;
}

const DT = 0.2; // s
const GRAVITY = 9.8; // m/s²
// Both links are 1 m long and weigh 1 kg, with the centre of mass in the middle; moment of inertia 1 kg·m².
const CENTRE = 0.5;
const INERTIA = 1;
const MAX_1 = 4 * Math.PI;
const MAX_2 = 9 * Math.PI;

export function acrobot(
  overrides: Partial<AcrobotConfig> = {},
): World<AcrobotState, Box, Discrete> {
  const { low, high } = configure(acrobotKnobs, overrides);
  checkStart({ low, high });
  const bound = [1, 1, 1, 1, MAX_1, MAX_2];
  const scratch = stages();
  const scenery: WorldScenery = { family: "acrobot" };
  return {
    id: "Acrobot-v1",
    title: "Swing the tip of a two-link arm above its own length.",
    observationSpace: box(
      bound.map((v) => -v),
      bound,
    ),
    actionSpace: discrete(3),
    maxSteps: 500,
    solvedAt: -100,
    create: () => ({ theta1: 0, theta2: 0, theta1Dot: 0, theta2Dot: 0 }),
    reset(state: AcrobotState, random: Rng) {
      state.theta1 = Math.fround(random.uniform(low, high));
      state.theta2 = Math.fround(random.uniform(low, high));
      state.theta1Dot = Math.fround(random.uniform(low, high));
      state.theta2Dot = Math.fround(random.uniform(low, high));
    },
    step(state: AcrobotState, action: number, _random: Rng, outcome: Outcome) {
      rungeKutta(state, action - 1, scratch);
      const { theta1, theta2 } = state;
      const isUp = -cos(theta1) - cos(theta2 + theta1) > 1;
      outcome.terminated = isUp;
      outcome.reward = isUp ? 0 : -1;
    },
    observe(state: AcrobotState, out: Numbers, at: number) {
      out[at] = cos(state.theta1);
      out[at + 1] = sin(state.theta1);
      out[at + 2] = cos(state.theta2);
      out[at + 3] = sin(state.theta2);
      out[at + 4] = state.theta1Dot;
      out[at + 5] = state.theta2Dot;
    },
    text: draw,
    keys: { ArrowLeft: 0, ArrowDown: 1, ArrowRight: 2 },
    scenery,
  };
}

interface Accelerations {
  theta1: number;
  theta2: number;
}

/** Angular accelerations under a torque; written to `out`. */
function accelerate(
  theta1: number,
  theta2: number,
  dot1: number,
  dot2: number,
  torque: number,
  out: Accelerations,
): void {
  const c2 = cos(theta2);
  const s2 = sin(theta2);
  const d1 = CENTRE * CENTRE + (1 + CENTRE * CENTRE + 2 * CENTRE * c2) + INERTIA + INERTIA;
  const d2 = CENTRE * CENTRE + CENTRE * c2 + INERTIA;
  const phi2 = CENTRE * GRAVITY * cos(theta1 + theta2 - Math.PI / 2);
  const phi1 =
    -CENTRE * (dot2 * dot2) * s2 -
    2 * CENTRE * dot2 * dot1 * s2 +
    (CENTRE + 1) * GRAVITY * cos(theta1 - Math.PI / 2) +
    phi2;
  out.theta2 =
    (torque + (d2 / d1) * phi1 - CENTRE * (dot1 * dot1) * s2 - phi2) /
    (CENTRE * CENTRE + INERTIA - (d2 * d2) / d1);
  out.theta1 = -(d2 * out.theta2 + phi1) / d1;
}

type Stages = readonly [Accelerations, Accelerations, Accelerations, Accelerations];

/** Room for the four stages, so that a step allocates nothing; never read before it is written. */
function stages(): Stages {
  const one = (): Accelerations => ({ theta1: 0, theta2: 0 });
  return [one(), one(), one(), one()];
}

/** One step of the classical method of fourth order, then angles wrapped and velocities bounded. */
function rungeKutta(state: AcrobotState, torque: number, [k1, k2, k3, k4]: Stages): void {
  const { theta1: a, theta2: b, theta1Dot: v1, theta2Dot: w1 } = state;
  const half = DT / 2;
  accelerate(a, b, v1, w1, torque, k1);
  const v2 = v1 + half * k1.theta1;
  const w2 = w1 + half * k1.theta2;
  accelerate(a + half * v1, b + half * w1, v2, w2, torque, k2);
  const v3 = v1 + half * k2.theta1;
  const w3 = w1 + half * k2.theta2;
  accelerate(a + half * v2, b + half * w2, v3, w3, torque, k3);
  const v4 = v1 + DT * k3.theta1;
  const w4 = w1 + DT * k3.theta2;
  accelerate(a + DT * v3, b + DT * w3, v4, w4, torque, k4);
  const sixth = DT / 6;
  state.theta1 = wrapped(a + sixth * (v1 + 2 * v2 + 2 * v3 + v4));
  state.theta2 = wrapped(b + sixth * (w1 + 2 * w2 + 2 * w3 + w4));
  const dot1 = v1 + sixth * (k1.theta1 + 2 * k2.theta1 + 2 * k3.theta1 + k4.theta1);
  const dot2 = w1 + sixth * (k1.theta2 + 2 * k2.theta2 + 2 * k3.theta2 + k4.theta2);
  state.theta1Dot = Math.min(Math.max(dot1, -MAX_1), MAX_1);
  state.theta2Dot = Math.min(Math.max(dot2, -MAX_2), MAX_2);
}

/** The angle in [−π, π]. */
function wrapped(angle: number): number {
  let x = angle;
  while (x > Math.PI) x -= 2 * Math.PI;
  while (x < -Math.PI) x += 2 * Math.PI;
  return x;
}

function draw({ theta1, theta2 }: AcrobotState): string {
  const elbow = [sin(theta1), -cos(theta1)] as const;
  const tip = [elbow[0] + sin(theta1 + theta2), elbow[1] - cos(theta1 + theta2)] as const;
  const sheet = new Sheet(45, 21, [-2.1, -2.1], [2.1, 2.1]);
  sheet.line(-2.1, 1, 2.1, 1, "·").line(0, 0, elbow[0], elbow[1], "○");
  return sheet.line(elbow[0], elbow[1], tip[0], tip[1], "●").put(0, 0, "+").toString();
}
