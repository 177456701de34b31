/** Other rewards for the same world. Its exact model and threshold go, since they speak of the old rewards. */
import { ValueError } from "../../core/errors.ts";
import type { Space } from "../space.ts";
import type { World } from "../world.ts";

/** The reward, changed by a function. */
export function transformReward<State, O extends Space, A extends Space>(
  world: World<State, O, A>,
  change: (reward: number) => number,
): World<State, O, A> {
  const { model: _, modelState: __, solvedAt: ___, ...rest } = world;
  return {
    ...rest,
    step(state, action, random, outcome) {
      world.step(state, action, random, outcome);
      outcome.reward = change(outcome.reward);
    },
  };
}

/** Rewards moved into [low, high]. */
export function clipReward<State, O extends Space, A extends Space>(
  world: World<State, O, A>,
  low = -1,
  high = 1,
): World<State, O, A> {
  if (!(low < high))
    throw new ValueError(`clipReward: the bounds are ${low} to ${high}; the lower comes first.`);
  return transformReward(world, (reward) => Math.min(Math.max(reward, low), high));
}
