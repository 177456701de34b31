/** `gradus eval`: how good is what a run has learned? Episodes without learning, on seeds of their own. */
import { rng } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import {
  type Algorithm,
  actorOf,
  agentOf,
  algorithmNamed,
  type Evaluation,
  evaluate as episodesOf,
  fitted,
  summarised,
  type TrainState,
} from "gradus/run";
import { evaluationSeed } from "../agent-training.ts";
import { loadCheckpoint } from "../checkpoints.ts";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import { openRun, runOf, type TrainRun } from "../run-folder.ts";
import { bar, count, figure, status, styled, warning } from "../terminal.ts";
import { UsageError } from "../usage.ts";
import { openWorld } from "../worlds.ts";

export interface EvalOptions {
  readonly episodes: number;
  readonly seed?: number;
  readonly stochastic?: boolean;
  readonly json?: boolean;
}

export async function evaluate(folder: string, options: EvalOptions, io: Io): Promise<number> {
  const run = runOf(
    openRun(io.cwd, folder),
    "train",
    "Its accuracy is in progress.csv; `gradus predict` asks it about a picture.",
  );
  const saved = loadCheckpoint(run, warning(io.err)) as TrainState | undefined;
  if (saved === undefined) {
    throw new UsageError(
      `${run.shown} has no checkpoint yet: nothing has been saved. Train it with \`gradus resume ${run.shown}\`.`,
    );
  }
  const { episodes, seed = evaluationSeed } = options;
  const entry = algorithmNamed(run.config.algorithm);
  const world = fitted(entry, await openWorld(run.config));
  const returns = await played(run, entry, saved, world, { ...options, episodes, seed }, io);
  const evaluation = summarised(returns);
  io.err.write(verdict(io, run, world, saved, evaluation));
  emitter(
    io.out,
    options.json === true,
  )({
    event: "done",
    ...evaluation,
    run: run.shown,
    steps: saved.steps,
    seed,
    interrupted: returns.length < episodes,
  });
  return returns.length < episodes ? 130 : 0;
}

async function played(
  { config }: TrainRun,
  entry: Algorithm,
  { state }: TrainState,
  world: AnyWorld,
  { episodes, seed, stochastic }: EvalOptions & { readonly seed: number },
  io: Io,
): Promise<number[]> {
  const agent = agentOf(entry, world, config.knobs, state, rng([seed, 1]));
  const act = actorOf(entry, agent, world, { deterministic: stochastic !== true });
  const line = status(io.err);
  let stop = false;
  const forget = io.onInterrupt(() => {
    stop = true;
  });
  const returns: number[] = [];
  for (const episodeReturn of episodesOf(act, world, { episodes, seed })) {
    returns.push(episodeReturn);
    line.show(
      () => `${bar(io.err, returns.length / episodes)} episode ${returns.length}/${episodes}`,
    );
    if (stop) break;
    await io.turn();
  }
  line.clear();
  forget();
  return returns;
}

function verdict(
  io: Io,
  { config }: TrainRun,
  { solvedAt }: AnyWorld,
  { steps }: TrainState,
  { episodes, meanReturn, standardError, returns }: Evaluation,
): string {
  const [low, high] = [Math.min(...returns), Math.max(...returns)];
  const mean = styled(io.err, "bold", figure(meanReturn));
  const error = standardError === null ? "" : ` ± ${figure(standardError)} (standard error)`;
  const solved =
    solvedAt === undefined ? "" : ` The world counts as solved at ${figure(solvedAt)}.`;
  return (
    `${config.algorithm} in ${config.env} after ${count(steps)} steps, ${count(episodes)} ${episodes === 1 ? "episode" : "episodes"}:\n` +
    `mean return ${mean}${error}, from ${figure(low)} to ${figure(high)}.${solved}\n`
  );
}
