import { ValueError } from "../../core/errors.ts";
import type { Picture } from "../picture.ts";
import { type Box, box, flatArray, type Numbers, type Space } from "../space.ts";
import type { World } from "../world.ts";

export interface FrameStackState<State> {
  readonly inner: State;
  /** The last observations, oldest first. */
  readonly frames: Numbers;
}

/**
 * The last `count` observations at once, oldest first: what lets a memoryless policy see motion
 * (Mnih et al. 2015). At the start the first observation is repeated.
 *
 * Shape [count, …shape], as Gymnasium's `FrameStackObservation`.
 */
export function frameStack<State, A extends Space>(
  world: World<State, Box, A>,
  count: number,
): World<FrameStackState<State>, Box, A> {
  if (!Number.isInteger(count) || count < 1) {
    throw new ValueError(`frameStack: count is ${count}; it must be a whole number of at least 1.`);
  }
  const one = world.observationSpace;
  const size = one.low.length;
  const repeated = (bound: Float64Array) =>
    Array.from({ length: count * size }, (_, i) => bound[i % size]);
  const { info, mask, text, modelState, picture, scenery, ...rest } = world;
  return {
    ...rest,
    observationSpace: box(repeated(one.low), repeated(one.high), [count, ...one.shape], one.dtype),
    stacked: { count, space: one },
    create: () => ({ inner: world.create(), frames: flatArray(one, count) }),
    reset({ inner, frames }, random) {
      world.reset(inner, random);
      for (let i = 0; i < count; i++) world.observe(inner, frames, i * size);
    },
    step({ inner, frames }, action, random, outcome) {
      world.step(inner, action, random, outcome);
      frames.copyWithin(0, size);
      world.observe(inner, frames, (count - 1) * size);
    },
    observe({ frames }, out, at) {
      out.set(frames, at);
    },
    ...(info && { info: ({ inner }: FrameStackState<State>) => info(inner) }),
    ...(picture && { picture: innerPicture(picture) }),
    ...(scenery && { scenery: { family: "inner", of: scenery } }),
    ...(text && { text: ({ inner }: FrameStackState<State>) => text(inner) }),
    ...(modelState && { modelState: ({ inner }: FrameStackState<State>) => modelState(inner) }),
    ...(mask && {
      mask: ({ inner }: FrameStackState<State>, out: Uint8Array, at: number) =>
        mask(inner, out, at),
    }),
  };
}

function innerPicture<State>(picture: Picture<State>): Picture<FrameStackState<State>> {
  const { width, height } = picture;
  return {
    width,
    height,
    paint(painter, { inner }, extras = {}) {
      const trail = extras.trail?.map((state) => (state as FrameStackState<State>).inner);
      picture.paint(painter, inner, { ...extras, trail });
    },
  };
}
