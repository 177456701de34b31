/**
 * Training for people and machines: takes the reports of `fitPictures`, shows them, logs them, saves checkpoints, and stops
 * when the run is done or somebody asks for it.
 */
import { join } from "node:path";
import { GradusError, internal, rng } from "gradus/core";
import { type FitConfig, type FitReport, type FitState, fitPictures, type Kind } from "gradus/run";
import { hasCheckpoint, newestSteps, saveCheckpoint } from "./checkpoints.ts";
import { replace, StorageError } from "./files.ts";
import type { Loaded } from "./fit-data.ts";
import type { Io } from "./io.ts";
import type { Emit, Event } from "./json.ts";
import { appendRow, discardRun, type FitRun, type Row } from "./run-folder.ts";
import { bar, count, duration, percent, sparkline, status, styled } from "./terminal.ts";
import { weights } from "./weights.ts";

/** How a training ended. */
export interface Outcome {
  readonly finished: boolean;
  readonly report: FitReport | undefined;
  readonly rows: readonly Row[];
  readonly seconds: number;
}

const saveEvery = 2000; // ms between checkpoints at the end of quick epochs
const saveWithin = 60_000; // ms after which an epoch is saved in its middle

/** Trains until `run.config.epochs`, from the state of a checkpoint if there is one. */
export async function train(
  run: FitRun,
  { data }: Pick<Loaded, "data">,
  io: Io,
  emit: Emit,
  from?: { readonly state: FitState; readonly rows: readonly Row[] },
): Promise<Outcome> {
  const { epochs, net, knobs, seed } = run.config;
  const line = status(io.err);
  const keep = keeper(run);
  const rows: Row[] = [...(from?.rows ?? [])];
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  const firstStep = from?.state.steps ?? 0;
  let stop = false;
  const forget = io.onInterrupt(() => {
    stop = true;
  });
  const reports = fitPictures(data, net, knobs as Partial<FitConfig>, rng(seed), from?.state);
  try {
    for (const report of reports) {
      line.show(() => progressLine(io, report, epochs, seconds(), firstStep));
      const row = rowOf(report);
      if (row !== undefined) {
        appendRow(run, row);
        emit({ event: "progress", ...row });
        line.print(epochLine(io, row, epochs));
        rows.push(row);
      }
      const finished = row !== undefined && report.epoch >= epochs;
      keep.take(report, finished || stop);
      if (finished || stop) return { finished, report, rows, seconds: seconds() };
      await io.turn();
    }
    throw internal("the training ended by itself.");
  } catch (error) {
    const steps = error instanceof StorageError ? newestSteps(run) : keep.rescue();
    if (error instanceof GradusError && steps !== undefined) {
      error.message += ` What was learned in the ${count(steps)} steps until the last checkpoint is kept in ${run.shown}.`;
    }
    throw error;
  } finally {
    line.clear();
    forget();
  }
}

/** Trains a run that was just made. If nothing could be learned, its folder goes, so that the same --out can be tried again. */
export async function trainNew(
  run: FitRun,
  loaded: Pick<Loaded, "data">,
  io: Io,
  emit: Emit,
): Promise<Outcome> {
  try {
    return await train(run, loaded, io, emit);
  } catch (error) {
    if (!hasCheckpoint(run)) discardRun(run);
    throw error;
  }
}

/** Saves checkpoints: now and then, when asked, and what is left when the training fails. */
interface Keeper {
  /** Takes note of a report; writes it when it is `due`, or when the last checkpoint is old. */
  take(report: FitReport, due: boolean): void;
  /** Writes the last whole epoch, if it has not been written; returns the steps of the newest checkpoint. */
  rescue(): number | undefined;
}

interface Checkpoint {
  readonly steps: number;
  readonly state: FitState;
  readonly model: Uint8Array;
}

