/**
 * The logs of a run of `train`: progress.csv with a row per report, the same curves for TensorBoard, and evaluations.csv.
 *
 * A tabular algorithm may report fifty thousand times a second, so rows are gathered and written together, and TensorBoard gets
 * about a thousand points a run. Which ones depends on the steps alone, so that equal runs leave equal files.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Evaluation, Report } from "gradus/run";
import { cutCheckpoints } from "./checkpoints.ts";
import { append, replace } from "./files.ts";
import { evaluationFile, eventFile, type TrainRun } from "./run-folder.ts";
import { fileVersion, scalars } from "./tensorboard.ts";

export interface TrainLog {
  /** Takes note of a report; it reaches the disk with the next `flush`. */
  add(report: Report): void;
  /** With `durably`, the rows outlast the machine: before a checkpoint that counts on them. */
  flush(durably?: boolean): void;
}

const points = 1000; // of TensorBoard, about

/** A row of numbers under names; what is missing is null. */
type Values = Readonly<Record<string, number | null>>;

export function trainLog(run: TrainRun): TrainLog {
  const file = join(run.path, "progress.csv");
  const events = join(run.path, eventFile);
  const known = existsSync(file) ? readRows(file) : undefined;
  let columns = known?.columns;
  let lines: string[] = [];
  let records: Uint8Array[] = [];
  let behind = false; // rows were written that the machine may not have put on the disk yet
  const isPoint = thinned(run.config.steps, known?.lastSteps ?? 0);
  return {
    add(report) {
      if (columns === undefined) {
        columns = columnsOf(report);
        lines.push(columns.join(","));
        records.push(fileVersion());
      }
      let line = "";
      for (let i = 0; i < columns.length; i++)
        line += `${i === 0 ? "" : ","}${valueOf(report, columns[i]) ?? ""}`;
      lines.push(line);
      if (isPoint(report.steps)) records.push(record(valuesOf(report, columns)));
    },
    flush(durably = false) {
      if (lines.length === 0 && !(durably && behind)) return;
      append(file, lines.map((line) => `${line}\n`).join(""), durably);
      append(events, Buffer.concat(records), durably);
      behind = !durably;
      lines = [];
      records = [];
    },
  };
}

/** Names for everything in a report that is a number. */
function columnsOf({ steps: _, episodes, episodeReturn: __, ...others }: Report): string[] {
  const numbers = Object.keys(others).filter(
    (name) => typeof others[name as keyof typeof others] === "number",
  );
  return ["steps", ...(episodes === undefined ? [] : ["episodes"]), "return", ...numbers];
}

function valueOf(report: Report, column: string): number | null {
  const value = report[(column === "return" ? "episodeReturn" : column) as keyof Report];
  return typeof value === "number" ? value : null;
}

const valuesOf = (report: Report, columns: readonly string[]): Values =>
  Object.fromEntries(columns.map((column) => [column, valueOf(report, column)]));

/** Whether a report is the first of its thousandth of the run. */
function thinned(steps: number, last: number): (steps: number) => boolean {
  const every = Math.max(1, Math.floor(steps / points));
  let before = Math.floor(last / every);
  return (now) => {
    const is = Math.floor(now / every) > before;
    before = Math.floor(now / every);
    return is;
  };
}

function record({ steps, ...values }: Values): Uint8Array {
  const known = Object.entries(values).filter(([, value]) => value !== null);
  return scalars(steps ?? 0, Object.fromEntries(known) as Record<string, number>);
}

/** A process that was killed may have left half a line at the end. */
function wholeLines(file: string): string[] {
  const lines = readFileSync(file, "utf8").split("\n");
  lines.pop();
  return lines.filter(Boolean);
}

interface Rows {
  readonly columns: string[];
  readonly rows: readonly string[];
  readonly lastSteps: number;
}

function readRows(file: string): Rows | undefined {
  const [head, ...rows] = wholeLines(file);
  if (head === undefined) return undefined;
  const last = rows.at(-1);
  return {
    columns: head.split(","),
    rows,
    lastSteps: last === undefined ? 0 : Number.parseInt(last, 10),
  };
}

/**
 * Cuts the logs back to a checkpoint, so that a resumed run's files equal an uninterrupted one's.
 *
 * @param reports how many rows belong to the checkpoint
 * @param steps the checkpoint's
 * @returns how many rows of it are missing, because a file was damaged
 */
export function cutTrainLog(run: TrainRun, reports: number, steps: number): number {
  const file = join(run.path, "progress.csv");
  const events = join(run.path, eventFile);
  const known = existsSync(file) ? readRows(file) : undefined;
  cutEvaluations(run, steps);
  cutCheckpoints(run, steps, "best");
  if (known === undefined || reports === 0) {
    for (const path of [file, events]) rmSync(path, { force: true });
    return reports;
  }
  const { columns } = known;
  const rows = known.rows.slice(0, reports);
  replace(file, `${[columns.join(","), ...rows].join("\n")}\n`);
  replace(events, Buffer.concat([fileVersion(), ...records(columns, rows, run.config.steps)]));
  return reports - rows.length;
}

function records(columns: readonly string[], rows: readonly string[], steps: number): Uint8Array[] {
  const isPoint = thinned(steps, 0);
  return rows
    .filter((row) => isPoint(Number.parseInt(row, 10)))
    .map((row) => {
      const cells = row.split(",");
      return record(
        Object.fromEntries(
          columns.map((name, i) => [name, cells[i] === "" ? null : Number(cells[i])]),
        ),
      );
    });
}

const evaluationHead = "steps,episodes,meanReturn,standardError";

/** Adds a row to evaluations.csv. */
export function appendEvaluation(run: TrainRun, steps: number, e: Evaluation): void {
  const file = join(run.path, evaluationFile);
  const head = existsSync(file) ? "" : `${evaluationHead}\n`;
  const row = [steps, e.episodes, e.meanReturn, e.standardError ?? ""].join(",");
  append(file, `${head}${row}\n`);
}

/** The best mean return of the evaluations so far; −Infinity before the first. */
export function bestEvaluation(run: TrainRun): number {
  const file = join(run.path, evaluationFile);
  if (!existsSync(file)) return Number.NEGATIVE_INFINITY;
  const means = wholeLines(file)
    .slice(1)
    .map((row) => Number(row.split(",")[2]));
  return Math.max(...means);
}

function cutEvaluations(run: TrainRun, steps: number): void {
  const file = join(run.path, evaluationFile);
  if (!existsSync(file)) return;
  const rows = wholeLines(file).slice(1);
  const kept = rows.filter((row) => Number.parseInt(row, 10) <= steps);
  if (kept.length === 0) rmSync(file);
  else replace(file, `${[evaluationHead, ...kept].join("\n")}\n`);
}
