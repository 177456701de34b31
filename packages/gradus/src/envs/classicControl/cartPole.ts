/**
 * Cart and pole: push a cart left or right so that the pole on it stays upright.
 *
 * Barto, Sutton and Anderson 1983, as Gymnasium's CartPole-v1: the equations of Florian 2005,
 * "Correct equations for the dynamics of the cart-pole system", without friction, by Euler's
 * method. Actions: 0 pushes left, 1 right, with 10 N for 0.02 s. Each step earns 1.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { cos, sin, sinCos } from "../../core/math.ts";
import type { Rng } from "../../core/random.ts";
import { type Box, box, type Discrete, discrete, type Numbers } from "../../env/space.ts";
import { Sheet } from "../../env/text.ts";
import type { Outcome, World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";
import { checkStart, startKnobs } from "./start.ts";

export const cartPoleKnobs = {
  suttonBartoReward: { default: false, doc: "0 a step and −1 for the last, instead of 1 a step." },
  ...startKnobs(-0.05, 0.05, "four numbers of the state"),
} as const satisfies Knobs;

export type CartPoleConfig = ConfigOf<typeof cartPoleKnobs>;

/** Ends when |x| > 2.4 m or |θ| > 12°. The observation is [x, ẋ, θ, θ̇]. */
export interface CartPoleState {
  /** Place of the cart, m. */
  x: number;
  /** m/s */
  xDot: number;
  /** Angle of the pole from upright, rad; to the right is positive. */
  theta: number;
  /** rad/s */
  thetaDot: number;
}

const GRAVITY = 9.8; // m/s²
const POLE_MASS = 0.1; // kg
const TOTAL_MASS = 1.1; // kg
const HALF_LENGTH = 0.5; // m
const POLE_MASS_LENGTH = POLE_MASS * HALF_LENGTH;
export const FORCE = 10; // N
const TAU = 0.02; // s
export const X_LIMIT = 2.4; // m
const THETA_LIMIT = (12 * 2 * Math.PI) / 360;

export function cartPole(
  overrides: Partial<CartPoleConfig> = {},
): World<CartPoleState, Box, Discrete> {
  const { suttonBartoReward, low, high } = configure(cartPoleKnobs, overrides);
  checkStart({ low, high });
  const stepReward = suttonBartoReward ? 0 : 1;
  const lastReward = suttonBartoReward ? -1 : 1;
  const trig = new Float64Array(2); // room for sin θ and cos θ
  const bound = [2 * X_LIMIT, Infinity, 2 * THETA_LIMIT, Infinity];
  const scenery: WorldScenery = { family: "cartPole" };
  return {
    id: "CartPole-v1",
    title: "Balance a pole on a cart.",
    observationSpace: box(
      bound.map((v) => -v),
      bound,
    ),
    actionSpace: discrete(2),
    maxSteps: 500,
    solvedAt: 475,
    create: () => ({ x: 0, xDot: 0, theta: 0, thetaDot: 0 }),
    reset(state: CartPoleState, random: Rng) {
      state.x = random.uniform(low, high);
      state.xDot = random.uniform(low, high);
      state.theta = random.uniform(low, high);
      state.thetaDot = random.uniform(low, high);
    },
    step(state: CartPoleState, action: number, _random: Rng, outcome: Outcome) {
      push(state, action === 1 ? FORCE : -FORCE, trig);
      const { x, theta } = state;
      const isUp = x >= -X_LIMIT && x <= X_LIMIT && theta >= -THETA_LIMIT && theta <= THETA_LIMIT;
      outcome.terminated = !isUp;
      outcome.reward = isUp ? stepReward : lastReward;
    },
    observe(state: CartPoleState, out: Numbers, at: number) {
      out[at] = state.x;
      out[at + 1] = state.xDot;
      out[at + 2] = state.theta;
      out[at + 3] = state.thetaDot;
    },
    text: draw,
    keys: { ArrowLeft: 0, ArrowRight: 1 },
    scenery,
  };
}

/**
 * 0.02 s with a force on the cart, in N.
 *
 * @param trig room for two numbers
 */
export function push(state: CartPoleState, force: number, trig: Float64Array): void {
  const { x, xDot, theta, thetaDot } = state;
  sinCos(theta, trig);
  const s = trig[0]!;
  const c = trig[1]!;
  const pushed = (force + POLE_MASS_LENGTH * (thetaDot * thetaDot) * s) / TOTAL_MASS;
  const thetaAcc =
    (GRAVITY * s - c * pushed) / (HALF_LENGTH * (4 / 3 - (POLE_MASS * (c * c)) / TOTAL_MASS));
  const xAcc = pushed - (POLE_MASS_LENGTH * thetaAcc * c) / TOTAL_MASS;
  state.x = x + TAU * xDot;
  state.xDot = xDot + TAU * xAcc;
  state.theta = theta + TAU * thetaDot;
  state.thetaDot = thetaDot + TAU * thetaAcc;
}

function draw({ x, theta }: CartPoleState): string {
  const sheet = new Sheet(61, 9, [-2.4, 0], [2.4, 1.3]);
  sheet.line(-2.4, 0, 2.4, 0, "─").line(x - 0.2, 0.1, x + 0.2, 0.1, "█");
  return sheet.line(x, 0.25, x + sin(theta), 0.25 + cos(theta), "●").toString();
}
