/** `gradus eval`: how good is what a run has learned? Episodes without learning, on seeds of their own. */
import { rng } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import {
  type Algorithm,
  actorOf,
  agentOf,
  type Evaluation,
  evaluate as episodesOf,
  fitted,
  summarised,
} from "gradus/run";
import { evaluationSeed } from "../evaluations.ts";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import type { TrainRun } from "../run-folder.ts";
import { bar, count, figure, status, styled, warning } from "../terminal.ts";
import { kindOf, trained } from "../trained.ts";

import { entryFor } from "../worlds.ts";

export interface EvalOptions {
  readonly episodes: number;
  readonly seed?: number;
  readonly stochastic?: boolean;
  readonly best?: boolean;
  readonly json?: boolean;
}

export async function evaluate(folder: string, options: EvalOptions, io: Io): Promise<number> {
  const {
    run,
    state,
    steps,
    world: open,
  } = await trained(
    io.cwd,
    folder,
    () => "Its accuracy is in progress.csv; `gradus predict` asks it about a picture.",
    warning(io.err),
    kindOf(options),
  );
  const { episodes, seed = evaluationSeed } = options;
  const entry = await entryFor(run.config.algorithm, run.config.envModule);
  const world = fitted(entry, open);
  const returns = await played(run, entry, state, world, { ...options, episodes, seed }, io);
  const evaluation = summarised(returns);
  io.err.write(verdict(io, run, world, steps, evaluation));
  emitter(
    io.out,
    options.json === true,
  )({
    event: "done",
    ...evaluation,
    run: run.shown,
    steps,
    seed,
    interrupted: returns.length < episodes,
  });
  return returns.length < episodes ? 130 : 0;
}

async function played(
  { config }: TrainRun,
  entry: Algorithm,
  state: unknown,
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
  steps: number,
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
