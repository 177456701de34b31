/** What a run of `gradus train` has learned: its newest checkpoint, with all that makes a policy of it. */
import type { PolicySource, TrainState } from "gradus/run";
import { type Kind, loadCheckpoint } from "./checkpoints.ts";
import { openRun, runOf, type TrainRun } from "./run-folder.ts";
import { UsageError } from "./usage.ts";
import { openWorld, ownNetworks } from "./worlds.ts";

export interface Trained extends PolicySource {
  readonly run: TrainRun;
}

/**
 * @param advice what a run of `gradus fit` is told
 * @param kind the newest state, or the one that did best in an evaluation
 * @throws UsageError if there is no run, no checkpoint, or it is one of another command
 */
export async function trained(
  cwd: string,
  folder: string,
  advice: (shown: string) => string,
  warn: (message: string) => void,
  kind: Kind = "checkpoint",
): Promise<Trained> {
  const opened = openRun(cwd, folder);
  const run = runOf(opened, "train", advice(opened.shown));
  const saved = loadCheckpoint(run, warn, kind, { withoutReplay: true }) as TrainState | undefined;
  if (saved === undefined) throw nothingSaved(run, kind);
  const { algorithm, knobs, envModule } = run.config;
  const world = await openWorld(run.config);
  const networks = await ownNetworks(envModule);
  const { state, steps } = saved;
  const own = networks === undefined ? {} : { networks };
  return { run, algorithm, config: knobs, world, state, steps, ...own };
}

/** Option --best: which state is meant. */
export const kindOf = ({ best }: { readonly best?: boolean }): Kind =>
  best === true ? "best" : "checkpoint";

function nothingSaved({ shown, config }: TrainRun, kind: Kind): UsageError {
  if (kind === "checkpoint") {
    return new UsageError(
      `${shown} has no checkpoint yet: nothing has been saved. Train it with \`gradus resume ${shown}\`.`,
    );
  }
  return new UsageError(
    config.evalEvery === null
      ? `${shown} was trained without evaluations, so no state of it is known to be the best. Train with --eval-every N, or leave --best out.`
      : `${shown} has not been evaluated yet: its first evaluation comes after ${config.evalEvery} steps. Continue it with \`gradus resume ${shown}\`, or leave --best out.`,
  );
}
