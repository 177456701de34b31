/** What a run of `gradus train` has learned: its newest checkpoint, with all that makes a policy of it. */
import type { PolicySource, TrainState } from "gradus/run";
import { loadCheckpoint } from "./checkpoints.ts";
import { openRun, runOf, type TrainRun } from "./run-folder.ts";
import { UsageError } from "./usage.ts";
import { openWorld } from "./worlds.ts";

export interface Trained extends PolicySource {
  readonly run: TrainRun;
}

/**
 * @param advice what a run of `gradus fit` is told
 * @throws UsageError if there is no run, no checkpoint, or it is one of another command
 */
export async function trained(
  cwd: string,
  folder: string,
  advice: (shown: string) => string,
  warn: (message: string) => void,
): Promise<Trained> {
  const opened = openRun(cwd, folder);
  const run = runOf(opened, "train", advice(opened.shown));
  const saved = loadCheckpoint(run, warn) as TrainState | undefined;
  if (saved === undefined) {
    throw new UsageError(
      `${run.shown} has no checkpoint yet: nothing has been saved. Train it with \`gradus resume ${run.shown}\`.`,
    );
  }
  const { algorithm, knobs } = run.config;
  const world = await openWorld(run.config);
  const { state, steps } = saved;
  return { run, algorithm, config: knobs, world, state, steps };
}
