/**
 * A policy in use: observations of the world in, actions of the world out, as the world itself has them (a number, a list, a
 * record), with everything inside that belongs to it: frames, one-hot forms, normaliser, network or table, scaling of actions.
 */
import type { AgentNetworks } from "../agents/parts/agent.ts";
import { ShapeError, ValueError } from "../core/errors.ts";
import type { Rng } from "../core/random.ts";
import {
  describe,
  flatArray,
  flatSize,
  type Numbers,
  readFlat,
  type Space,
  sampleMasked,
} from "../env/space.ts";
import type { AnyWorld } from "../env/world.ts";
import type { Agent, Algorithm } from "./algorithm.ts";
import { fitted } from "./fitted.ts";

export interface PolicyOptions {
  /** The best action (default), or one drawn as the policy does while it learns. */
  readonly deterministic?: boolean;
  /** 1 for each choice that is allowed now, 0 for the others; in worlds that forbid actions at times. */
  readonly mask?: ArrayLike<number>;
}

/** What a policy knows of the world that it was trained in. */
export interface PolicyWorld {
  readonly id: string;
  readonly title: string;
  /** As the network sees it: with frames stacked. */
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  /** The world forbids actions at times. */
  readonly masked: boolean;
  /** Observations are the last `count` of this space. */
  readonly stacked?: AnyWorld["stacked"];
}

export interface Policy<Action = unknown> {
  readonly algorithm: string;
  readonly world: PolicyWorld;
  /**
   * The action in a state.
   *
   * @param observation as the world has it: a number, a list of numbers (row-major), a list or record of parts. Where frames are
   *   stacked, the newest alone; the policy remembers the others
   * @throws ShapeError for another number of numbers, ValueError for NaN or a value that the space does not have
   */
  act(observation: unknown, options?: PolicyOptions): Action;
  /** An episode begins: what the policy remembers (frames, recurrent states) goes. */
  begin(): void;
  /** V(s), where the policy came with a critic. */
  value?(observation: unknown): number;
  /** Its network, where it has one. */
  readonly network?: AgentNetworks;
}

/** What a policy needs of a world to know how it is to be spoken to. */
export function policyWorld(world: AnyWorld): PolicyWorld {
  const { id, title, observationSpace, actionSpace, stacked } = world;
  const masked = world.mask !== undefined;
  return {
    id,
    title,
    observationSpace,
    actionSpace,
    masked,
    ...(stacked === undefined ? {} : { stacked }),
  };
}

/**
 * The agent of an algorithm as a policy.
 *
 * @param random for what the agent leaves open: an allowed action where it knows none
 */
export function policyOf<Action = unknown>(
  algorithm: string,
  entry: Algorithm,
  agent: Agent,
  world: PolicyWorld,
  random: Rng,
): Policy<Action> {
  const { actionSpace, stacked } = world;
  const shown = stacked?.space ?? world.observationSpace;
  const read = reader(shown, `The observation`);
  const flat = flatArray(world.observationSpace);
  const size = flatSize(shown);
  const latest = flat.length - size;
  const answer = answering(entry, agent, world);
  const allowed = allowing(actionSpace, random);
  const value = valuing(entry, agent, world);
  let isFirst = true;

  /** Puts an observation behind the frames before it. */
  const look = (observation: unknown, out: Numbers): Numbers => {
    if (!isFirst) out.copyWithin(0, size);
    read(observation, out, latest);
    if (isFirst) for (let at = 0; at < latest; at += size) out.copyWithin(at, latest);
    return out;
  };
  const see = (observation: unknown): Numbers => {
    look(observation, flat);
    isFirst = false;
    return flat;
  };
  const { network } = agent as { readonly network?: AgentNetworks };
  return {
    algorithm,
    world,
    act(observation, options = {}) {
      const { deterministic = true, mask } = options;
      const given = mask === undefined ? undefined : maskOf(mask, actionSpace);
      return allowed(answer(see(observation), deterministic, given), given) as Action;
    },
    begin() {
      isFirst = true;
      agent.begin?.();
    },
    ...(value === undefined
      ? {}
      : {
          value: (observation: unknown) => value(look(observation, flat.slice())),
        }),
    ...(network === undefined ? {} : { network }),
  };
}

/** The agent's action as the world has it. */
type Answer = (flat: Numbers, deterministic: boolean, mask: Uint8Array | undefined) => unknown;

function answering(entry: Algorithm, agent: Agent, world: PolicyWorld): Answer {
  const { actionSpace } = world;
  if (entry.sees === "observation") {
    const act = agent.act.bind(agent) as (
      seen: Numbers,
      options: { readonly deterministic: boolean; readonly mask: Uint8Array | undefined },
    ) => Numbers;
    const isWhole = actionSpace.kind === "tuple" || actionSpace.kind === "dict";
    return (flat, deterministic, mask) => {
      const action = act(flat, { deterministic, mask });
      if (actionSpace.kind === "discrete") return action[0];
      return isWhole ? readFlat(actionSpace, action) : action;
    };
  }
  const start = actionSpace.kind === "discrete" ? actionSpace.start : 0;
  const see = seeing(entry, world);
  const act = agent.act.bind(agent) as (
    seen: unknown,
    options: { readonly deterministic: boolean; readonly mask: Uint8Array | undefined },
  ) => unknown;
  return (flat, deterministic, mask) => {
    const action = act(see(flat), { deterministic, mask });
    return typeof action === "number" ? action + start : action;
  };
}

