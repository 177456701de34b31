/**
 * Training: takes the reports of an algorithm until it has made enough steps, and hands on what others want of them. It writes,
 * draws and saves nothing itself; the sinks do.
 */
import { GradusError, StateError } from "../core/errors.ts";
import type { Report } from "./algorithm.ts";

/** What a checkpoint holds: plain data and typed arrays. */
export interface TrainState {
  readonly steps: number;
  /** How many reports there were: the rows of a log that belong to this state. */
  readonly reports: number;
  readonly episodes: number;
  /** Returns of the last reports, for the mean that progress shows. */
  readonly recent: readonly number[];
  /** The algorithm has ended by itself (dynamic programming that converged): nothing follows. */
  readonly ended: boolean;
  /** The algorithm's own. */
  readonly state: unknown;
}

export interface Progress {
  readonly steps: number;
  readonly episodes: number;
  /** Mean return of the last hundred reports with an episode; null until one has ended. */
  readonly return: number | null;
  /** Since this training began or was resumed. */
  readonly stepsPerSecond: number;
  readonly seconds: number;
  /** What else the last report says in numbers: losses, entropy, … */
  readonly figures: Readonly<Record<string, number>>;
}

/** Who takes what a training brings. All are called between two reports, when the state is whole. */
export interface Sinks {
  /** Every report. */
  report?(report: Report): void;
  /** Now and then, and once at the end. */
  progress?(progress: Progress): void;
  /** A state to keep: now and then, when it is due, when stopped, and at the end. */
  checkpoint?(state: TrainState): void;
  /** Whether a state is to be kept after this report. */
  isDue?(): boolean;
  /** After every report; a promise is waited for, so that the event loop can turn. */
  turn?(): Promise<void> | undefined;
  /** Whether somebody wants to stop. */
  isStopped?(): boolean;
}

export interface TrainOptions {
  /** The training ends with the first report at or after so many steps. */
  readonly steps: number;
  /** Where `reports` go on from. */
  readonly from?: TrainState;
  /** Milliseconds between two progress calls (200), and two checkpoints (2000). */
  readonly progressEvery?: number;
  readonly checkpointEvery?: number;
}

export interface TrainOutcome extends Progress {
  /** All steps were made, or the algorithm ended by itself; false if somebody stopped it. */
  readonly finished: boolean;
  readonly ended: boolean;
}

/** A figure of a report is not finite: nothing that follows can be of use. The state of before is the one to keep. */
export class DivergedError extends GradusError {
  override name = "DivergedError";
  readonly figure: string;
  readonly steps: number;
  constructor(figure: string, value: number, steps: number, reports: number) {
    super(
      `The training has diverged: ${figure} is ${value} after ${steps} steps (report ${reports}).`,
    );
    this.figure = figure;
    this.steps = steps;
  }
}

const window = 100; // as Gymnasium's and Stable-Baselines3's mean return
const share = 20; // a checkpoint may take a twentieth of the time

/**
 * @throws StateError if an algorithm ends without a report
 * @throws DivergedError if a figure of a report is NaN or infinite; no sink has seen that report
 */
export async function train(
  reports: Iterable<Report>,
  options: TrainOptions,
  sinks: Sinks,
): Promise<TrainOutcome> {
  const { steps, from, progressEvery = 200, checkpointEvery = 2000 } = options;
  const clock = stopwatch(from?.steps ?? 0);
  const recent = [...(from?.recent ?? [])];
  let count = from?.reports ?? 0;
  let episodes = from?.episodes ?? 0;
  let shown = 0;
  let saved = 0;
  let pause = checkpointEvery;
  let last: Report | undefined;
  let figures: readonly string[] | undefined;

  const progress = (report: Report): Progress => ({
    steps: report.steps,
    episodes,
    return: mean(recent),
    ...clock(report.steps),
    figures: figuresIn(report),
  });
  const save = (report: Report, ended: boolean): void => {
    const before = clock(0).seconds;
    const { steps, state } = report;
    sinks.checkpoint?.({
      steps,
      reports: count,
      episodes,
      recent: [...recent],
      ended,
      state: state(),
    });
    saved = clock(0).seconds * 1000;
    pause = Math.max(checkpointEvery, share * (saved - before * 1000));
  };
  const finish = (report: Report, finished: boolean, ended: boolean): TrainOutcome => {
    save(report, ended);
    const end = progress(report);
    sinks.progress?.(end);
    return { ...end, finished, ended };
  };

  for (const report of reports) {
    last = report;
    count++;
    figures ??= figuresOf(report);
    checkFinite(report, figures, count);
    const { episodeReturn } = report;
    const now = report.episodes ?? episodes + (episodeReturn === null ? 0 : 1);
    if (episodeReturn !== null && now > episodes) recent.push(episodeReturn);
    if (recent.length > window) recent.shift();
    episodes = now;
    sinks.report?.(report);
    const isDone = report.steps >= steps;
    if (isDone || sinks.isStopped?.() === true) return finish(report, isDone, false);
    const age = clock(0).seconds * 1000;
    if (age - shown >= progressEvery) {
      shown = age;
      sinks.progress?.(progress(report));
    }
    if (sinks.isDue?.() === true || age - saved >= pause) save(report, false);
    const wait = sinks.turn?.();
    if (wait !== undefined) await wait;
  }
  if (last === undefined) {
    throw new StateError(
      "The algorithm ended without a report: there is nothing left to do from this state. Start a new run.",
    );
  }
  return finish(last, true, true);
}

/** Names of what may be a number in the reports of an algorithm: numbers, and null where there is none yet. */
function figuresOf(report: Report): string[] {
  return Object.entries(report).flatMap(([name, value]) =>
    typeof value === "number" || value === null ? [name] : [],
  );
}

const counted: ReadonlySet<string> = new Set(["steps", "episodes", "episodeReturn"]);

/** The figures of a report that are numbers now, but for those that progress has anyway. */
export function figuresIn(report: Report): Record<string, number> {
  return Object.fromEntries(
    Object.entries(report).filter(
      (entry): entry is [string, number] => typeof entry[1] === "number" && !counted.has(entry[0]),
    ),
  );
}

function checkFinite(report: Report, figures: readonly string[], reports: number): void {
  for (const name of figures) {
    const value = report[name as keyof Report] as unknown;
    if (typeof value === "number" && !Number.isFinite(value))
      throw new DivergedError(name, value, report.steps, reports);
  }
}

/** Seconds since now, and how many of the steps since `first` fit into one. */
function stopwatch(first: number): (steps: number) => { seconds: number; stepsPerSecond: number } {
  const start = performance.now();
  return (steps) => {
    const seconds = (performance.now() - start) / 1000;
    return { seconds, stepsPerSecond: seconds > 0 ? (steps - first) / seconds : 0 };
  };
}

function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}
