/**
 * Training for people and machines: takes the reports of `fit`, shows them, logs them, saves checkpoints, and stops
 * when the run is done or somebody asks for it.
 */
import { GradusError, internal, rng } from "gradus/core";
import {
  type FitConfig,
  type FitData,
  type FitReport,
  type FitState,
  fit,
  type Task,
} from "gradus/run";
import type { Pictures } from "./datasets.ts";
import type { Io } from "./io.ts";
import type { Emit, Event } from "./json.ts";
import { appendRow, type Row, type Run, saveCheckpoint } from "./run-folder.ts";
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
  run: Run,
  pictures: Pictures,
  io: Io,
  emit: Emit,
  from?: { readonly state: FitState; readonly rows: readonly Row[] },
): Promise<Outcome> {
  const { epochs, net, knobs, seed } = run.config;
  const line = status(io.err);
  const rows: Row[] = [...(from?.rows ?? [])];
  const start = performance.now();
  const firstStep = from?.state.steps ?? 0;
  let stop = false;
  let saved = start;
  let last: FitReport | undefined;
  const forget = io.onInterrupt(() => {
    stop = true;
  });
  const save = (report: FitReport): void => {
    saveCheckpoint(run, report.steps, report.state(), weights(report.network));
    saved = performance.now();
  };
  try {
    for (const report of fit(
      dataOf(pictures),
      net,
      knobs as Partial<FitConfig>,
      rng(seed),
      from?.state,
    )) {
      last = report;
      const now = performance.now();
      line.show(() => progressLine(io, report, epochs, now - start, firstStep));
      if (report.testAccuracy !== undefined) {
        const row = rowOf(report);
        appendRow(run, row);
        emit({ event: "progress", ...row });
        line.print(epochLine(io, row, epochs));
        rows.push(row);
      }
      const finished = report.testAccuracy !== undefined && report.epoch >= epochs;
      const due = now - saved > (report.testAccuracy === undefined ? saveWithin : saveEvery);
      if (finished || stop || due) save(report);
      if (finished || stop) return outcome(finished);
      await io.turn();
    }
    throw internal("the training ended by itself.");
  } catch (error) {
    if (error instanceof GradusError && saved > start)
      error.message += ` The checkpoint before it is kept in ${run.shown}.`;
    throw error;
  } finally {
    line.clear();
    forget();
  }

  function outcome(finished: boolean): Outcome {
    return { finished, report: last, rows, seconds: (performance.now() - start) / 1000 };
  }
}

/** The pictures as `fit` takes them. */
export function taskOf(pictures: Pictures): Task {
  return {
    name: pictures.name,
    inputs: pictures.width * pictures.height,
    classes: pictures.classes,
  };
}

const dataOf = (pictures: Pictures): FitData => ({
  ...taskOf(pictures),
  train: pictures.train,
  test: pictures.test,
});

const rowOf = ({ epoch, steps, loss, testAccuracy = Number.NaN }: FitReport): Row => ({
  epoch,
  steps,
  loss,
  testAccuracy,
});

function progressLine(
  io: Io,
  report: FitReport,
  epochs: number,
  milliseconds: number,
  firstStep: number,
): string {
  const { epoch, done, loss, steps, stepsPerEpoch } = report;
  const perSecond = (steps - firstStep) / (milliseconds / 1000);
  const left = (epochs * stepsPerEpoch - steps) / perSecond;
  const where = `epoch ${epoch}/${epochs}`;
  return `${where} ${bar(io.err, done)} ${percent(done, 0)}  loss ${loss.toFixed(4)}  ${count(Math.round(perSecond))} steps/s  ${duration(left)} left`;
}

function epochLine(io: Io, { epoch, loss, testAccuracy }: Row, epochs: number): string {
  const number = String(epoch).padStart(String(epochs).length);
  return `epoch ${number}  loss ${loss.toFixed(4)}  test ${styled(io.err, "bold", percent(testAccuracy))}`;
}

/** The last lines of a training: how it went, where it is, what to do with it. */
export function summary(io: Io, run: Run, { finished, report, rows, seconds }: Outcome): string {
  const accuracies = rows.map((row) => row.testAccuracy);
  const curve = accuracies.length > 1 ? `  ${sparkline(accuracies)}` : "";
  const best = accuracies.length > 0 ? `, best ${percent(Math.max(...accuracies))}` : "";
  if (!finished) {
    const step =
      report === undefined ? "" : ` in epoch ${report.epoch} after ${count(report.steps)} steps`;
    return `Stopped${step}; everything is saved. Continue with: ${styled(io.err, "bold", `gradus resume ${run.shown}`)}\n`;
  }
  const last = percent(accuracies[accuracies.length - 1] ?? Number.NaN);
  return (
    `${rows.length} ${rows.length === 1 ? "epoch" : "epochs"}, ${duration(seconds)}: ${last} of the test pictures are right${best}.${curve}\n` +
    `Saved in ${run.shown}. Try your own picture: ${styled(io.err, "bold", `gradus predict ${run.shown} digit.png`)}\n`
  );
}

/** What machines read last. */
export function doneEvent(run: Run, { finished, report, rows, seconds }: Outcome): Event {
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
