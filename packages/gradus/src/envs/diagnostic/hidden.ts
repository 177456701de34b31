/**
 * Classic control with the velocities hidden: what is needed must be remembered from earlier observations, so that only a policy
 * with a memory (a recurrent network, a stack of frames) can do well. Physics, rewards and endings are those of the full worlds;
 * only the observation is shorter. After Wierstra et al. 2007 ("Solving deep memory POMDPs with recurrent policy gradients"), who
 * hid the velocities of a pole.
 */
import { type Box, box, type Discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import { type CartPoleConfig, type CartPoleState, cartPole } from "../classicControl/cartPole.ts";
import type { MountainCarState } from "../classicControl/mountainCar.ts";
import {
  type MountainCarContinuousConfig,
  mountainCarContinuous,
} from "../classicControl/mountainCarContinuous.ts";
import { type PendulumConfig, type PendulumState, pendulum } from "../classicControl/pendulum.ts";

/** The observation is [x (m), θ (rad)]. */
export const cartPoleHidden = (
  overrides: Partial<CartPoleConfig> = {},
): World<CartPoleState, Box, Discrete> => ({
  ...showing(cartPole(overrides), [0, 2]),
  id: "CartPoleHidden-v1",
  title: "Balance a pole on a cart without seeing how fast they move.",
});

/** The observation is [cos θ, sin θ]. */
export const pendulumHidden = (
  overrides: Partial<PendulumConfig> = {},
): World<PendulumState, Box, Box> => ({
  ...showing(pendulum(overrides), [0, 1]),
  id: "PendulumHidden-v1",
  title: "Swing a pendulum up without seeing how fast it turns.",
});

/** The observation is [position]. */
export const mountainCarContinuousHidden = (
  overrides: Partial<MountainCarContinuousConfig> = {},
): World<MountainCarState, Box, Box> => ({
  ...showing(mountainCarContinuous(overrides), [0]),
  id: "MountainCarContinuousHidden-v1",
  title: "Drive a weak car out of a valley without seeing how fast it goes.",
});

/** The same world, of whose observation only some numbers are shown. */
function showing<State, A extends Box | Discrete>(
  world: World<State, Box, A>,
  shown: readonly number[],
): World<State, Box, A> {
  const { low, high, dtype } = world.observationSpace;
  const whole = new Float64Array(low.length); // room for the full observation; written before it is read
  const bounds = (all: Float64Array) => shown.map((i) => all[i]);
  return {
    ...world,
    observationSpace: box(bounds(low), bounds(high), undefined, dtype),
    observe(state, out, at) {
      world.observe(state, whole, 0);
      for (let i = 0; i < shown.length; i++) out[at + i] = whole[shown[i]];
    },
  };
}
