/** The world that a command is about: by its id, or out of a module of the user's own. */
import { existsSync } from "node:fs";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Networks } from "gradus/agents";
import { type ConfigOf, configure, type Knobs, parseKnob, unknownName } from "gradus/core";
import {
  type AnyWorld,
  worldOf as adapted,
  checkWorld,
  type EnvSource,
  guarded,
  type WorldTable,
  worldNamed,
} from "gradus/env";
import { worlds } from "gradus/envs";
import { type Algorithm, algorithmNamed, withNetworks } from "gradus/run";
import { UsageError } from "./usage.ts";

type Values = Readonly<Record<string, number | string | boolean>>;

/** How a world is found again: what config.json keeps. */
export interface WorldAddress {
  /** Its id; without one, the module says. */
  readonly env: string | undefined;
  /** Absolute. */
  readonly envModule: string | null;
  readonly world: Values;
}

const table: WorldTable = worlds;

/** What can be set of a world that comes with Gradus; nothing of others. */
export function worldKnobs(id: string | undefined): Knobs {
  return id !== undefined && Object.hasOwn(table, id) ? table[id].knobs : {};
}

/** @throws UnknownNameError with the closest ids; UsageError if the module is missing, broken or exports another world */
export async function openWorld({ env, envModule, world }: WorldAddress): Promise<AnyWorld> {
  if (envModule === null) {
    if (env === undefined) {
      throw new UsageError("Which world? Give its id (`gradus list envs`), or --env-module FILE.");
    }
    return worldNamed(table, env, world);
  }
  return guarded(await ownWorld(env, envModule));
}

/** A world of the user's own that is met for the first time: says what it breaks of the contract. */
export async function openVetted(
  address: WorldAddress,
  warn: (message: string) => void,
): Promise<AnyWorld> {
  const { env, envModule } = address;
  if (envModule !== null) vet(await ownWorld(env, envModule), envModule, warn);
  return openWorld(address);
}

async function ownWorld(env: string | undefined, envModule: string): Promise<AnyWorld> {
  const own = await worldOf(envModule);
  if (env === undefined || env === own.id) return own;
  throw new UsageError(
    `${envModule} exports the world "${own.id}", not "${env}". Write ${own.id}, or leave it out.`,
  );
}

const demand =
  "export const world = { id, title, observationSpace, … }, or a class with reset and step";

/** The export `world` of a module. */
export async function worldOf(file: string): Promise<AnyWorld> {
  const { world, ...others } = await imported(file);
  const [environment] = world === undefined ? Object.values(others).filter(isEnvironment) : [];
  if (environment !== undefined) return adapted(environment as EnvSource);
  if (world === undefined) {
    const found = Object.keys(others);
    const has = found.length === 0 ? "It exports nothing." : `It exports ${found.join(", ")}.`;
    throw new UsageError(`${file} has no export named "world": write \`${demand}\`. ${has}`);
  }
  if (isEnvironment(world)) return adapted(world as EnvSource);
  if (typeof world !== "object" || world === null) {
    throw new UsageError(
      `${file}: the export "world" is a ${typeof world}; it must be a world itself: \`${demand}\`.`,
    );
  }
  return world as AnyWorld;
}

/** A class whose objects step, or an object that steps and is no world. */
function isEnvironment(value: unknown): boolean {
  if (typeof value === "function") return typeof value.prototype?.step === "function";
  return typeof value === "object" && value !== null && "step" in value && !("observe" in value);
}

/** The trunks that a module of the user's own exports beside its world, for deep algorithms. */
export async function ownNetworks(envModule: string | null): Promise<Networks | undefined> {
  if (envModule === null) return undefined;
  const { networks } = await imported(envModule);
  if (networks === undefined) return undefined;
  const { actor, critic } = networks as Partial<Networks>;
  if (typeof actor === "function" && typeof critic === "function") return networks as Networks;
  throw new UsageError(
    `${envModule}: the export "networks" must be { actor, critic }, two functions (inputs, random) → trunk.`,
  );
}

/** An algorithm by name, with the networks that the module of a run brings. */
export async function entryFor(algorithm: string, envModule: string | null): Promise<Algorithm> {
  const networks = await ownNetworks(envModule);
  const entry = algorithmNamed(algorithm);
  return networks === undefined ? entry : withNetworks(entry, networks);
}

/** What a word on the command line and `--env-module` mean: an id, or a file. */
export function addressed(
  cwd: string,
  env: string | undefined,
  envModule: string | undefined,
): { readonly env: string | undefined; readonly envModule: string | null } {
  if (envModule !== undefined) return { env, envModule: resolve(cwd, envModule) };
  if (env === undefined || !isModule(cwd, env) || Object.hasOwn(table, env))
    return { env, envModule: null };
  return { env: undefined, envModule: resolve(cwd, env) };
}

/** @throws UsageError if nothing can be done with the world at all */
function vet(world: AnyWorld, file: string, warn: (message: string) => void): void {
  const [first] = checkWorld(world).filter(({ severity }) => severity === "error");
  if (world.cannotCopy === true)
    warn(
      `${world.id} keeps its state to itself: a resumed run begins new episodes, and is not bit for bit the same. Give it getState() and setState().`,
    );
  if (first === undefined) return;
  const message = `${file} breaks the contract of a world: ${first.message} All findings: gradus check-env ${file}`;
  if (first.rule === "members") throw new UsageError(message);
  warn(message);
}

async function imported(file: string): Promise<Readonly<Record<string, unknown>>> {
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`);
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const hint =
      code === "ERR_UNKNOWN_FILE_EXTENSION"
        ? ` This Node reads no ${extname(file)} files: use Node 24, or a .mjs file.`
        : "";
    throw new UsageError(`${file} cannot be imported: ${why}.${hint}`);
  }
}

/** Whether a word on the command line means a file rather than an id. */
export function isModule(cwd: string, word: string): boolean {
  return /\.([cm]?js|m?ts)$/.test(word) || /[\\/]/.test(word) || existsSync(resolve(cwd, word));
}

/**
 * Divides `--set` among an algorithm and a world: a name goes to the algorithm if it has such a knob, else to the world;
 * `env.name` always to the world. What is set goes before the preset, and that before the defaults.
 *
 * @throws UnknownNameError, ValueError for a setting that neither allows
 */
export function divided<const K extends Knobs>(
  own: K,
  world: Knobs,
  given: readonly string[] = [],
  preset: Values = {},
): { readonly knobs: ConfigOf<K>; readonly world: Values } {
  const mine: Partial<ConfigOf<K>>[] = [];
  const others: Values[] = [];
  for (const setting of given) {
    const name = /^[^=]*/.exec(setting)?.[0].trim() ?? "";
    if (name.startsWith("env.")) others.push(parsed(world, setting.trim().slice("env.".length)));
    else if (Object.hasOwn(world, name) && !Object.hasOwn(own, name))
      others.push(parsed(world, setting));
    else if (Object.hasOwn(own, name) || !setting.includes("=")) mine.push(parseKnob(own, setting));
    else throw unknownName("hyper-parameter", name, [...Object.keys(own), ...Object.keys(world)]);
  }
  return {
    knobs: configure(own, Object.assign({}, preset, ...mine) as Partial<ConfigOf<K>>),
    world: Object.assign({}, ...others) as Values,
  };
}

const parsed = (knobs: Knobs, setting: string): Values => parseKnob(knobs, setting) as Values;
