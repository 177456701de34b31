/**
 * Environments by id, with types that follow from the id:
 *
 *     const env = make("FrozenLake-v1", { isSlippery: false, seed: 1 });
 *     env.reset();
 *     env.step(2); // a number; anything else does not compile
 */
import { Env, type EnvOptions } from "../env/env.ts";
import { type WorldEntry, worldNamed } from "../env/registry.ts";
import type { Space } from "../env/space.ts";
import { VectorEnv, type VectorOptions } from "../env/vector.ts";
import type { AnyWorld, World } from "../env/world.ts";
import { worlds } from "./worlds.ts";

export type WorldId = keyof typeof worlds;
/** Any text, with the known ids offered while typing. */
type SomeId = WorldId | (string & {});

type EntryOf<Id> = Id extends WorldId
  ? (typeof worlds)[Id]
  : WorldEntry<AnyWorld, Readonly<Record<string, unknown>>>;

/** The type of a world by its id; AnyWorld for a text that is not known before the run. */
export type WorldOf<Id> = EntryOf<Id> extends WorldEntry<infer W, never> ? W : never;
/** What can be set of a world. */
export type WorldOptions<Id> = NonNullable<Parameters<EntryOf<Id>["create"]>[0]>;

type EnvOf<W> = W extends World<infer S, infer O, infer A> ? Env<S, O, A> : never;
type VectorOf<W> = W extends World<infer S, infer O, infer A> ? VectorEnv<S, O, A> : never;

/**
 * A world by its id.
 *
 * @throws UnknownNameError for an unknown id or option, with the closest ones
 * @throws ValueError for an option outside its range
 */
export function makeWorld<Id extends SomeId>(id: Id, options?: WorldOptions<Id>): WorldOf<Id> {
  return worldNamed(worlds, id, options) as WorldOf<Id>;
}

/** One environment, by id with the world's options among the environment's, or around a world of one's own. */
export function make<State, O extends Space, A extends Space>(
  world: World<State, O, A>,
  options?: EnvOptions,
): Env<State, O, A>;
export function make<Id extends SomeId>(
  id: Id,
  options?: WorldOptions<Id> & EnvOptions,
): EnvOf<WorldOf<Id>>;
export function make(world: AnyWorld | string, options: EnvOptions = {}): unknown {
  const [own, others] = divided(options);
  return new Env(typeof world === "string" ? makeWorld(world, others) : world, own);
}

/** `count` environments stepped together, by id or around a world of one's own. */
export function makeVector<State, O extends Space, A extends Space>(
  world: World<State, O, A>,
  count: number,
  options?: VectorOptions,
): VectorEnv<State, O, A>;
export function makeVector<Id extends SomeId>(
  id: Id,
  count: number,
  options?: WorldOptions<Id> & VectorOptions,
): VectorOf<WorldOf<Id>>;
export function makeVector(
  world: AnyWorld | string,
  count: number,
  options: VectorOptions = {},
): unknown {
  const [own, others] = divided(options);
  return new VectorEnv(typeof world === "string" ? makeWorld(world, others) : world, count, own);
}

/** The options of an environment, and the rest, which are the world's. */
function divided({ seed, maxSteps, ...others }: EnvOptions): [EnvOptions, Record<string, unknown>] {
  return [
    { ...(seed === undefined ? {} : { seed }), ...(maxSteps === undefined ? {} : { maxSteps }) },
    others,
  ];
}
