/** Other actions for the same world: rescaled, clipped, in a few choices, masked. The state is the inner world's. */
import { ShapeError, ValueError } from "../../core/errors.ts";
import {
  type Box,
  box,
  type Discrete,
  describe,
  discrete,
  flatArray,
  type Numbers,
  type Space,
} from "../space.ts";
import type { World } from "../world.ts";

function needsBox(name: string, space: Space): asserts space is Box {
  if (space.kind === "box") return;
  throw new ValueError(`${name}: actions are ${describe(space)}; it needs a Box of numbers.`);
}

/**
 * Actions between `low` and `high` (for each element), stretched to the world's own bounds: agents
 * with a tanh at the end need [−1, 1].
 *
 *     inner = innerLow + (a − low) (innerHigh − innerLow) / (high − low)
 */
export function rescaleAction<State, O extends Space>(
  world: World<State, O, Box>,
  low = -1,
  high = 1,
): World<State, O, Box> {
  const inner = world.actionSpace;
  needsBox("rescaleAction", inner);
  if (!(low < high && high - low < Infinity)) {
    throw new ValueError(
      `rescaleAction: the new bounds are ${low} to ${high}; they must be finite, the lower first.`,
    );
  }
  const open = inner.low.findIndex((v, i) => !Number.isFinite(inner.high[i] - v));
  if (open >= 0) {
    throw new ValueError(
      `rescaleAction: element ${open} of the action is unbounded (${inner.low[open]} to ${inner.high[open]}); clipAction or bounds of your own come first.`,
    );
  }
  const stretched = flatArray(inner); // written before it is read in every step
  const { keys: _, ...rest } = world;
  return {
    ...rest,
    actionSpace: box(low, high, inner.shape, inner.dtype),
    step(state, action, random, outcome) {
      for (let i = 0; i < stretched.length; i++) {
        const share = (action[i] - low) / (high - low);
        const v = inner.low[i] + share * (inner.high[i] - inner.low[i]);
        stretched[i] = Math.min(Math.max(v, inner.low[i]), inner.high[i]); // rounding may lead outside
      }
      world.step(state, stretched, random, outcome);
    },
  };
}

/** Any numbers as actions; what lies outside the world's bounds is moved to the nearest bound. */
export function clipAction<State, O extends Space>(
  world: World<State, O, Box>,
): World<State, O, Box> {
  const inner = world.actionSpace;
  needsBox("clipAction", inner);
  const clipped = flatArray(inner);
  return {
    ...world,
    actionSpace: box(-Infinity, Infinity, inner.shape, inner.dtype),
    step(state, action, random, outcome) {
      for (let i = 0; i < clipped.length; i++) {
        clipped[i] = Math.min(Math.max(action[i], inner.low[i]), inner.high[i]);
      }
      world.step(state, clipped, random, outcome);
    },
  };
}

/** A few evenly spaced values of a single bounded number as discrete actions: DQN on Pendulum. */
export function discreteAction<State, O extends Space>(
  world: World<State, O, Box>,
  choices: number,
): World<State, O, Discrete> {
  const inner = world.actionSpace;
  needsBox("discreteAction", inner);
  if (inner.low.length !== 1) {
    throw new ShapeError(
      `discreteAction: an action has ${inner.low.length} numbers; only a single one is divided.`,
    );
  }
  if (!Number.isInteger(choices) || choices < 2) {
    throw new ValueError(
      `discreteAction: choices is ${choices}; it must be a whole number of at least 2.`,
    );
  }
  const [low, high] = [inner.low[0], inner.high[0]];
  const values = Array.from({ length: choices }, (_, i) => {
    const value = flatArray(inner);
    value[0] = low + ((high - low) * i) / (choices - 1);
    return value;
  });
  const chosen = flatArray(inner); // a copy, since a world may write to what it is given
  const { keys: _, ...rest } = world;
  return {
    ...rest,
    actionSpace: discrete(choices),
    step(state, action, random, outcome) {
      chosen.set(values[action]);
      world.step(state, chosen, random, outcome);
    },
  };
}

/** Says which discrete actions are allowed; samplers and masked policies keep to it. */
export function withMask<State, O extends Space>(
  world: World<State, O, Discrete>,
  mask: (state: State, out: Uint8Array, at: number) => void,
): World<State, O, Discrete> {
  return { ...world, mask };
}

/** Makes a masked action an error, instead of leaving to the world what happens. */
export function strictMask<State, O extends Space>(
  world: World<State, O, Discrete>,
): World<State, O, Discrete> {
  const { mask, actionSpace } = world;
  if (mask === undefined)
    throw new ValueError(`strictMask: ${world.id} has no mask; give it one with withMask.`);
  const allowed = new Uint8Array(actionSpace.n);
  return {
    ...world,
    step(state, action, random, outcome) {
      mask(state, allowed, 0);
      if (allowed[action - actionSpace.start] === 0) {
        throw new ValueError(
          `${world.id}: the action ${action} is not allowed now; allowed: ${list(allowed, actionSpace.start)}.`,
        );
      }
      world.step(state, action, random, outcome);
    },
  };
}

function list(allowed: Numbers, start: number): string {
  return Array.from(allowed, (v, i) => (v === 1 ? [start + i] : []))
    .flat()
    .join(", ");
}
