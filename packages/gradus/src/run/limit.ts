/**
 * Worlds without a time limit, made safe to run: an episode that never ends would never report, and nobody could stop it.
 * The limit truncates, so that learning still bootstraps there.
 */
import type { AnyWorld } from "../env/world.ts";

/** Steps after which an episode is truncated where the world itself sets no limit. */
export const longestEpisode = 10_000;

/** The world itself, or one like it whose episodes end after `longestEpisode` steps. */
export function limited<W extends AnyWorld>(world: W): W {
  if (world.maxSteps !== Infinity) return world;
  return Object.create(world, { maxSteps: { value: longestEpisode, enumerable: true } }) as W;
}