function keeper(run: FitRun): Keeper {
  let written = performance.now();
  let newest: number | undefined;
  let waiting: Checkpoint | undefined;
  const write = ({ steps, state, model }: Checkpoint): void => {
    saveCheckpoint(run, steps, state);
    replace(join(run.path, "model.safetensors"), model);
    written = performance.now();
    newest = steps;
    waiting = undefined;
  };
  return {
    take(report, due) {
      const age = performance.now() - written;
      const whole = report.testAccuracy !== undefined;
      if (!whole && !due && age < saveWithin) return;
      waiting = { steps: report.steps, state: report.state(), model: weights(report.network) };
      if (due || age > saveEvery) write(waiting);
    },
    rescue() {
      if (waiting !== undefined) write(waiting);
      return newest;
    },
  };
}

/** What is counted in a data set, and what the share of right answers is of. */
export const nouns = {
  pictures: { many: "pictures", right: "of the test pictures are right" },
  points: { many: "points", right: "of the test points are right" },
  text: { many: "characters", right: "of the next characters of the test text are guessed" },
} as const satisfies Record<Kind, Record<string, string>>;

/** What to do with a run that is done. */
const next = {
  pictures: { what: "Try your own picture", argument: "digit.png" },
  points: { what: "Ask it about a point", argument: "0.5,-0.5" },
  text: { what: "Let it go on writing", argument: '"A beginning"' },
} as const satisfies Record<Kind, Record<string, string>>;

/** A row of the log: one per epoch. */
function rowOf({ epoch, steps, loss, testAccuracy, testLoss }: FitReport): Row | undefined {
  if (testAccuracy === undefined) return undefined;
  const row = { epoch, steps, loss, testAccuracy };
  return testLoss === undefined ? row : { ...row, testLoss };
}

function progressLine(
  io: Io,
  report: FitReport,
  epochs: number,
  seconds: number,
  firstStep: number,
): string {
  const { epoch, done, loss, steps, stepsPerEpoch } = report;
  const perSecond = (steps - firstStep) / seconds;
  const left = (epochs * stepsPerEpoch - steps) / perSecond;
  const where = `epoch ${epoch}/${epochs}`;
  return `${where} ${bar(io.err, done)} ${percent(done, 0)}  loss ${loss.toFixed(4)}  ${count(Math.round(perSecond))} steps/s  ${duration(left)} left`;
}

function epochLine(io: Io, { epoch, loss, testAccuracy, testLoss }: Row, epochs: number): string {
  const number = String(epoch).padStart(String(epochs).length);
  const nats = testLoss === undefined ? "" : `, ${testLoss.toFixed(4)} nats a character`;
  return `epoch ${number}  loss ${loss.toFixed(4)}  test ${styled(io.err, "bold", percent(testAccuracy))}${nats}`;
}

/** The last lines of a training: how it went, where it is, what to do with it. */
export function summary(io: Io, run: FitRun, { finished, report, rows, seconds }: Outcome): string {
  const accuracies = rows.map((row) => row.testAccuracy);
  const curve = accuracies.length > 1 ? `  ${sparkline(accuracies)}` : "";
  const best = accuracies.length > 0 ? `, best ${percent(Math.max(...accuracies))}` : "";
  if (!finished) {
    const step =
      report === undefined ? "" : ` in epoch ${report.epoch} after ${count(report.steps)} steps`;
    return `Stopped${step}; everything is saved. Continue with: ${styled(io.err, "bold", `gradus resume ${run.shown}`)}\n`;
  }
  const last = percent(accuracies[accuracies.length - 1] ?? Number.NaN);
  const { kind = "pictures" } = run.config;
  const { what, argument } = next[kind];
  return (
    `${rows.length} ${rows.length === 1 ? "epoch" : "epochs"}, ${duration(seconds)}: ${last} ${nouns[kind].right}${best}.${curve}\n` +
    `Saved in ${run.shown}. ${what}: ${styled(io.err, "bold", `gradus predict ${run.shown} ${argument}`)}\n`
  );
}

/** What machines read last. */
export function doneEvent(run: FitRun, { finished, report, rows, seconds }: Outcome): Event {
  return {
    event: "done",
    run: run.shown,
    epochs: rows.length,
    seconds,
    testAccuracy: rows.length > 0 ? rows[rows.length - 1].testAccuracy : null,
    steps: report?.steps ?? 0,
    interrupted: !finished,
  };
}

/** Exit status of a training: stopped with Ctrl-C is neither done nor failed. */
export const statusOf = ({ finished }: Outcome): number => (finished ? 0 : 130);
