/**
 * Data sets of transitions on the disk: a folder of .npy files with a dataset.json. It is written beside its place, flushed and
 * renamed, so that nobody ever sees half of one.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  datasetFile,
  readTransitions,
  returnsOf,
  type Transitions,
  writeTransitions,
} from "gradus/data";
import { flush, makeFolder, storing, unfinished, writeDurably } from "./files.ts";
import { count, figure } from "./terminal.ts";
import { UsageError } from "./usage.ts";

/** @throws UsageError where something stands already: data are not overwritten */
export function refuseTaken(folder: string, shown: string): void {
  if (!existsSync(folder)) return;
  if (existsSync(join(folder, datasetFile)))
    throw new UsageError(
      `${shown} already holds a data set. Choose another folder, or remove it first.`,
    );
  if (readdirSync(folder).length > 0)
    throw new UsageError(`${shown} is not empty. Choose another folder for the data set.`);
}

export function saveTransitions(folder: string, data: Transitions): void {
  const half = unfinished(folder);
  removed(half);
  makeFolder(half);
  try {
    for (const [name, bytes] of writeTransitions(data)) writeDurably(join(half, name), bytes);
    flush(half);
    if (existsSync(folder)) rmdirSync(folder); // an empty one
    storing(folder, () => renameSync(half, folder));
  } catch (error) {
    removed(half);
    throw error;
  }
  flush(dirname(folder));
}

/** @throws UsageError if there is no such folder, DataError for a data set that is damaged */
export function loadTransitions(folder: string, shown: string): Transitions {
  if (!existsSync(folder))
    throw new UsageError(
      `There is no folder ${shown}. \`gradus record RUN --transitions ${shown}\` makes a data set.`,
    );
  return readTransitions((name) => {
    const file = join(folder, name);
    return existsSync(file) ? readFileSync(file) : undefined;
  }, shown);
}

/** "5 episodes, 2,500 steps, return 500 (500 to 500)." */
export function transitionsText(data: Transitions): string {
  const returns = returnsOf(data);
  const mean = returns.reduce((sum, g) => sum + g, 0) / returns.length;
  const range = `${figure(Math.min(...returns))} to ${figure(Math.max(...returns))}`;
  const episodes = `${returns.length} ${returns.length === 1 ? "episode" : "episodes"}`;
  return `${count(data.length)} transitions of ${episodes}, mean return ${figure(mean)} (${range}).`;
}

/** Nothing is there afterwards; where nothing can be, because a part of the path is a file, some Nodes would throw. */
function removed(path: string): void {
  if (existsSync(path)) rmSync(path, { recursive: true });
}
