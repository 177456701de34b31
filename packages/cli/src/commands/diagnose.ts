/** `gradus diagnose`: what looks wrong in a run, in plain words. */
import { UnknownNameError } from "gradus/core";
import { algorithmNamed } from "gradus/run";
import { examined, findingLines } from "../health.ts";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import { openRun, runOf } from "../run-folder.ts";
import { count } from "../terminal.ts";
import { UsageError } from "../usage.ts";
import { openWorld } from "../worlds.ts";

export interface DiagnoseOptions {
  readonly json?: boolean;
}

export async function diagnoseRun(
  folder: string,
  options: DiagnoseOptions,
  io: Io,
): Promise<number> {
  const run = runOf(
    openRun(io.cwd, folder),
    "train",
    "The rules are about agents; its loss and accuracy are in progress.csv.",
  );
  const { algorithm, env, steps: total } = run.config;
  const { rows, steps, findings } = examined({ run, world: await openWorld(run.config) });
  if (rows === 0)
    throw new UsageError(
      `${run.shown} has no reports yet. Train it with \`gradus resume ${run.shown}\`.`,
    );
  io.err.write(`${algorithm} in ${env}, ${count(steps)} of ${count(total)} steps.\n`);
  io.err.write(findingLines(findings) || `Nothing looks wrong.${caution(algorithm)}\n`);
  emitter(
    io.out,
    options.json === true,
  )({ event: "done", run: run.shown, steps, diagnosis: findings });
  return 0;
}

/** Most rules look at figures that only deep algorithms have. */
function caution(algorithm: string): string {
  try {
    if (algorithmNamed(algorithm).sees === "observation") return "";
  } catch (error) {
    if (!(error instanceof UnknownNameError)) throw error;
  }
  return " Most rules are about networks, though, and this run has none.";
}
