/**
 * Cart and pole with a motor: as cartPole.ts, with any force between −10 N and 10 N.
 *
 * Our own stand-in for MuJoCo's InvertedPendulum, with its rules for the end of an episode: |θ| > 0.2 rad, or 1000 steps, each of
 * which earns 1. The action is the force in units of 10 N.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import type { Rng } from "../../core/random.ts";
import { type Box, box, type Numbers } from "../../env/space.ts";
import type { Outcome, World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";
import { type CartPoleState, cartPole, FORCE, push, X_LIMIT } from "./cartPole.ts";
import { checkStart, startKnobs } from "./start.ts";

export const cartPoleContinuousKnobs = {
  ...startKnobs(-0.01, 0.01, "four numbers of the state"),
} as const satisfies Knobs;

export type CartPoleContinuousConfig = ConfigOf<typeof cartPoleContinuousKnobs>;

const THETA_LIMIT = 0.2; // rad

/** Ends when |θ| > 0.2 rad or |x| > 2.4 m. The observation is [x, ẋ, θ, θ̇]. */
export function cartPoleContinuous(
  overrides: Partial<CartPoleContinuousConfig> = {},
): World<CartPoleState, Box, Box> {
  const { low, high } = configure(cartPoleContinuousKnobs, overrides);
  checkStart({ low, high });
  const scenery: WorldScenery = { family: "cartPole" };
  const pole = cartPole({ low, high });
  const trig = new Float64Array(2); // room for sin θ and cos θ
  const bound = [2 * X_LIMIT, Infinity, 2 * THETA_LIMIT, Infinity];
  return {
    id: "CartPoleContinuous-v1",
    title: "Balance a pole on a cart with a motor.",
    observationSpace: box(
      bound.map((v) => -v),
      bound,
    ),
    actionSpace: box(-1, 1, [1]),
    maxSteps: 1000,
    solvedAt: 950,
    create: pole.create,
    reset: (state: CartPoleState, random: Rng) => pole.reset(state, random),
    step(state: CartPoleState, action: Numbers, _random: Rng, outcome: Outcome) {
      push(state, FORCE * action[0]!, trig);
      outcome.terminated = Math.abs(state.x) > X_LIMIT || Math.abs(state.theta) > THETA_LIMIT;
      outcome.reward = 1;
    },
    observe: (state: CartPoleState, out: Numbers, at: number) => pole.observe(state, out, at),
    scenery,
    text: (state: CartPoleState) => pole.text?.(state) ?? "",
    keys: {
      ArrowLeft: Float32Array.of(-1),
      ArrowDown: Float32Array.of(0),
      ArrowRight: Float32Array.of(1),
    },
  };
}
