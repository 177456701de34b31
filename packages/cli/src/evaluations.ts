/**
 * Evaluations while a run learns (`train --eval-every N`): episodes without exploration, on streams of their own, of a copy of the
 * policy with its statistics frozen; the run does not notice. The state that did best is kept in best/.
 */
import { rng } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import {
  type Algorithm,
  actorOf,
  agentOf,
  type Evaluation,
  evaluate,
  fitted,
  type Report,
  summarised,
} from "gradus/run";
import { saveCheckpoint } from "./checkpoints.ts";
import type { Emit } from "./json.ts";
import type { TrainRun } from "./run-folder.ts";
import { count, figure, type Status } from "./terminal.ts";
import { appendEvaluation, bestEvaluation } from "./train-log.ts";

/** One run: its folder, and what was opened for it. */
export interface Job {
  readonly run: TrainRun;
  readonly entry: Algorithm;
  readonly world: AnyWorld;
}

/** Where evaluations begin to count their seeds: far from those that people train with. */
export const evaluationSeed = 1_000_000;
const episodesOfEvaluation = 20;

export interface Evaluator {
  /** Measures, when it is time. */
  take(report: Report): void;
  /** Whether the last report did better than all before: then a checkpoint is due, so that best/ is never ahead of it. */
  isBest(): boolean;
}

/** @param first steps from which the training goes on */
export function evaluator(job: Job, first: number, emit: Emit, line: Status): Evaluator {
  const { run } = job;
  const { evalEvery, seed } = run.config;
  if (evalEvery === null) return { take: () => {}, isBest: () => false };
  let before = Math.floor(first / evalEvery);
  let best = bestEvaluation(run);
  let isBest = false;
  return {
    isBest: () => isBest,
    take({ steps, episodes, state }) {
      isBest = false;
      const now = Math.floor(steps / evalEvery);
      if (now === before) return;
      before = now;
      const saved = state();
      const evaluation = measured(job, saved, rng([seed, steps]));
      const { meanReturn, standardError } = evaluation;
      appendEvaluation(run, steps, evaluation);
      isBest = meanReturn > best;
      best = Math.max(best, meanReturn);
      if (isBest) saveCheckpoint(run, steps, { steps, episodes, meanReturn, state: saved }, "best");
      const { episodes: played } = evaluation;
      emit({
        event: "evaluation",
        steps,
        episodes: played,
        meanReturn,
        standardError,
        best: isBest,
      });
      line.print(
        `after ${count(steps)} steps: return ${figure(meanReturn)} ± ${figure(standardError)} over ${played} episodes without exploration${isBest ? ", the best so far" : ""}`,
      );
    },
  };
}

function measured(
  { run, entry, world }: Job,
  state: unknown,
  random: ReturnType<typeof rng>,
): Evaluation {
  const fit = fitted(entry, world);
  const agent = agentOf(entry, fit, run.config.knobs, state, random);
  const options = { episodes: episodesOfEvaluation, seed: evaluationSeed };
  return summarised([...evaluate(actorOf(entry, agent, fit), fit, options)]);
}
