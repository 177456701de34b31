/** Running a lab: all seeds of a budget, then the verdict. No files, no clock but the one it is given. */
import { engine } from "gradus";
import { type ConfigOf, configure, type Knobs, rng, unknownName } from "gradus/core";
import type { BudgetName, Lab, LabData, LabReport, Measured, Parts, Verdict } from "./lab.ts";

/** A report of one seed, with the progress of the whole run. */
export interface RunReport extends LabReport {
  readonly seed: number;
}

/** The verdict, with everything a results table needs about the runs behind it. */
export interface LabResult extends Verdict {
  readonly lab: string;
  readonly row: string;
  readonly title: string;
  readonly source: string;
  readonly budget: BudgetName;
  readonly seeds: readonly number[];
  /** The settings that differ from the lab's defaults: the budget's, then the caller's. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly runs: readonly Measured[];
  /** The kernel build: runs with equal builds give equal bits. */
  readonly build: string;
}

export interface RunOptions {
  /** Settings of the caller's own. The verdict then says that they are not the lab's. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly seeds?: readonly number[];
  /** Functions that stand in for the lab's own of the same names. */
  readonly parts?: Parts;
}

/**
 * The lab as a generator: yields while it trains, returns the result. A worker or a progress bar drives it.
 *
 * @throws UnknownNameError, ValueError for settings that the lab's table of knobs refuses
 */
export function* labRun(
  lab: Lab,
  budget: BudgetName,
  data: LabData,
  options: RunOptions = {},
): Generator<RunReport, LabResult> {
  const seeds = options.seeds ?? lab[budget].seeds;
  const settings = { ...lab[budget].knobs, ...options.settings };
  const runs = yield* seedRuns(lab, settings, seeds, data, options.parts);
  return judgedRuns(lab, budget, runs, options);
}

/** The verdict on runs that were made elsewhere, one a seed; with everything that a results table needs about them. */
export function judgedRuns(
  lab: Lab,
  budget: BudgetName,
  runs: readonly Measured[],
  options: RunOptions = {},
): LabResult {
  const seeds = options.seeds ?? lab[budget].seeds;
  const settings = { ...lab[budget].knobs, ...options.settings };
  const { id, row, title, source } = lab;
  return {
    lab: id,
    row,
    title,
    source,
    budget,
    seeds,
    settings,
    runs,
    build: engine().backend.build,
    ...ownSettings(lab.verdict(runs, budget), options),
  };
}

/** One run a seed, without the verdict. */
export function* seedRuns(
  lab: Lab,
  settings: Readonly<Record<string, unknown>>,
  seeds: readonly number[],
  data: LabData,
  own: Parts = {},
): Generator<RunReport, Measured[]> {
  const config = configure(lab.knobs, settings as Partial<ConfigOf<Knobs>>); // which checks each value
  const parts = { ...lab.parts, ...own };
  for (const name of Object.keys(own))
    if (lab.parts?.[name] === undefined)
      throw unknownName("part", name, Object.keys(lab.parts ?? {}));
  const runs: Measured[] = [];
  for (const [i, seed] of seeds.entries()) {
    const run = lab.run(config, rng(seed), data, parts);
    let next = run.next();
    while (!next.done) {
      yield { ...next.value, seed, progress: (i + next.value.progress) / seeds.length };
      next = run.next();
    }
    runs.push(next.value);
  }
  return runs;
}

/** Runs a lab to its end and returns the verdict with what led to it. */
export function runLab(
  lab: Lab,
  budget: BudgetName,
  data: LabData,
  onReport: (report: RunReport) => void = () => {},
  options: RunOptions = {},
): LabResult {
  const run = labRun(lab, budget, data, options);
  let next = run.next();
  while (!next.done) {
    onReport(next.value);
    next = run.next();
  }
  return next.value;
}

function ownSettings(verdict: Verdict, { settings = {}, parts = {} }: RunOptions): Verdict {
  const names = Object.entries(settings).map(([name, value]) => `${name} = ${String(value)}`);
  const remarks = [
    names.length > 0 &&
      `Run with settings of your own (${names.join(", ")}): the known number belongs to the lab's settings.`,
    Object.keys(parts).length > 0 && `Run with your own ${Object.keys(parts).join(", ")}.`,
    verdict.note,
  ].filter(Boolean);
  return remarks.length === 0 ? verdict : { ...verdict, note: remarks.join(" ") };
}

/** The verdicts as a table for a terminal, one lab a line. */
export function resultsTable(results: readonly LabResult[]): string {
  const head = ["", "lab", "published", "measured", "exact"];
  const rows = results.map((r) => [
    r.pass ? "✓" : "✗",
    r.lab,
    r.published,
    r.measured,
    r.exact ?? "",
  ]);
  const widths = head.map((_, c) => Math.max(...[head, ...rows].map((row) => row[c].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, c) => cell.padEnd(widths[c]))
      .join("  ")
      .trimEnd();
  const passed = results.filter((r) => r.pass).length;
  return [
    line(head),
    ...rows.map(line),
    "",
    `${passed} of ${results.length} reproduce their number.`,
  ].join("\n");
}