/** What a table or linear functions of features see of an observation in flat form. */
function seeing(entry: Algorithm, world: PolicyWorld): (flat: Numbers) => unknown {
  const fit = fitted(
    { ...entry, sees: entry.sees === "model" ? "state" : (entry.sees ?? "state") },
    standIn(world),
  );
  const { observationSpace } = fit;
  const first = observationSpace.kind === "discrete" ? observationSpace.start : 0;
  const seen = new Float64Array(flatSize(observationSpace));
  return (flat) => {
    fit.observe(flat, seen, 0);
    for (let i = 0; i < seen.length; i++) seen[i] -= first;
    return entry.sees === "features" ? seen : seen[0];
  };
}

function valuing(
  entry: Algorithm,
  agent: Agent,
  world: PolicyWorld,
): ((flat: Numbers) => number) | undefined {
  const { value } = agent as { value?(seen: unknown): number | ArrayLike<number> };
  if (value === undefined) return undefined;
  const see = entry.sees === "observation" ? (flat: Numbers) => flat : seeing(entry, world);
  return (flat) => {
    const v = value.call(agent, see(flat));
    return typeof v === "number" ? v : v[0];
  };
}

/** Where an agent answers with a forbidden choice (a table, in a state that it never saw), an allowed one is drawn. */
function allowing(
  space: Space,
  random: Rng,
): (action: unknown, mask: Uint8Array | undefined) => unknown {
  if (space.kind !== "discrete") return (action) => action;
  return (action, mask) =>
    mask === undefined || mask[(action as number) - space.start] === 1
      ? action
      : sampleMasked(space, mask, random);
}

function maskOf(mask: ArrayLike<number>, space: Space): Uint8Array {
  const n =
    space.kind === "discrete"
      ? space.n
      : space.kind === "multiDiscrete"
        ? space.nvec.reduce((sum, k) => sum + k, 0)
        : undefined;
  if (n !== undefined && mask.length !== n) {
    throw new ShapeError(
      `The mask has ${mask.length} entries; the actions are ${describe(space)}: give ${n}, 1 where a choice is allowed.`,
    );
  }
  return mask instanceof Uint8Array ? mask : Uint8Array.from(mask);
}

/** A world of the right spaces that only ever shows the observation that is its state. */
export function standIn(world: PolicyWorld): AnyWorld {
  const { id, title, observationSpace, actionSpace, masked } = world;
  const absent = (): never => {
    throw new ValueError(
      `A policy of ${id} was asked for the world itself, which is not in its file. Train or evaluate with the world.`,
    );
  };
  return {
    id,
    title,
    observationSpace,
    actionSpace,
    maxSteps: 1,
    create: absent,
    reset: absent,
    step: absent,
    observe: (flat: Numbers, out: Numbers, at: number) => out.set(flat, at),
    ...(masked ? { mask: absent } : {}),
  };
}

/** Writes a value in flat form, and refuses what is none of the space. */
type Reader = (value: unknown, out: Numbers, at: number) => void;

function reader(space: Space, name: string): Reader {
  switch (space.kind) {
    case "discrete":
      return wholeReader(space.start, space.n, name);
    case "multiDiscrete":
      return listReader(space, name, (v, i) => Number.isInteger(v) && v >= 0 && v < space.nvec[i]);
    case "multiBinary":
      return listReader(space, name, (v) => v === 0 || v === 1);
    case "box":
      return listReader(space, name, (v) => v === v);
    default: {
      const parts = Object.entries<Space>(space.spaces).map(([key, part]) => {
        const size = flatSize(part);
        return { key, size, read: reader(part, `${name}'s part "${key}"`) };
      });
      return (value, out, at) => {
        if (typeof value !== "object" || value === null)
          throw new ShapeError(`${name} is ${String(value)}; expected ${describe(space)}.`);
        for (const { key, size, read } of parts) {
          read((value as Readonly<Record<string, unknown>>)[key], out, at);
          at += size;
        }
      };
    }
  }
}

function wholeReader(start: number, n: number, name: string): Reader {
  return (value, out, at) => {
    const v = value as number;
    if (!(Number.isInteger(v) && v >= start && v < start + n)) {
      throw new ValueError(
        `${name} is ${String(value)}; expected a whole number from ${start} to ${start + n - 1}.`,
      );
    }
    out[at] = v;
  };
}

function listReader(space: Space, name: string, isIn: (v: number, i: number) => boolean): Reader {
  const n = flatSize(space);
  const isNumber = space.kind === "box" && space.shape.length === 0;
  return (value, out, at) => {
    const list = (isNumber && typeof value === "number" ? [value] : value) as ArrayLike<number>;
    if (list?.length !== n || typeof list !== "object") {
      const has = list?.length === undefined ? `is ${String(value)}` : `has ${list.length} numbers`;
      throw new ShapeError(
        `${name} ${has}; expected ${describe(space)}: ${n} numbers in one list.`,
      );
    }
    for (let i = 0; i < n; i++) {
      const v = list[i];
      if (typeof v !== "number" || !isIn(v, i)) {
        throw new ValueError(
          `${name} has ${String(v)} at place ${i}; expected ${describe(space)}. ${hint(v)}`,
        );
      }
      out[at + i] = v;
    }
  };
}

const hint = (v: unknown): string =>
  Number.isNaN(v)
    ? "Look where the world divides by 0 or reads what is not there."
    : "Numbers only, in row-major order.";
