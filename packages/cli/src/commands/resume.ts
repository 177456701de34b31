/** `gradus resume`: continues a run from its newest checkpoint, bit for bit as if it had never stopped. */
import type { FitState } from "gradus/run";
import { loadDataset } from "../datasets.ts";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import { cutRows, loadCheckpoint, openRun, reconfigure } from "../run-folder.ts";
import { count, styled } from "../terminal.ts";
import { doneEvent, statusOf, summary, train } from "../training.ts";
import { UsageError } from "../usage.ts";
import { kernels } from "../version.ts";

export interface ResumeOptions {
  readonly epochs?: number;
  readonly json?: boolean;
}

export async function resume(folder: string, options: ResumeOptions, io: Io): Promise<number> {
  const emit = emitter(io.out, options.json === true);
  const warn = (message: string): void =>
    io.err.write(`${styled(io.err, "yellow", "warning:")} ${message}\n`);
  let run = openRun(io.cwd, folder);
  const { dataset, data, width, height, classes } = run.config;
  const pictures = loadDataset(dataset === "mnist" ? "mnist" : "idx", data ?? undefined);
  if (pictures.width !== width || pictures.height !== height || pictures.classes !== classes) {
    throw new UsageError(
      `The pictures in ${data ?? dataset} are not the ones that ${folder} was trained on: ` +
        `${pictures.width}×${pictures.height} in ${pictures.classes} classes instead of ${width}×${height} in ${classes}.`,
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
  if (epochs !== run.config.epochs) run = reconfigure(run, { ...run.config, epochs });
  if (rows.length === epochs) {
    const more = styled(io.err, "bold", `gradus resume ${folder} --epochs ${2 * epochs}`);
    io.err.write(`${folder} is complete: ${epochs} epochs. To train on: ${more}\n`);
    emit(doneEvent(run, { finished: true, report: undefined, rows, seconds: 0 }));
    return 0;
  }
  if (kernels() !== run.config.kernels) {
    warn(
      `the run was computed by ${run.config.kernels}, this machine computes by ${kernels()}: the last bits differ from here on.`,
    );
  }
  io.err.write(
    `${run.config.net}: going on after ${count(state?.steps ?? 0)} steps, ${rows.length} of ${epochs} epochs\n`,
  );
  const outcome = await train(
    run,
    pictures,
    io,
    emit,
    state === undefined ? undefined : { state, rows },
  );
  io.err.write(summary(io, run, outcome));
  emit(doneEvent(run, outcome));
  return statusOf(outcome);
}
