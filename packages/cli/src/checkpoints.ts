/**
 * Checkpoints of a run: checkpoint/<steps>/ holds tensors.safetensors and state.json, everything that the rest of the run depends on.
 *
 * One is written to a new folder, flushed to the disk and renamed; two generations stay. So at any moment, also when the machine
 * dies, the newest folder with a number for a name is whole.
 *
 * Rows of replay never change once they are written, so they are stored once: in checkpoint/segments/, each segment a file that is
 * whole before the first checkpoint that needs it (segments.json of its folder names all of them), and that goes when none needs it any more.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  attached,
  DataError,
  decodeState,
  detached,
  type EncodedState,
  encodeState,
  GradusError,
  type Segment,
  type StateArray,
  withoutRows,
} from "gradus/core";
import { readSafetensors, type SafetensorsArray, writeSafetensors } from "gradus/nn";
import { flush, makeFolder, replace, storing, sweep, unfinished, writeDurably } from "./files.ts";

/** Any folder with checkpoints in it. */
export interface Checkpointed {
  /** Absolute. */
  readonly path: string;
  /** As a person would type it. */
  readonly shown: string;
}

const kept = 2; // generations

/** Of what: the newest states, or the ones that did best in an evaluation. */
export type Kind = "checkpoint" | "best";

const folderOf = ({ path }: Checkpointed, kind: Kind): string => join(path, kind);

/** The rows of replay are no part of what is saved, or read. */
export interface RowOptions {
  /** Where they are left out: a run trained with --no-replay, a policy that is only to act. */
  readonly withoutReplay?: boolean;
}

/** Adds a checkpoint and removes the ones before the last two. What did best is only to act: its replay is left out. */
export function saveCheckpoint(
  run: Checkpointed,
  steps: number,
  state: object,
  kind: Kind = "checkpoint",
  { withoutReplay = kind === "best" }: RowOptions = {},
): void {
  const folder = folderOf(run, kind);
  const name = String(steps).padStart(12, "0");
  const target = join(folder, name);
  makeFolder(folder);
  try {
    const apart = detached(withoutReplay ? withoutRows(state).state : state);
    saveSegments(folder, apart.segments, savedBefore(folder, name));
    writeState(unfinished(target), apart.state, [...apart.segments.keys()]);
    storing(target, () => {
      rmSync(target, { recursive: true, force: true });
      renameSync(unfinished(target), target);
    });
  } catch (error) {
    sweep(folder); // half a checkpoint helps nobody, and the disk may be full
    throw error;
  }
  flush(folder);
  for (const old of generations(run, kind).slice(kept))
    rmSync(join(folder, old), { recursive: true, force: true });
  dropSegments(folder, generations(run, kind));
}

export function writeState(folder: string, state: object, segments: readonly string[] = []): void {
  makeFolder(folder);
  const { json, tensors } = encodeState(state);
  writeDurably(join(folder, "tensors.safetensors"), withShapes(tensors));
  writeDurably(join(folder, "state.json"), json);
  if (segments.length > 0) writeDurably(join(folder, listFile), JSON.stringify(segments));
  flush(folder);
}

// ── segments ────────────────────────────────────────────────────────────────────────────────────

const segmentFolder = "segments";
const listFile = "segments.json";

const segmentFile = (folder: string, name: string): string =>
  join(folder, segmentFolder, `${name}.safetensors`);

/** Names that a generation needs; none where it is damaged. */
function needs(generation: string): string[] {
  try {
    const names: unknown = JSON.parse(readFileSync(join(generation, listFile), "utf8"));
    return Array.isArray(names) ? names.map(String) : [];
  } catch {
    return [];
  }
}

/** What the generations up to this one have brought to the disk. */
function savedBefore(folder: string, name: string): ReadonlySet<string> {
  const before = readdirSync(folder).filter((other) => /^\d+$/.test(other) && other <= name);
  const names = before.flatMap((other) => needs(join(folder, other)));
  return new Set(names.filter((segment) => existsSync(segmentFile(folder, segment))));
}

/** Writes the segments that are new; each is whole, or not there. */
function saveSegments(
  folder: string,
  segments: ReadonlyMap<string, () => Segment>,
  saved: ReadonlySet<string>,
): void {
  const fresh = [...segments].filter(([name]) => !saved.has(name));
  if (fresh.length === 0) return;
  makeFolder(join(folder, segmentFolder));
  for (const [name, read] of fresh) {
    const columns = new Map(Object.entries(read().columns));
    replace(segmentFile(folder, name), withShapes(columns));
  }
  flush(join(folder, segmentFolder));
}

