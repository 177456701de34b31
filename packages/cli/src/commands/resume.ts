/** `gradus resume`: continues a run from its newest checkpoint, bit for bit as if it had never stopped. */
import type { FitState, TrainOutcome, TrainState } from "gradus/run";
import { trainAgent } from "../agent-training.ts";
import { cutSegments, loadCheckpoint } from "../checkpoints.ts";
import { datasetNamed, isDataset, requireSame } from "../fit-data.ts";
import { examined } from "../health.ts";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import {
  cutRows,
  type FitRun,
  openRun,
  type RunConfig,
  reconfigure,
  sweepRun,
  type TrainRun,
} from "../run-folder.ts";
import { entryOf } from "../teachers.ts";
import { count, styled, warning } from "../terminal.ts";
import { cutTrainLog } from "../train-log.ts";
import { doneEvent, statusOf, summary, train } from "../training.ts";
import { UsageError } from "../usage.ts";
import { kernels, version } from "../version.ts";
import { openWorld } from "../worlds.ts";
import { doneKeys } from "./train.ts";

export interface ResumeOptions {
  readonly epochs?: number;
  readonly steps?: number;
  readonly json?: boolean;
  readonly threads?: number;
  /** Milliseconds between two checkpoints of a run of `train`, for tests. */
  readonly checkpointEvery?: number;
}

export async function resume(folder: string, options: ResumeOptions, io: Io): Promise<number> {
  io.threads(options.threads);
  const run = openRun(io.cwd, folder);
  sweepRun(run);
  const { command } = run.config;
  const wrong = command === "fit" ? "steps" : "epochs";
  if (options[wrong] !== undefined) {
    throw new UsageError(
      `${folder} is a run of \`gradus ${command}\`: it is continued with --${command === "fit" ? "epochs" : "steps"}, not --${wrong}.`,
    );
  }
  return command === "fit"
    ? resumeFit(run as FitRun, folder, options, io)
    : resumeTrain(run as TrainRun, folder, options, io);
}

async function resumeFit(
  given: FitRun,
  folder: string,
  options: ResumeOptions,
  io: Io,
): Promise<number> {
  const emit = emitter(io.out, options.json === true);
  const warn = warning(io.err);
  let run = given;
  const { dataset, data, width, height, channels = 1, classes, drawn = {} } = run.config;
  const entry = datasetNamed(isDataset(dataset) ? dataset : "idx");
  const loaded = entry.load(data ?? undefined, drawn);
  requireSame(folder, run.config, loaded);
  const has = loaded.data;
  if (has.inputs !== width * height * channels || has.classes !== classes) {
    throw new UsageError(
      `The pictures in ${data ?? dataset} are not the ones that ${folder} was trained on: ` +
        `${loaded.width}×${loaded.height} in ${has.classes} classes instead of ${width}×${height} in ${classes}.`,
    );
  }
  const state = loadCheckpoint(run, warn) as FitState | undefined;
  const rows = cutRows(run, state?.steps ?? 0);
  const epochs = options.epochs ?? run.config.epochs;
  if (epochs < rows.length) {
    throw new UsageError(
      `${folder} has already been trained for ${rows.length} epochs; --epochs ${epochs} would go back. Start a new run instead.`,
    );
  }
  if (epochs !== run.config.epochs) run = reconfigure(run, { ...renewed(run.config), epochs });
  if (rows.length === epochs) {
    const more = styled(io.err, "bold", `gradus resume ${folder} --epochs ${2 * epochs}`);
    io.err.write(`${folder} is complete: ${epochs} epochs. To train on: ${more}\n`);
    emit(doneEvent(run, { finished: true, report: undefined, rows, seconds: 0 }));
    return 0;
  }
  warnOfKernels(run.config, warn);
  io.err.write(
    `${run.config.net}: going on after ${count(state?.steps ?? 0)} steps, ${rows.length} of ${epochs} epochs\n`,
  );
  const outcome = await train(
    run,
    loaded,
    io,
    emit,
    state === undefined ? undefined : { state, rows },
  );
  io.err.write(summary(io, run, outcome));
  emit(doneEvent(run, outcome));
  return statusOf(outcome);
}

/** From here on, this version writes in it. */
const renewed = <C extends RunConfig>(config: C): C => ({ ...config, gradus: version() });

function warnOfKernels({ kernels: then }: RunConfig, warn: (message: string) => void): void {
  if (then === undefined || then === kernels()) return;
  warn(
    `the run was computed by ${then}, this machine computes by ${kernels()}: the last bits differ from here on.`,
  );
}

async function resumeTrain(
  given: TrainRun,
  folder: string,
  options: ResumeOptions,
  io: Io,
): Promise<number> {
  const emit = emitter(io.out, options.json === true);
  const { config } = given;
  const entry = await entryOf(given);
  const world = await openWorld(config);
  const warn = warning(io.err);
  const from = loadCheckpoint(given, warn) as TrainState | undefined;
  cutSegments(given, from?.steps ?? 0);
  const steps = options.steps ?? config.steps;
  if (from !== undefined && steps < from.steps && options.steps !== undefined) {
    throw new UsageError(
      `${folder} has already been trained for ${from.steps} steps; --steps ${steps} would go back. Start a new run instead.`,
    );
  }
  const isSame = steps === config.steps && config.gradus === version();
  const run = isSame ? given : reconfigure(given, { ...renewed(config), steps });
  const lost = cutTrainLog(run, from?.reports ?? 0, from?.steps ?? 0);
  if (lost > 0)
    warn(`${count(lost)} rows of ${folder}/progress.csv are lost; the run itself is whole.`);
  if (from !== undefined && (from.ended || from.steps >= steps)) {
    io.err.write(`${complete(folder, from, io)}\n`);
    const diagnosis = examined({ run, world }).findings;
    emit({ event: "done", ...doneKeys(run, { ...standing(from), diagnosis }) });
    return 0;
  }
  warnOfKernels(config, warn);
  if (config.replay === false && from !== undefined)
    warn(
      `${folder} was trained with --no-replay: what it experienced in ${count(from.steps)} steps is lost. It goes on with an empty replay, and is not the run that it would have been.`,
    );
  io.err.write(
    `${entry.title} in ${config.env}: going on after ${count(from?.steps ?? 0)} of ${count(steps)} steps\n`,
  );
  const { checkpointEvery } = options;
  const every = checkpointEvery === undefined ? {} : { checkpointEvery };
  const outcome = await trainAgent({ run, entry, world }, io, emit, from, every);
  emit({ event: "done", ...doneKeys(run, outcome) });
  return outcome.finished ? 0 : 130;
}

function complete(folder: string, { steps, ended }: TrainState, io: Io): string {
  if (ended) return `${folder} is complete: nothing was left to do after ${count(steps)} steps.`;
  const more = styled(io.err, "bold", `gradus resume ${folder} --steps ${2 * steps}`);
  return `${folder} is complete: ${count(steps)} steps. To train on: ${more}`;
}

/** The outcome of a run that is only looked at. */
function standing({ steps, episodes, recent, ended }: TrainState): TrainOutcome {
  const mean = recent.length === 0 ? null : recent.reduce((sum, r) => sum + r, 0) / recent.length;
  return {
    steps,
    episodes,
    return: mean,
    ended,
    finished: true,
    seconds: 0,
    stepsPerSecond: 0,
    figures: {},
  };
}
