/** The state of a deep agent: everything that the rest of its run depends on, as plain data and typed arrays. */
import { StateError } from "../../core/errors.ts";
import { unlike, warmOf } from "../../core/warm.ts";
import type { Transitions } from "../../data/transitions.ts";
import type { MomentsState } from "../../env/wrappers/moments.ts";
import { Tensor } from "../../tensor/tensor.ts";
import type { Encoder } from "./observations.ts";

/** Plain data and typed arrays from which an algorithm goes on, bit for bit. */
export type State = Readonly<Record<string, unknown>>;

type Tensors = Readonly<Record<string, Tensor>>;
type Table = Float32Array | Float64Array | Int32Array | Uint8Array;
/** Counters, changed in place. */
type Counters = Record<string, number>;

/** What can be part of a state. */
export type Part =
  | Tensor // a random stream of the engine, a buffer
  | Table
  | { readonly named: Tensors } // a network
  | { readonly state: Tensors } // an optimiser
  | { state(): unknown; restore(saved: never): unknown } // streams, environments, statistics
  | Counters;

/** Reads the state; `restore` puts one back into the live parts, which the agent of the reports reads. */
export interface Snapshot {
  (): State;
  restore(saved: State): void;
}

/**
 * The state of an algorithm from its parts: `const state = resumable({ net, climb, experience, random }, from)`. Where `from` is
 * given, the parts first take over what it holds; of `{ warm: state }` only the networks, and the scale on which they see; with
 * `{ data: transitions }` the replay begins with what somebody else lived through. The two may stand together.
 *
 * @throws StateError for a state of another algorithm, network or world, or for data where there is no replay
 */
export function resumable(
  parts: Readonly<Record<string, Part | undefined>>,
  from?: State,
): Snapshot {
  const present = Object.entries(parts).filter(
    (entry): entry is [string, Part] => entry[1] !== undefined,
  );
  const state = (): State =>
    Object.fromEntries(present.map(([name, part]) => [name, copyOf(part)]));
  const restore = (saved: State): void => {
    for (const [name, part] of present) {
      if (saved[name] === undefined)
        throw new StateError(`The saved state has no "${name}"; it belongs to another algorithm.`);
      put(part, saved[name], name);
    }
  };
  const [warm, data] = [warmOf(from), dataOf(from)];
  if (warm !== undefined) takeOver(present, warm);
  if (data !== undefined) fill(present, data);
  if (from !== undefined && warm === undefined && data === undefined) restore(from);
  return Object.assign(state, { restore });
}

/** With what a replay is to begin; a state has no part of this name. */
const dataOf = (from: State | undefined): Transitions | undefined =>
  from?.["data"] as Transitions | undefined;

function fill(parts: readonly (readonly [string, Part])[], data: Transitions): void {
  const [replay] = parts.flatMap(([, part]) => (canFill(part) ? [part] : []));
  if (replay === undefined)
    throw new StateError("This algorithm keeps no replay that data could go into.");
  replay.fill(data);
}

const canFill = (part: Part): part is Part & { fill(data: Transitions): void } =>
  !(part instanceof Tensor) &&
  !ArrayBuffer.isView(part) &&
  "fill" in part &&
  typeof part.fill === "function";

/** The networks of another run, and the scale on which they see, in a new run. */
function takeOver(parts: readonly (readonly [string, Part])[], warm: State): void {
  const networks = parts.filter(([, part]) => isNetwork(part));
  const names = networks.map(([name]) => name);
  if (names.length === 0 || !names.every((name) => warm[name] !== undefined))
    throw unlike(names, warm);
  for (const [name, part] of networks) {
    put(part, warm[name], name);
    const { encoder } = part as { readonly encoder?: Encoder };
    const { normaliser } = (warm["experience"] ?? {}) as { readonly normaliser?: MomentsState };
    if (normaliser) encoder?.normaliser?.restore(normaliser);
  }
}

const isNetwork = (part: Part): boolean =>
  !(part instanceof Tensor) && !ArrayBuffer.isView(part) && "named" in part;

function copyOf(part: Part): unknown {
  if (part instanceof Tensor) return part.data.slice();
  if (ArrayBuffer.isView(part)) return part.slice();
  const tensors = tensorsOf(part);
  if (tensors !== undefined)
    return Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, t.data.slice()]));
  return isLive(part) ? part.state() : { ...(part as Counters) };
}

function put(part: Part, saved: unknown, name: string): void {
  const tensors = tensorsOf(part);
  if (part instanceof Tensor) assign(part, saved, name);
  else if (ArrayBuffer.isView(part)) part.set(fitting(part.length, saved, name));
  else if (tensors !== undefined) {
    const values = saved as Readonly<Record<string, unknown>>;
    const [here, there] = [Object.keys(tensors), Object.keys(values)];
    const odd =
      here.find((key) => !there.includes(key)) ?? there.find((key) => !here.includes(key));
    if (odd !== undefined) {
      throw new StateError(
        `The saved "${name}" and the one of this run differ in "${odd}"; it belongs to another network or world.`,
      );
    }
    for (const key of here) fitting(tensors[key].size, values[key], `${name}.${key}`);
    for (const key of here) assign(tensors[key], values[key], `${name}.${key}`);
  } else if (isLive(part)) part.restore(saved as never);
  else Object.assign(part, saved);
}

const isLive = (part: Part): part is { state(): unknown; restore(saved: never): unknown } =>
  "restore" in part && typeof part.restore === "function";

function tensorsOf(part: Part): Tensors | undefined {
  if (part instanceof Tensor || ArrayBuffer.isView(part)) return undefined;
  if ("named" in part && typeof part.named === "object") return part.named as Tensors;
  if ("state" in part && typeof part.state === "object") return part.state as Tensors;
  return undefined;
}

function assign(t: Tensor, saved: unknown, name: string): void {
  t.assign(fitting(t.size, saved, name));
}

function fitting(size: number, saved: unknown, name: string): ArrayLike<number> {
  const values = saved as ArrayLike<number>;
  if (values?.length === size) return values;
  throw new StateError(
    `The saved "${name}" has ${values?.length ?? "no"} numbers, this run needs ${size}; it belongs to another network or world.`,
  );
}
