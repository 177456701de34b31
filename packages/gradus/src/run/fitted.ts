/**
 * Worlds as an algorithm wants them: with numbered states, and with a time limit.
 *
 * Nothing is copied: the fitted world is the same one with another view of its observations. An algorithm that a world still does
 * not fit says why itself.
 */
import { type Discrete, discrete, flatArray, type Numbers, type Space } from "../env/space.ts";
import type { AnyWorld } from "../env/world.ts";
import type { Algorithm } from "./algorithm.ts";

/** Steps after which an episode is truncated where the world itself sets no limit: one that never ends would never report. */
export const longestEpisode = 10_000;

/** The world for this algorithm. */
export function fitted({ sees = "state" }: Algorithm, world: AnyWorld): AnyWorld {
  const ending = limited(world);
  if (sees === "features" || sees === "observation") return ending;
  return sees === "model" ? modelled(ending) : numbered(ending);
}

/** The limit truncates, so that learning still bootstraps there. */
function limited(world: AnyWorld): AnyWorld {
  return world.maxSteps === Infinity ? changed(world, { maxSteps: longestEpisode }) : world;
}

/** Observations are the states of the model, which may tell more than the world shows. */
function modelled(world: AnyWorld): AnyWorld {
  if (world.model === undefined || world.modelState === undefined) return world;
  return changed(world, {
    observationSpace: discrete(world.model().states),
    observe(state: unknown, out: Numbers, at: number) {
      out[at] = world.modelState?.(state) ?? 0;
    },
  });
}

const mostStates = 10_000_000; // a table of more is a mistake

/** Observations of several numbers with few values each (a hand of cards) become one number. */
function numbered(world: AnyWorld): AnyWorld {
  const { observationSpace } = world;
  if (observationSpace.kind === "discrete") return world;
  const places = placesOf(observationSpace);
  const states = places?.reduce((product, { n }) => product * n, 1) ?? Infinity;
  if (places === undefined || states > mostStates) return world;
  const shown = flatArray(observationSpace);
  return changed(world, {
    observationSpace: discrete(states),
    observe(state: unknown, out: Numbers, at: number) {
      world.observe(state, shown, 0);
      let number = 0;
      for (let i = 0; i < places.length; i++) {
        number = number * places[i].n + shown[i] - places[i].start;
      }
      out[at] = number;
    },
  });
}

type Place = Pick<Discrete, "n" | "start">;

/** How many values each number of an observation can have, and the least; undefined if one is on a scale. */
function placesOf(space: Space): readonly Place[] | undefined {
  switch (space.kind) {
    case "box":
      return undefined;
    case "discrete":
      return [space];
    case "multiDiscrete":
      return space.nvec.map((n) => ({ n, start: 0 }));
    case "multiBinary":
      return Array.from({ length: space.n }, () => ({ n: 2, start: 0 }));
    default: {
      const parts = Object.values(space.spaces).map(placesOf);
      return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
    }
  }
}

/** The same world with some members replaced; also one whose functions are inherited. */
function changed(world: AnyWorld, members: Partial<AnyWorld>): AnyWorld {
  return Object.assign(Object.create(world) as object, members) as AnyWorld;
}
