/**
 * A run on disk: a folder that people, scripts and `resume` read.
 *
 *     config.json         what was asked for; enough to start the run again
 *     progress.csv        one row per epoch of `fit`, one per report of `train`
 *     events.out.tfevents.* the same curves, as TensorBoard reads them
 *     evaluations.csv     of `train --eval-every`
 *     model.safetensors   the network of `fit`, with PyTorch's names and layouts
 *     init/               of `train --init-from`: the state whose parameters it began with
 *     best/<steps>/       of `train --eval-every`: the state that did best, and the one that did before it
 *     checkpoint/<steps>/ everything that the rest of the run depends on: tensors.safetensors and state.json
 *
 * Nothing here depends on the time of day: two equal runs leave equal files. checkpoints.ts reads and writes checkpoints.
 */
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { DataError } from "gradus/core";
import type { Kind, Task } from "gradus/run";
import { append, makeFolder, replace, StorageError, sweep } from "./files.ts";
import { fileVersion, scalars } from "./tensorboard.ts";
import { UsageError } from "./usage.ts";
import { version } from "./version.ts";

type Values = Readonly<Record<string, number | string | boolean>>;

/** config.json of a run of `fit`. */
export interface FitRunConfig {
  readonly command: "fit";
  readonly gradus: string;
  /** The kernel build that computed it: equal builds give equal bits. */
  readonly kernels: string;
  readonly dataset: string;
  /** Where `--data` pointed, an absolute path; null for the data set that comes with Gradus. */
  readonly data: string | null;
  /** What an example is; pictures, if absent. */
  readonly kind?: Kind;
  /** Settings of the data; absent for none. */
  readonly drawn?: Values;
  /** Of a text: its characters in the order of their codes, and its md5 sum. */
  readonly characters?: string;
  readonly sum?: string;
  readonly net: string;
  readonly width: number;
  readonly height: number;
  /** 1, if absent. */
  readonly channels?: number;
  readonly classes: number;
  readonly epochs: number;
  readonly seed: number;
  readonly knobs: Values;
}

/** config.json of a run of `train`. */
export interface TrainRunConfig {
  readonly command: "train";
  readonly gradus: string;
  /** The kernel build that computed it; absent in runs of the first version. */
  readonly kernels?: string;
  readonly algorithm: string;
  readonly env: string;
  /** Where `--env-module` pointed, an absolute path; null for a world that comes with Gradus. */
  readonly envModule: string | null;
  /** What was set of the world. */
  readonly world: Values;
  /** Steps after which an episode is truncated. */
  readonly episodeSteps: number;
  readonly steps: number;
  /** The run whose parameters it began with, an absolute path, and how far that one was; absent for none. */
  readonly initFrom?: { readonly run: string; readonly steps: number };
  /** The data set that it learns from, or that its replay begins with: an absolute path, and a sum of it. */
  readonly data?: { readonly folder: string; readonly sum: string };
  /** The run that it asks: an absolute path, its algorithm, and how far it was. The policy is kept in expert.safetensors. */
  readonly expert?: { readonly run: string; readonly algorithm: string; readonly steps: number };
  /** false: its checkpoints leave the replay out. */
  readonly replay?: false;
  /** Steps between two evaluations; null for none. */
  readonly evalEvery: number | null;
  readonly seed: number;
  readonly knobs: Values;
}

export type RunConfig = FitRunConfig | TrainRunConfig;

export interface Run<C extends RunConfig = RunConfig> {
  /** Absolute. */
  readonly path: string;
  /** As a person would type it. */
  readonly shown: string;
  readonly config: C;
}

export type FitRun = Run<FitRunConfig>;
export type TrainRun = Run<TrainRunConfig>;

/** What the network of a run must fit to. */
export const taskOf = (config: FitRunConfig): Task => ({
  name: config.dataset,
  kind: config.kind ?? "pictures",
  inputs: config.width * config.height * (config.channels ?? 1),
  classes: config.classes,
});

export const eventFile = "events.out.tfevents.0.gradus"; // TensorBoard takes any name with "tfevents" in it
export const evaluationFile = "evaluations.csv";
const logs = ["progress.csv", eventFile, evaluationFile] as const;

