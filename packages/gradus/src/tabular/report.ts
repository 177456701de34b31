/** What every tabular algorithm yields, and what an agent of tables can do. */
import { StateError } from "../core/errors.ts";
import type { Rng } from "../core/random.ts";
import { unlike, warmOf } from "../core/warm.ts";
import type { Walker, WalkState } from "./walker.ts";

/** The live policy. */
export interface TabularAgent {
  /** An action in state S; greedy if deterministic. Actions count from 0. */
  act(S: number, options?: { readonly deterministic?: boolean }): number;
  /** The value of a state, where the algorithm has one. */
  value?(S: number): number;
}

/** Plain data and typed arrays from which an algorithm goes on, bit for bit. */
export type TabularState = { readonly walk?: WalkState } & Readonly<Record<string, unknown>>;

/** One report per episode (or sweep); the arrays in it are live. */
export interface TabularReport {
  /** Environment steps, of all episodes. */
  readonly steps: number;
  readonly episodes: number;
  /** Return of the episode that has just ended; null where there is none. */
  readonly episodeReturn: number | null;
  readonly agent: TabularAgent;
  state(): TabularState;
}

/** What can be part of a state: streams, walks, and tables. */
type Part = Rng | Walker | Saved | Float64Array | Int32Array | Uint8Array;
/** Anything else that can be saved as plain data. */
export interface Saved {
  save(): unknown;
  restore(saved: never): void;
}

/** Reads the state of a run; `restore` puts one back into the live tables, which the agent of its reports reads. */
export interface Snapshot {
  (): TabularState;
  restore(saved: TabularState): void;
}

/**
 * The state of an algorithm from its parts: `const state = resumable({ walk, random, Q: Q.values }, from)`. Where `from` is
 * given, the parts first take over what it holds; of `{ warm: state }` only the tables that were learned.
 */
export function resumable(parts: Readonly<Record<string, Part>>, from?: TabularState): Snapshot {
  const state = () =>
    Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, copyOf(part)]),
    ) as TabularState;
  const restore = (saved: TabularState): void => {
    for (const [name, part] of Object.entries(parts)) put(part, saved[name], name);
  };
  const warm = warmOf(from);
  if (warm !== undefined) takeOver(parts, warm);
  else if (from !== undefined) restore(from);
  return Object.assign(state, { restore });
}

/** What tables are called that hold something learned: values, weights, preferences, a search distribution. */
const learned: ReadonlySet<string> = new Set([
  "Q",
  "Q1",
  "Q2",
  "V",
  "V1",
  "V2",
  "H",
  "w",
  "theta",
  "policy",
  "mu",
]);

/** The tables of another run, in a new one. */
function takeOver(parts: Readonly<Record<string, Part>>, warm: TabularState): void {
  const names = Object.keys(parts).filter((name) => learned.has(name) && isTable(parts[name]));
  if (names.length === 0 || !names.every((name) => warm[name] !== undefined))
    throw unlike(names, warm);
  for (const name of names) put(parts[name], warm[name], name);
}

const isTable = (part: Part): part is Float64Array | Int32Array | Uint8Array =>
  ArrayBuffer.isView(part);

function copyOf(part: Part): unknown {
  if (isTable(part)) return part.slice();
  return "save" in part ? part.save() : part.state();
}

function put(part: Part, saved: unknown, name: string): void {
  if (saved === undefined)
    throw new StateError(`The saved state has no "${name}"; it belongs to another algorithm.`);
  if (!isTable(part)) {
    part.restore(saved as never);
    return;
  }
  const { length } = saved as ArrayLike<number>;
  if (length !== part.length) {
    throw new StateError(
      `The saved "${name}" has ${length} numbers, this world needs ${part.length}; it belongs to another world.`,
    );
  }
  part.set(saved as ArrayLike<number>);
}
