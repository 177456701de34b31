import { ValueError } from "../../core/errors.ts";
import type { Space } from "../space.ts";
import type { World } from "../world.ts";

/** Another time limit; Infinity for none. The limit truncates and does not end the episode. */
export function timeLimit<State, O extends Space, A extends Space>(
  world: World<State, O, A>,
  maxSteps: number,
): World<State, O, A> {
  if (!(maxSteps >= 1)) {
    throw new ValueError(`timeLimit: maxSteps is ${maxSteps}; it must be at least 1, or Infinity.`);
  }
  return { ...world, maxSteps };
}
