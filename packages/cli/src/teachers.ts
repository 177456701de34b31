/**
 * Whom a run learns from beside its world: `train bc --data DIR`, `train dagger --expert RUN`.
 *
 * An expert is kept in the run as a policy file, so that the other run may change or go. A data set stays where it is; config.json
 * keeps a sum of it, so that nobody goes on with another. What learns from a replay may begin with one that a data set has filled:
 * `train dqn --data DIR`.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DataError } from "gradus/core";
import { datasetFile, requireSource, type Transitions } from "gradus/data";
import { type AnyWorld, describe, sameSpace } from "gradus/env";
import {
  type Algorithm,
  expertFrom,
  learnsFrom,
  loadPolicy,
  savePolicy,
  withTeacher,
} from "gradus/run";
import { replace } from "./files.ts";
import type { TrainRun, TrainRunConfig } from "./run-folder.ts";
import { count } from "./terminal.ts";
import { trained } from "./trained.ts";
import { loadTransitions, transitionsText } from "./transition-folder.ts";
import { UsageError } from "./usage.ts";
import { entryFor } from "./worlds.ts";

export interface TeacherOptions {
  readonly data?: string;
  readonly expert?: string;
}

/** What a new run is given of its teacher. */
export interface Teaching {
  readonly entry: Algorithm;
  /** For config.json. */
  readonly config: Pick<TrainRunConfig, "data" | "expert">;
  /** What people are told. */
  readonly text: string | undefined;
  /** Puts into the run what it needs later. */
  keep(run: TrainRun): void;
}

const options = { data: "--data", expert: "--expert" } as const;
const what = {
  data: "--data DIR, a folder that `gradus record RUN --transitions DIR` wrote",
  expert: "--expert RUN, a run of `gradus train` in the same world",
} as const;

/** @throws UsageError for a teacher that is missing, of another kind or of another world; DataError for damaged data */
export async function teaching(
  algorithm: string,
  entry: Algorithm,
  given: TeacherOptions,
  world: AnyWorld,
  cwd: string,
  warn: (message: string) => void,
): Promise<Teaching> {
  const kind = learnsFrom(entry);
  for (const other of ["data", "expert"] as const) {
    if (given[other] === undefined || other === kind) continue;
    if (kind === undefined && other === "data" && hasReplay(entry)) continue;
    const instead = kind === undefined ? "the world alone" : what[kind];
    throw new UsageError(
      `${algorithm} does not take ${options[other]}: it learns from ${instead}.`,
    );
  }
  if (kind === undefined) return filling(entry, given, world, cwd);
  const named = given[kind];
  if (named === undefined)
    throw new UsageError(`${algorithm} needs a teacher: give ${what[kind]}.`);
  return kind === "data"
    ? fromData(entry, named, world, cwd)
    : fromExpert(entry, named, world, cwd, warn);
}

function fromData(entry: Algorithm, shown: string, world: AnyWorld, cwd: string): Teaching {
  const folder = resolve(cwd, shown);
  const data = loadTransitions(folder, shown);
  requireSource(data, world.id, world);
  return {
    entry: withTeacher(entry, { data }),
    config: { data: { folder, sum: sumOf(folder) } },
    text: `It learns from ${shown}: ${transitionsText(data)}`,
    keep: () => {},
  };
}

/** Whether it keeps what it lives through. */
export const hasReplay = (entry: Algorithm): boolean =>
  learnsFrom(entry) === undefined && Object.hasOwn(entry.knobs, "capacity");

/** No teacher, but perhaps a replay that begins full. */
function filling(entry: Algorithm, given: TeacherOptions, world: AnyWorld, cwd: string): Teaching {
  if (given.data === undefined) return { entry, config: {}, text: undefined, keep: () => {} };
  const folder = resolve(cwd, given.data);
  const data = loadTransitions(folder, given.data);
  requireSource(data, world.id, world);
  return {
    entry,
    config: { data: { folder, sum: sumOf(folder) } },
    text: `Its replay begins with ${given.data}: ${transitionsText(data)}`,
    keep: () => {},
  };
}

/** With what the replay of a run begins; undefined where it begins empty, or the data are a teacher's. */
export const replayData = (
  { config, shown }: TrainRun,
  entry: Algorithm,
): Transitions | undefined =>
  config.data !== undefined && hasReplay(entry) ? sameData(config, shown) : undefined;

/** Of dataset.json, which holds the sums of the arrays. */
const sumOf = (folder: string): string =>
  createHash("md5")
    .update(readFileSync(join(folder, datasetFile)))
    .digest("hex");

const expertFile = "expert.safetensors";

async function fromExpert(
  entry: Algorithm,
  shown: string,
  world: AnyWorld,
  cwd: string,
  warn: (message: string) => void,
): Promise<Teaching> {
  const advice = () => "--expert takes a run of `gradus train`.";
  const source = await trained(cwd, shown, advice, warn);
  refuseOtherWorld(shown, source.world, world);
  const bytes = savePolicy(source);
  return {
    entry: withTeacher(entry, { expert: expertIn(bytes) }),
    config: { expert: { run: source.run.path, algorithm: source.algorithm, steps: source.steps } },
    text: `It asks ${source.algorithm} of ${shown}, after ${count(source.steps)} steps.`,
    keep: (run) => replace(join(run.path, expertFile), bytes),
  };
}

const expertIn = (bytes: Uint8Array) => expertFrom(loadPolicy(bytes));

function refuseOtherWorld(shown: string, there: AnyWorld, here: AnyWorld): void {
  if (there.id !== here.id)
    throw new UsageError(
      `--expert ${shown}: that run is of ${there.id}, and cannot say what to do in ${here.id}.`,
    );
  for (const [name, key] of [
    ["observations", "observationSpace"],
    ["actions", "actionSpace"],
  ] as const) {
    if (sameSpace(there[key], here[key])) continue;
    throw new UsageError(
      `--expert ${shown}: the ${name} of its ${there.id} are ${describe(there[key])}, those of this one ${describe(here[key])}, or their bounds differ. Set the world as that run did.`,
    );
  }
}

/** The algorithm of a run that goes on, with its teacher. */
export async function entryOf({ path, shown, config }: TrainRun): Promise<Algorithm> {
  const entry = await entryFor(config.algorithm, config.envModule);
  const kind = learnsFrom(entry);
  if (kind === undefined) return entry;
  if (kind === "expert") return withTeacher(entry, { expert: keptExpert(path, shown) });
  return withTeacher(entry, { data: sameData(config, shown) });
}

function keptExpert(path: string, shown: string) {
  const file = join(path, expertFile);
  if (existsSync(file)) return expertIn(readFileSync(file));
  throw new DataError(
    `${shown} has lost its expert: there is no ${expertFile} in it. Restore it, or start a new run with --expert.`,
  );
}

function sameData({ data }: TrainRunConfig, shown: string): Transitions {
  if (data === undefined)
    throw new DataError(
      `${shown}: config.json does not say what it learned from. Start a new run.`,
    );
  const transitions = loadTransitions(data.folder, data.folder);
  if (sumOf(data.folder) === data.sum) return transitions;
  throw new DataError(
    `${data.folder} is not the data set that ${shown} learned from: it was recorded anew. Start a new run with it, or bring the old one back.`,
  );
}
