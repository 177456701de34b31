/** Which algorithms can learn in a world. */
import { ValueError } from "../core/errors.ts";
import type { AnyWorld } from "../env/world.ts";
import { algorithmNamed, algorithms } from "./algorithms.ts";
import { fitted } from "./fitted.ts";

/** Why an algorithm cannot learn in a world, as a clause; undefined where it can. @throws UnknownNameError */
export function misfit(algorithm: string, world: AnyWorld): string | undefined {
  const entry = algorithmNamed(algorithm);
  return entry.fits(fitted(entry, world));
}

/** The names of all algorithms that can learn in a world. */
export const fitting = (world: AnyWorld): readonly string[] =>
  Object.keys(algorithms).filter((name) => misfit(name, world) === undefined);

/** @throws ValueError that names the reason, and the algorithms that fit, for a world that this one cannot learn in */
export function requireFit(algorithm: string, world: AnyWorld): void {
  const why = misfit(algorithm, world);
  if (why === undefined) return;
  const others = fitting(world);
  const advice = others.length === 0 ? "None fits it." : `These fit: ${others.join(", ")}.`;
  throw new ValueError(`${algorithm} cannot learn in ${world.id}: ${why}. ${advice}`);
}
