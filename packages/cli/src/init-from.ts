/** `train --init-from RUN`: a run that begins with the parameters of another, and with nothing else of it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Warm } from "gradus/core";
import type { Transitions } from "gradus/data";
import { type AnyWorld, describe } from "gradus/env";
import { type Algorithm, algorithmNamed, type TrainState } from "gradus/run";
import { loadCheckpoint, readState, writeState } from "./checkpoints.ts";
import { openRun, type Run, runOf, type TrainRun } from "./run-folder.ts";
import { replayData } from "./teachers.ts";
import { UsageError } from "./usage.ts";
import { openWorld } from "./worlds.ts";

/** What is taken from another run. */
export interface Beginning {
  readonly run: string;
  readonly steps: number;
  readonly state: Warm["warm"];
}

/** The settings of a network that its weights do not show. */
const shaping = [
  "network",
  "filters",
  "hidden",
  "activation",
  "sharedNetwork",
  "gsde",
  "rescaleActions",
  "normaliseObservations",
] as const;

/** Reads the other run. @throws UsageError naming what differs, if it cannot be taken over */
export async function beginning(
  folder: string,
  {
    algorithm,
    entry,
    world,
    knobs,
  }: {
    readonly algorithm: string;
    readonly entry: Algorithm;
    readonly world: AnyWorld;
    readonly knobs: TrainRun["config"]["knobs"];
  },
  cwd: string,
  warn: (message: string) => void,
): Promise<Beginning> {
  const run = runOf(openRun(cwd, folder), "train", "--init-from takes a run of `gradus train`.");
  const { config } = run;
  const other = algorithmNamed(config.algorithm);
  if ((other.sees ?? "state") !== (entry.sees ?? "state")) {
    throw new UsageError(
      `--init-from ${folder}: that is a run of ${config.algorithm}, which learns something else than ${algorithm} does.`,
    );
  }
  refuseOtherSpaces(folder, await openWorld(config), world);
  for (const name of shaping) {
    const [there, here] = [config.knobs[name], knobs[name]];
    if (there === undefined || here === undefined || there === here) continue;
    throw new UsageError(
      `--init-from ${folder}: ${name} is ${there} there, and ${here} here. Add --set ${name}=${there}.`,
    );
  }
  const withoutReplay = true; // its experience is not taken over
  const saved = loadCheckpoint(run, warn, "checkpoint", { withoutReplay }) as
    | TrainState
    | undefined;
  if (saved === undefined)
    throw new UsageError(`--init-from ${folder}: nothing has been saved there yet.`);
  return { run: run.path, steps: saved.steps, state: saved.state as Warm["warm"] };
}

function refuseOtherSpaces(folder: string, other: AnyWorld, own: AnyWorld): void {
  for (const [what, key] of [
    ["observations", "observationSpace"],
    ["actions", "actionSpace"],
  ] as const) {
    const [there, here] = [describe(other[key]), describe(own[key])];
    if (there === here) continue;
    throw new UsageError(
      `--init-from ${folder}: the ${what} of ${other.id} are ${there}, those of ${own.id} ${here}.`,
    );
  }
}

const folderOf = ({ path }: Pick<Run, "path">): string => join(path, "init");

/** Keeps it in the run, so that the other one may change or go. */
export function keepBeginning(run: TrainRun, { state }: Beginning): void {
  writeState(folderOf(run), state);
}

/** What an algorithm is given in place of a state of its own: parameters of another run, data for its replay, both, or nothing. */
export function beginningOf(
  run: TrainRun,
  entry: Algorithm,
): (Partial<Warm> & { readonly data?: Transitions }) | undefined {
  const warm = existsSync(folderOf(run))
    ? { warm: readState(folderOf(run)) as Warm["warm"] }
    : undefined;
  const data = replayData(run, entry);
  return data === undefined ? warm : { ...warm, data };
}
