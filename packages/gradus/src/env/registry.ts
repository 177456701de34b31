/**
 * Worlds by name: plain tables, id → how to make it. Nothing registers itself; a table is composed
 * with `{ ...worlds, "Mine-v0": entry(myKnobs, myWorld) }`.
 */
import { unknownName } from "../core/errors.ts";
import type { Knobs } from "../core/knobs.ts";
import type { AnyWorld } from "./world.ts";

/** How a world is made by name. */
export interface WorldEntry<W extends AnyWorld = AnyWorld, Options = never> {
  /** What can be set, for help and sliders; `create` checks the values. */
  readonly knobs: Knobs;
  create(options?: Options): W;
}

export type WorldTable = Readonly<Record<string, WorldEntry>>;

export function entry<W extends AnyWorld, Options extends object>(
  knobs: Knobs,
  create: (options?: Options) => W,
): WorldEntry<W, Options> {
  return { knobs, create };
}

/** The same world under another id, with other defaults, limit or threshold. */
export function variant<W extends AnyWorld, Options extends object>(
  { knobs, create }: WorldEntry<W, Options>,
  id: string,
  changes: { readonly maxSteps?: number; readonly solvedAt?: number } = {},
  defaults?: Options,
): WorldEntry<W, Options> {
  const changed = (options?: Options): W => ({
    ...create({ ...defaults, ...options } as Options),
    id,
    ...changes,
  });
  return { knobs: withDefaults(knobs, defaults ?? {}), create: changed };
}

/** The table with other defaults, so that help and sliders say what holds. */
function withDefaults(knobs: Knobs, defaults: object): Knobs {
  const changed = Object.entries(defaults).map(([name, value]) => [
    name,
    { ...knobs[name], default: value },
  ]);
  return { ...knobs, ...Object.fromEntries(changed) };
}

/**
 * A world of a table.
 *
 * @throws UnknownNameError for an id that the table does not have, with the closest ones
 * @throws UnknownNameError, ValueError for options that the world does not know or cannot take
 */
export function worldNamed(table: WorldTable, id: string, options: object = {}): AnyWorld {
  const found = Object.hasOwn(table, id) ? table[id] : undefined;
  if (found === undefined) throw unknownName("world", id, Object.keys(table));
  const world = found.create(options as never);
  return world.id === id ? world : { ...world, id }; // a setting must not change the name it is found by
}
