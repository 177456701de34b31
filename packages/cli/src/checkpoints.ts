/**
 * Checkpoints of a run: checkpoint/<steps>/ holds tensors.safetensors and state.json, everything that the rest of the run depends on.
 *
 * One is written to a new folder, flushed to the disk and renamed; two generations stay. So at any moment, also when the machine
 * dies, the newest folder with a number for a name is whole.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  DataError,
  decodeState,
  type EncodedState,
  encodeState,
  GradusError,
  type StateArray,
} from "gradus/core";
import { readSafetensors, type SafetensorsArray, writeSafetensors } from "gradus/nn";
import { flush, makeFolder, storing, sweep, unfinished, writeDurably } from "./files.ts";

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

/** Adds a checkpoint and removes the ones before the last two. */
export function saveCheckpoint(
  run: Checkpointed,
  steps: number,
  state: object,
  kind: Kind = "checkpoint",
): void {
  const folder = folderOf(run, kind);
  const name = String(steps).padStart(12, "0");
  const target = join(folder, name);
  makeFolder(folder);
  try {
    writeState(unfinished(target), state);
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
}

export function writeState(folder: string, state: object): void {
  makeFolder(folder);
  const { json, tensors } = encodeState(state);
  writeDurably(join(folder, "tensors.safetensors"), withShapes(tensors));
  writeDurably(join(folder, "state.json"), json);
  flush(folder);
}

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
): unknown {
  const names = generations(run, kind);
  for (const name of names) {
    const folder = join(folderOf(run, kind), name);
    try {
      return readState(folder);
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

export function readState(folder: string): unknown {
  const state = decodeState(
    readFileSync(join(folder, "state.json"), "utf8"),
    arraysIn(join(folder, "tensors.safetensors")),
  );
  if (typeof state === "object" && state !== null) return state;
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
