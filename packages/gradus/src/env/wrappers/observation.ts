/** Other observations of the same state: computed, in one flat list, one-hot. */
import { ValueError } from "../../core/errors.ts";
import {
  type Box,
  box,
  describe,
  flatArray,
  flatBounds,
  flatSize,
  type Numbers,
  type Space,
} from "../space.ts";
import type { World } from "../world.ts";

/**
 * The observation, changed by a function on its flat form.
 *
 * @param change reads the world's observation and writes the new one to out[at …]
 */
export function transformObservation<State, O extends Space, A extends Space, N extends Space>(
  world: World<State, O, A>,
  observationSpace: N,
  change: (seen: Numbers, out: Numbers, at: number) => void,
): World<State, N, A> {
  const seen = flatArray(world.observationSpace); // written before it is read in every call
  const { stacked: _, goal: __, ...rest } = world; // goals are not where they were
  return {
    ...rest,
    observationSpace,
    observe(state, out, at) {
      world.observe(state, seen, 0);
      change(seen, out, at);
    },
  };
}

/**
 * Any observation as one list of float32 for a network: Discrete and MultiDiscrete one-hot, bits
 * and boxes as they are, the parts of Tuple and Dict one after the other. As Gymnasium's `flatten`.
 */
export function flattenObservation<State, O extends Space, A extends Space>(
  world: World<State, O, A>,
): World<State, Box, A> {
  const pieces = piecesOf(world.observationSpace);
  const low = pieces.flatMap((p) =>
    p.kind === "number" ? [p.low] : new Array<number>(p.n).fill(0),
  );
  const high = pieces.flatMap((p) =>
    p.kind === "number" ? [p.high] : new Array<number>(p.n).fill(1),
  );
  return transformObservation(world, box(low, high), (seen, out, at) => {
    let to = at;
    for (let i = 0; i < pieces.length; i++) {
      const piece = pieces[i];
      if (piece.kind === "number") out[to++] = seen[i];
      else {
        out.fill(0, to, to + piece.n);
        out[to + seen[i] - piece.start] = 1;
        to += piece.n;
      }
    }
  });
}

/** A number that stays, or one of n that becomes n. */
type Piece =
  | { readonly kind: "number"; readonly low: number; readonly high: number }
  | { readonly kind: "choice"; readonly n: number; readonly start: number };

/** What becomes of each number of the flat form. */
function piecesOf(space: Space): Piece[] {
  if (space.kind === "discrete") return [{ kind: "choice", n: space.n, start: space.start }];
  if (space.kind === "multiDiscrete")
    return space.nvec.map((n) => ({ kind: "choice", n, start: 0 }));
  if (space.kind === "tuple") return space.spaces.flatMap(piecesOf);
  if (space.kind === "dict") return Object.values(space.spaces).flatMap(piecesOf);
  const { low, high } = flatBounds(space);
  return Array.from({ length: flatSize(space) }, (_, i) => ({
    kind: "number",
    low: low[i],
    high: high[i],
  }));
}

/** A discrete observation as a list with a single 1. */
export function oneHot<State, O extends Space, A extends Space>(
  world: World<State, O, A>,
): World<State, Box, A> {
  if (piecesOf(world.observationSpace).every(({ kind }) => kind === "choice"))
    return flattenObservation(world);
  throw new ValueError(
    `oneHot: observations of ${world.id} are ${describe(world.observationSpace)}; it needs discrete ones. flattenObservation takes any.`,
  );
}