/** A new folder: the one that was asked for, or runs/NAME, runs/NAME-2, … */
export function createRun<C extends RunConfig>(
  cwd: string,
  out: string | undefined,
  name: string,
  config: C,
): Run<C> {
  const path = out === undefined ? fresh(resolve(cwd, "runs"), name) : resolve(cwd, out);
  if (existsSync(join(path, "config.json"))) {
    const shown = show(cwd, path);
    throw new UsageError(
      `${shown} already holds a run. Continue it with \`gradus resume ${shown}\`, or choose another --out.`,
    );
  }
  const run = { path, shown: show(cwd, path), config };
  const stray = logs.find((name) => existsSync(join(path, name)));
  if (stray !== undefined) {
    throw new UsageError(
      `${run.shown} holds a ${stray} without a config.json: a new run would go on in it. Move it away, or choose another --out.`,
    );
  }
  try {
    makeFolder(join(path, "checkpoint"));
    reconfigure(run, config);
  } catch (error) {
    if (error instanceof StorageError)
      error.message += ` ${error.remedy}, or choose another --out.`;
    throw error;
  }
  return run;
}

/** runs/mnist rather than /home/…/runs/mnist, unless it lies elsewhere. */
function show(cwd: string, path: string): string {
  const near = relative(cwd, path);
  return near === "" ? "." : near.startsWith("..") ? path : near;
}

function fresh(folder: string, name: string): string {
  for (let n = 1; ; n++) {
    const path = join(folder, n === 1 ? name : `${name}-${n}`);
    if (!existsSync(path)) return path;
  }
}

/**
 * Opens a run.
 *
 * @throws UsageError if there is none, DataError if its configuration cannot be read, or a newer Gradus made it
 */
export function openRun(cwd: string, folder: string): Run {
  const path = resolve(cwd, folder);
  const file = join(path, "config.json");
  if (!existsSync(file)) {
    throw new UsageError(`${folder} is not a run: there is no config.json in it.${offer(cwd)}`);
  }
  const config = parsed(readFileSync(file, "utf8"), file);
  if (!isConfig(config)) {
    throw new DataError(
      `${file} is not the configuration of a run of \`gradus fit\` or \`gradus train\`. Start a new run.`,
    );
  }
  refuseNewer(folder, config.gradus);
  return { path, shown: show(cwd, path), config };
}

/** What a later version keeps in a run, this one cannot know. */
function refuseNewer(folder: string, made: unknown): void {
  const own = version();
  if (typeof made !== "string" || !isNewer(made, own)) return;
  throw new DataError(
    `${folder} was made by Gradus ${made}; this is Gradus ${own}, which may not know all that is in it. Use Gradus ${made} or newer for it, or start a new run.`,
  );
}

/** Whether version a comes after version b: "0.10.0" after "0.9.2". */
export function isNewer(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => text.split(/[.+-]/).slice(0, 3).map(Number));
  const first = x.findIndex((part, i) => part !== y[i]);
  return first >= 0 && x[first] > y[first];
}

/** The keys without which a run of each command cannot be opened. */
const needed = { fit: ["dataset", "net"], train: ["algorithm", "env"] } as const;

function isConfig(config: unknown): config is RunConfig {
  if (typeof config !== "object" || config === null || !("command" in config)) return false;
  const { command } = config;
  if (command !== "fit" && command !== "train") return false;
  const values = config as Readonly<Record<string, unknown>>;
  return (
    needed[command].every((key) => typeof values[key] === "string") &&
    typeof values["knobs"] === "object"
  );
}

/** A run of the command that is wanted. @throws UsageError for one of the other */
export function runOf<const C extends RunConfig["command"]>(
  run: Run,
  command: C,
  advice: string,
): Run<Extract<RunConfig, { readonly command: C }>> {
  if (run.config.command === command) return run as never;
  throw new UsageError(`${run.shown} is a run of \`gradus ${run.config.command}\`. ${advice}`);
}

const madeBy = " `gradus fit mnist` or `gradus train q-learning FrozenLake-v1` makes one.";

