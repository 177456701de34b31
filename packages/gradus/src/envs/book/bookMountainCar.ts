/**
 * The mountain car of Sutton & Barto, Example 10.1: the dynamics of Gymnasium's MountainCar-v0, without its time limit, and with
 * the goal, x = 0.5, as the right end of the world, which is what tiles are laid over.
 */

import { type Box, box, type Discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import {
  type MountainCarConfig,
  type MountainCarState,
  mountainCar,
} from "../classicControl/mountainCar.ts";

export function bookMountainCar(
  overrides: Partial<MountainCarConfig> = {},
): World<MountainCarState, Box, Discrete> {
  return {
    ...mountainCar(overrides),
    id: "BookMountainCar-v1",
    title: "Drive a weak car out of a valley, however long it takes",
    observationSpace: box([-1.2, -0.07], [0.5, 0.07], undefined, "float64"),
    maxSteps: Infinity,
  };
}