/** Removes the segments that none of these generations needs. */
function dropSegments(folder: string, generations: readonly string[]): void {
  const segments = join(folder, segmentFolder);
  if (!existsSync(segments)) return;
  const needed = new Set(generations.flatMap((name) => needs(join(folder, name))));
  for (const file of readdirSync(segments)) {
    if (!needed.has(file.replace(/\.safetensors$/, ""))) rmSync(join(segments, file));
  }
  if (readdirSync(segments).length === 0) rmSync(segments, { recursive: true });
}

/** Before a run goes on from a checkpoint: takes back the segments that were saved after it. */
export function cutSegments(run: Checkpointed, steps: number): void {
  const names = generations(run).filter((name) => Number(name) <= steps);
  dropSegments(folderOf(run, "checkpoint"), names);
}

// ── reading ─────────────────────────────────────────────────────────────────────────────────────

/** Names of the whole checkpoints, newest first. */
function generations(run: Checkpointed, kind: Kind = "checkpoint"): string[] {
  const folder = folderOf(run, kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d+$/.test(name))
    .sort()
    .reverse();
}

/** Steps of the newest checkpoint; undefined if there is none. */
export function newestSteps(run: Checkpointed, kind: Kind = "checkpoint"): number | undefined {
  const [newest] = generations(run, kind);
  return newest === undefined ? undefined : Number(newest);
}

/** Takes back what was saved after a step. */
export function cutCheckpoints(run: Checkpointed, steps: number, kind: Kind): void {
  for (const name of generations(run, kind)) {
    if (Number(name) > steps) rmSync(join(folderOf(run, kind), name), { recursive: true });
  }
}

export const hasCheckpoint = (run: Checkpointed): boolean => generations(run).length > 0;

/**
 * The newest checkpoint that can be read; an older one when the newest is damaged, which `warn` is told.
 *
 * @returns undefined if the run was stopped before its first checkpoint
 * @throws DataError if there are checkpoints and none can be read
 */
export function loadCheckpoint(
  run: Checkpointed,
  warn: (message: string) => void,
  kind: Kind = "checkpoint",
  options: RowOptions = {},
): unknown {
  const names = generations(run, kind);
  for (const name of names) {
    const folder = join(folderOf(run, kind), name);
    try {
      return readState(folder, options);
    } catch (error) {
      if (!(error instanceof GradusError) && !(error instanceof Error && "code" in error))
        throw error;
      warn(`Checkpoint ${folder} is damaged (${error.message}); going back to the one before.`);
    }
  }
  if (names.length === 0) return undefined;
  throw new DataError(
    `None of the ${names.length} checkpoints in ${run.path} can be read. Start the run again.`,
  );
}

export function readState(folder: string, { withoutReplay = false }: RowOptions = {}): unknown {
  const state = decodeState(
    readFileSync(join(folder, "state.json"), "utf8"),
    arraysIn(join(folder, "tensors.safetensors")),
  );
  if (typeof state === "object" && state !== null) {
    return withoutReplay
      ? withoutRows(state).state
      : attached(state, (name) => Object.fromEntries(arraysIn(segmentFile(dirname(folder), name))));
  }
  throw new DataError(`${join(folder, "state.json")} holds no state`);
}

/**
 * After a training that diverged: checkpoints with NaN in an array are set aside, so that the newest that stays is a good one.
 *
 * @returns the steps of that one; undefined if none is good, and then all stay
 */
export function setAsideDiverged(run: Checkpointed): number | undefined {
  const names = generations(run);
  const good = names.find(
    (name) => !holdsNaN(join(folderOf(run, "checkpoint"), name, "tensors.safetensors")),
  );
  if (good === undefined) return undefined;
  for (const name of names.slice(0, names.indexOf(good))) {
    const folder = join(folderOf(run, "checkpoint"), name);
    rmSync(`${folder}.diverged`, { recursive: true, force: true });
    renameSync(folder, `${folder}.diverged`);
  }
  return Number(good);
}

function holdsNaN(file: string): boolean {
  for (const array of arraysIn(file).values()) {
    if (!(array instanceof Float32Array || array instanceof Float64Array)) continue;
    for (let i = 0; i < array.length; i++) if (array[i] !== array[i]) return true;
  }
  return false;
}

/** Arrays of a state are rank 1; the shapes of parameters are the network's. */
function withShapes(arrays: EncodedState["tensors"]): Uint8Array {
  return writeSafetensors(
    new Map(
      Array.from(arrays, ([name, data]) => [
        name,
        { shape: [data.length], data: data as SafetensorsArray },
      ]),
    ),
  );
}

function arraysIn(file: string): Map<string, StateArray> {
  return new Map(
    Array.from(readSafetensors(readFileSync(file), file).tensors, ([name, { data }]) => [
      name,
      data,
    ]),
  );
}