/** Runs that a person may have meant. */
function offer(cwd: string): string {
  const folder = join(cwd, "runs");
  if (!existsSync(folder)) return madeBy;
  const runs = readdirSync(folder).filter((name) => existsSync(join(folder, name, "config.json")));
  return runs.length === 0 ? madeBy : ` Runs here: ${runs.map((r) => `runs/${r}`).join(", ")}.`;
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DataError(
      `${file} is damaged (${error instanceof Error ? error.message : error}). Restore it, or start a new run.`,
    );
  }
}

/** Changes config.json, for example when `resume` trains on. */
export function reconfigure<C extends RunConfig>(run: Run<C>, config: C): Run<C> {
  replace(join(run.path, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
  return { ...run, config };
}

/** Removes what was being written when the process of a run died. */
export function sweepRun({ path }: Pick<Run, "path">): void {
  const checkpoints = join(path, "checkpoint");
  for (const folder of [path, checkpoints, join(checkpoints, "segments"), join(path, "best")])
    if (existsSync(folder)) sweep(folder);
}

/** Keeps why a training failed, for whoever looks at the run later; undefined takes it away. */
export function noteFailure({ path }: Pick<Run, "path">, message: string | undefined): void {
  const file = join(path, "failure.json");
  try {
    if (message === undefined) rmSync(file, { force: true });
    else writeFileSync(file, `${JSON.stringify({ message })}\n`);
  } catch {
    // a disk that cannot be written is told by itself
  }
}

/** Takes back a folder that was just made, because nothing could be trained; other files in it stay. */
export function discardRun({ path }: Run): void {
  for (const name of ["config.json", "failure.json", "expert.safetensors", ...logs])
    rmSync(join(path, name), { force: true });
  sweepRun({ path });
  for (const name of ["init", "best", join("checkpoint", "segments")])
    rmSync(join(path, name), { recursive: true, force: true });
  for (const folder of [join(path, "checkpoint"), path]) {
    if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
  }
}

export interface Row {
  readonly epoch: number;
  readonly steps: number;
  readonly loss: number;
  readonly testAccuracy: number;
  /** Of a text. */
  readonly testLoss?: number;
}

/** In the order of progress.csv. */
const columnsOf = ({ testLoss }: Row): readonly (keyof Row)[] => [
  ...(["epoch", "steps", "loss", "testAccuracy"] as const),
  ...(testLoss === undefined ? [] : (["testLoss"] as const)),
];

/** Adds a row to progress.csv, and a record to TensorBoard's file. */
export function appendRow(run: Run, row: Row): void {
  const file = join(run.path, "progress.csv");
  const columns = columnsOf(row);
  const head = existsSync(file) ? "" : `${columns.join(",")}\n`;
  append(file, `${head}${columns.map((c) => row[c]).join(",")}\n`);
  const events = join(run.path, eventFile);
  append(events, existsSync(events) ? record(row) : Buffer.concat([fileVersion(), record(row)]));
}

const record = ({ steps, loss, testAccuracy, testLoss }: Row): Uint8Array =>
  scalars(steps, { loss, testAccuracy, ...(testLoss === undefined ? {} : { testLoss }) });

/** The rows so far. */
export function rowsOf(run: Run): Row[] {
  const file = join(run.path, "progress.csv");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").slice(1).filter(Boolean);
  return lines.map((line) => {
    const [epoch, steps, loss, testAccuracy, testLoss] = line.split(",").map(Number);
    const row = { epoch, steps, loss, testAccuracy };
    return testLoss === undefined ? row : { ...row, testLoss };
  });
}

/** Cuts the logs back to a checkpoint, so that a resumed run's files equal an uninterrupted one's. */
export function cutRows(run: Run, steps: number): Row[] {
  const rows = rowsOf(run).filter((row) => row.steps <= steps);
  if (rows.length > 0) {
    const columns = columnsOf(rows[0]);
    const text = [
      columns.join(","),
      ...rows.map((row) => columns.map((c) => row[c]).join(",")),
    ].join("\n");
    replace(join(run.path, "progress.csv"), `${text}\n`);
    replace(join(run.path, eventFile), Buffer.concat([fileVersion(), ...rows.map(record)]));
  } else {
    for (const file of ["progress.csv", eventFile]) rmSync(join(run.path, file), { force: true });
  }
  return rows;
}
